"""What customers are told of their lines, in words: how a line stands, what limits it, how fast it may be."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as say
from django.utils.translation import pgettext_lazy

from abonent.contracts.models import Restriction
from abonent.modules.internet.bulk.shown import Shown
from abonent.web.portal.contract import megabits
from abonent.web.portal.overview import BECAUSE, LIMITED
from abonent.web.portal.works import Notice

__all__ = ["WHY", "limited", "megabits", "tags"]

type Tag = tuple[str, str]

WHY: dict[str, Promise] = {
    "unknown": say("The login was not known."),
    "closed": say("No plan was active on the line then."),
    "no_password": say("No password had been set yet."),
    "password": say("The password was not the right one."),
    "mac": say("It came from a device that is not registered for this line."),
    "connected": say("Another device was connected with this login already."),
    "sealed": say("We could not check the password. That is our fault."),
    "device": say("The access device is not one that we know. That is our fault."),
    "method": say("The router asked in a way that we do not know. It should be set to PAP, CHAP or MS-CHAPv2."),
}
"""Why RADIUS let nobody in, to those who wanted to connect."""

STATES: dict[str, tuple[str, Promise]] = {
    "off": ("info", pgettext_lazy("line", "not in use")),
    "suspended": ("bad", pgettext_lazy("line", "switched off")),
    "limited": ("warn", pgettext_lazy("line", "limited")),
    "no_password": ("warn", pgettext_lazy("line", "no password yet")),
    "silent": ("warn", pgettext_lazy("line", "no news of it")),
    "online": ("ok", pgettext_lazy("line", "connected")),
    "offline": ("warn", pgettext_lazy("line", "not connected")),
}


def state(line: Shown, at: datetime) -> str:
    """Say in one word how a line stands: what keeps it from working comes first, then whether it is connected."""
    if line.level != "FREE":
        return line.level.lower()
    if not line.has_password:
        return "no_password"
    if line.is_silent(at):
        return "silent"
    return "online" if line.online else "offline"


def tags(at: datetime) -> Callable[[Shown], Tag]:
    """Return what gives a line its tag: kind and words."""

    def tag(line: Shown) -> Tag:
        kind, said = STATES[state(line, at)]
        return kind, str(said)

    return tag


def limited(line: Shown, *, pays: bool) -> Iterator[Notice]:
    """Say what limits a line and what ends that. `pays`: whether this person may pay."""
    if line.level == "OFF":
        return
    levels = dict(reversed(line.limits))
    for reason in dict.fromkeys(reason for reason, _level in line.limits):
        title = str(LIMITED[levels[reason]])
        if reason == Restriction.Reason.DEBT:
            text = _("Something is overdue. Once it is paid, the service comes back by itself.")
            link = (reverse("pay"), _("Pay now")) if pays else (reverse("bills"), _("See the bills"))
            yield Notice("bad", title, text, link)
        else:
            yield Notice("warn", title, str(BECAUSE[reason]))
