"""What lines, sessions and answers are called at the desk."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from abonent.language import written
from abonent.modules.internet.bulk.now import Now
from abonent.modules.internet.models import Line, Session
from abonent.web.desk.customer import LIMITED
from abonent.web.desk.tables import Tag
from abonent.web.frame import speaking
from abonent.web.portal.contract import megabits

WHY: dict[str, Promise] = {
    "unknown": _("the login is not known"),
    "device": _("the access device is not known"),
    "closed": _("no plan is held on the line"),
    "no_password": _("no password was set yet"),
    "password": _("the password is wrong"),
    "mac": _("the MAC is not registered, and the line is bound to those that are"),
    "connected": _("another session of the line is under way"),
    "sealed": _("the secret could not be opened with the keys of this house"),
    "method": _("the device asks neither by PAP, CHAP nor MS-CHAPv2"),
}
"""Why RADIUS let nobody in."""

CAUSES: dict[str, Promise] = {
    "User-Request": _("by the customer’s router"),
    "Lost-Carrier": _("the signal was lost"),
    "Lost-Service": _("the service was lost"),
    "Idle-Timeout": _("idle for too long"),
    "Session-Timeout": _("its time was up"),
    "Admin-Reset": _("by the office"),
    "Admin-Reboot": _("the device was restarted"),
    "NAS-Error": _("an error of the device"),
    "NAS-Request": _("by the device"),
    "NAS-Reboot": _("the device was restarted"),
    "Port-Error": _("an error of the port"),
    "Port-Preempted": _("the port was needed"),
    "Port-Suspended": _("the port was suspended"),
    "Service-Unavailable": _("the service cannot be given"),
    "User-Error": _("an error of the customer’s router"),
    "Gone": _("the device did not know it any more"),
    "gone": _("the device did not know it any more"),
    "Silent": _("nothing was heard of it"),
    "silent": _("nothing was heard of it"),
    "dropped": _("the device was told to end it"),
    "replaced": _("a newer one took its place"),
    "restarted": _("the device was restarted"),
}
"""Why a session ended: Acct-Terminate-Cause (RFC 2866, 5.10), and what we write ourselves."""

ONLINE = Tag("ok", pgettext_lazy("line", "online"))
OFFLINE = Tag("info", pgettext_lazy("line", "offline"))
ENDED = Tag("warn", pgettext_lazy("line", "ended"))
NO_PLAN = Tag("warn", pgettext_lazy("line", "no plan"))
NO_PASSWORD = Tag("warn", pgettext_lazy("line", "no password"))


def tags(line: Line, now: Now | None, session: Session | None, *, on: date) -> list[Tag]:
    """Return how a line stands on a day: whether it is connected, and what keeps it from working."""
    end = line.subscription.valid.upper
    if end is not None and end <= on:
        return [ENDED]
    found = [ONLINE if session and not session.ended_at else OFFLINE]
    if now and now.level in LIMITED:
        found.append(Tag("bad", LIMITED[now.level]))
    elif now is None or now.level == "OFF":
        found.append(NO_PLAN)
    return found if line.secret else [*found, NO_PASSWORD]


def speeds(now: Now | None) -> str:
    """Write how fast a line may be: down / up."""
    return f"{megabits(now.down_kbits)} / {megabits(now.up_kbits)}" if now and now.down_kbits and now.up_kbits else ""


def size(octets: int) -> str:
    """Write how much was carried; nothing is 0."""
    return written(speaking()).size(octets) if octets else "0"


def carried(session: Session) -> str:
    """Write how much came to the customer and how much left."""
    return f"{size(session.in_bytes)} / {size(session.out_bytes)}"


def cause(session: Session) -> Promise | str:
    """Return why a session ended; a cause that is not known here as the device wrote it."""
    return CAUSES.get(session.cause, session.cause)


def why(word: str) -> Promise | str:
    """Return why RADIUS let nobody in."""
    return WHY.get(word, word)
