"""What waits at the desk in the network: access devices that are out of reach."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from abonent.modules.internet.queries.devices import away_since, out_of_reach
from abonent.modules.internet.routers.causes import said
from abonent.web.addresses import address_if_there
from abonent.web.desk.page import StaffRequest
from abonent.web.desk.piles import MOST, Pile, Thing


def piles(request: StaffRequest) -> Iterator[Pile]:
    """Yield the devices that did not take what they were told, for whoever may mend that."""
    if not request.may("devices.change"):
        return
    found = [
        Thing(
            url=address_if_there("desk_device", device=device.pk),
            title=device.name,
            about=f"{device.address}: {said(device.failure)}",
            since=away_since(device),
            deadline=None,
        )
        for device in out_of_reach()[:MOST]
    ]
    more = f"{address_if_there('desk_devices')}?state=away"
    yield Pile("devices", _("Access devices out of reach"), "connections", found, more, to_answer=False)
