"""Access devices at the desk: the list with how each is, and the page of one."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.journal.kinds import sentence
from abonent.journal.queries import latest_about
from abonent.modules.internet.desk.network_tabs import network_tabs
from abonent.modules.internet.models import Device
from abonent.modules.internet.queries.devices import AWAY, IN_USE, Health, away_since, connected_at, health
from abonent.modules.internet.routers.causes import said
from abonent.people.models import User
from abonent.web.addresses import address
from abonent.web.desk.filters import Choice
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.desk.tables import Column, Shown, Table, Tag

LATEST = 20
"""So many of the things that happened to a device are shown."""
HEALTH: dict[Health, tuple[str, Promise]] = {
    "well": ("ok", pgettext_lazy("device", "works")),
    "away": ("bad", pgettext_lazy("device", "out of reach")),
    "silent": ("warn", pgettext_lazy("device", "silent")),
    "new": ("info", pgettext_lazy("device", "not heard of yet")),
    "ended": ("warn", pgettext_lazy("device", "ended")),
}
"""How a device is: the colour of the tag, and its words."""
DONE: dict[str, tuple[str, Promise, Promise]] = {
    "added": ("ok", _("The device was added"), _("RADIUS answers it within a minute, once the same secret is set in it.")),
    "changed": ("ok", _("The device was changed"), _("RADIUS knows it within a minute.")),
    "secret": ("ok", _("The secret was changed"), _("RADIUS takes the new one within a minute; the device needs the same one.")),
    "ended": ("ok", _("The device has ended"), _("RADIUS answers it no more, within a minute.")),
    "already": ("info", _("It had been ended before"), _("Nothing was changed.")),
}  # fmt: skip
"""What was just done, and what follows from it."""


@dataclass(frozen=True, slots=True)
class Row:
    """A device in the list, how it is, and how many lines are connected there."""

    device: Device
    health: Health
    connected: int

    @property
    def tag(self) -> Tag:
        return Tag(*HEALTH[self.health])


def vendor_in_words(vendor: str) -> str:
    """Return what a kind of device is called; one that the profile does not know any more by its code."""
    rules = profile.current().internet
    found = rules and rules.vendors.get(vendor)
    return found.name if found else vendor


DEVICES = Table(
    caption=_("Access devices"),
    columns=(
        Column("name", pgettext_lazy("device", "Name"), lambda row: row.device.name, sort=("name",)),
        Column("address", _("IP address"), lambda row: row.device.address),
        Column("vendor", _("Kind"), lambda row: vendor_in_words(row.device.vendor)),
        Column("connected", pgettext_lazy("lines", "Connected"), lambda row: row.connected, "number"),
        Column("heard", _("Last heard of"), lambda row: row.device.heard_at, "moment"),
        Column("state", _("How it is"), lambda row: row.tag, "tag"),
    ),
    leads_to=lambda row: address("desk_device", device=row.device.pk),
    filters=(
        Choice(
            "state",
            _("How it is"),
            {
                "used": (pgettext_lazy("devices", "in use"), IN_USE),
                "away": (pgettext_lazy("devices", "out of reach"), AWAY),
                "ended": (pgettext_lazy("devices", "ended"), Q(ended_at__isnull=False)),
            },
        ),
    ),
    sort="name",
    file="desk_devices_csv",
    empty=(_("No access devices yet"), _("The routers where lines end stand here as soon as they are added, each with how it is.")),
)  # fmt: skip


@staff_page(act="network.see")
@require_safe
def desk_devices(request: StaffRequest) -> HttpResponse:
    """List access devices. They are few: what they are sorted and narrowed by needs no index."""
    tabs = network_tabs("desk_devices")
    return DEVICES.page(request, "internet/desk_devices.html", Device.objects.all(), shown=_rows(request), tabs=tabs)


@staff_page(act="network.see")
@require_safe
def desk_devices_csv(request: StaffRequest) -> StreamingHttpResponse:
    """Give the devices that the filters leave as a file."""
    return DEVICES.download(request, Device.objects.all(), name="devices", shown=_rows(request))


@staff_page(act="network.see")
@require_safe
def desk_device(request: StaffRequest, device: int) -> HttpResponse:
    """Show a device: where it is, how it is, what happened to it."""
    found = device_of(device)
    is_now = health(found, at=request.at)
    context = {
        "device": found,
        "vendor": vendor_in_words(found.vendor),
        "health": is_now,
        "tag": HEALTH[is_now],
        "why": said(found.failure) if is_now == "away" else "",
        "away_since": away_since(found) if is_now == "away" else None,
        "connected": connected_at([found.pk]).get(found.pk, 0),
        "may": request.may("devices.change") and is_now != "ended",
        "deeds": _deeds(found),
        "done": DONE.get(request.GET.get("done", "")),
    }
    return render(request, "internet/desk_device.html", context)


def device_of(pk: int) -> Device:
    """Return a device. Raises Http404."""
    found = Device.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _rows(request: StaffRequest) -> Shown:
    def shown(devices: list[Device]) -> list[Row]:
        connected = connected_at(device.pk for device in devices)
        return [Row(each, health(each, at=request.at), connected.get(each.pk, 0)) for each in devices]

    return shown


def _deeds(device: Device) -> list[tuple[datetime, Promise, str]]:
    """Return what happened to a device, the newest first: when, what, and who did it."""
    events = list(latest_about(f"device:{device.pk}", most=LATEST))
    ids = {event.by_id for event in events if event.by_id}
    names = dict(User.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
    return [(event.at, sentence(event.kind), names.get(event.by_id or 0, "")) for event in events]
