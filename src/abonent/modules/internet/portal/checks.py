"""What was looked at to say whether a line is all right, and how each of it stands, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as say

from abonent.language import written
from abonent.modules.internet.portal import words
from abonent.modules.internet.portal.diagnosis import Seen
from abonent.news.queries import Near
from abonent.web.addresses import address
from abonent.web.frame import speaking
from abonent.web.jinja import local

type Step = tuple[str, str]
"""An address, and what the button that leads there says."""
REFUSED = say("The access device did not say more.")


@dataclass(frozen=True, slots=True)
class Check:
    """Something that was looked at: kind is "ok", "info", "warn" or "bad"; `link` leads to more about it."""

    kind: str
    title: str | Promise
    text: str | Promise
    link: Step | None = None


def checks(seen: Seen) -> Iterator[Check]:
    """Return what was looked at, and how it stands."""
    yield from _restrictions(seen)
    yield from _nearby(seen)
    if seen.line.level != "OFF":
        yield from _password(seen)
        yield from _device(seen)
        yield from _connection(seen)
        yield from _signing_in(seen)


def _restrictions(seen: Seen) -> Iterator[Check]:
    if seen.line.level == "OFF":
        yield Check("warn", _("Plan"), _("No plan is held on this line now."))
    found = list(words.limited(seen.line, pays=False))
    if not found:
        yield Check("ok", _("Restrictions"), _("Nothing restricts the line."))
    for notice in found:
        yield Check(notice.kind, _("Restrictions"), f"{notice.title}. {notice.text}")


def _nearby(seen: Seen) -> Iterator[Check]:
    if not seen.near:
        yield Check("ok", _("Outages and works"), _("None are known that concern this line."))
    for near in seen.near:
        kind = ("bad" if near.kind == "OUTAGE" else "warn") if near.on(seen.at) else "info"
        yield Check(kind, _title(near), lead(near), (notice_of(near), _("Read more")))


def _password(seen: Seen) -> Iterator[Check]:
    if not seen.line.has_password:
        yield Check("warn", _("PPPoE password"), _("None has been set yet."))


def _device(seen: Seen) -> Iterator[Check]:
    if seen.device and seen.device_is_lost:
        yield Check("bad", _("Access device at our end"), _("It does not answer at the moment."))
    elif seen.device:
        yield Check("ok", _("Access device at our end"), _("Nothing wrong with it is known."))


def _connection(seen: Seen) -> Iterator[Check]:
    line, title = seen.line, _("Connection")
    if line.online and seen.silent:
        said = _("Nothing has been heard of it since %(moment)s.") % {"moment": _moment(line.online.heard_at)}
        yield Check("warn", title, said)
    elif line.online:
        said = _("Connected since %(moment)s.") % {"moment": _moment(line.online.began_at)}
        yield Check("ok", title, said)
    elif line.latest:
        yield Check("warn", title, _("Last seen: %(moment)s.") % {"moment": _moment(line.latest.heard_at)})
    else:
        yield Check("info", title, _("It has never been connected."))


def _signing_in(seen: Seen) -> Iterator[Check]:
    answer, title = seen.answer, _("Last sign-in of the router")
    if seen.line.online:
        return
    if answer is None:
        yield Check("warn", title, _("The router has not tried to connect since then."))
    elif answer.accepted:
        said = _("It was let in on %(moment)s, but no connection was reported.") % {"moment": _moment(answer.at)}
        yield Check("warn", title, said)
    else:
        said = _("It was refused on %(moment)s.") % {"moment": _moment(answer.at)}
        yield Check("bad", title, f"{said} {words.WHY.get(answer.why, REFUSED)}")


def notice_of(near: Near) -> str:
    """Return where an outage or works are told of."""
    return address("notice", language=speaking(), notice=near.slug)


def _title(near: Near) -> str:
    return near.title.get(speaking()) or next(iter(near.title.values()))


def lead(near: Near) -> str:
    """Return what is said of an outage or works, in the reader's language."""
    return near.lead.get(speaking()) or next(iter(near.lead.values()))


def _moment(at: datetime) -> str:
    return written(speaking()).moment(local(at))
