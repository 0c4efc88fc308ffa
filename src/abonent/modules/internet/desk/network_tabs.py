"""What stands above the pages about the whole network: lines and access devices."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from abonent.web.addresses import address_if_there
from abonent.web.frame import MenuItem

PAGES = ("desk_network", "desk_devices")


def network_tabs(current: str) -> tuple[MenuItem, ...]:
    """Return the tabs of the network; `current` is the name of the address that is shown."""
    labels = (pgettext("internet", "Lines"), _("Access devices"))
    return tuple(
        MenuItem(address_if_there(name), label, "connections", name == current)
        for name, label in zip(PAGES, labels, strict=True)
    )
