"""Is my internet all right? What was looked at, what it comes down to, and the next sensible step."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as say
from django.views.decorators.http import require_safe

from abonent.language import written
from abonent.modules.internet.portal import words
from abonent.modules.internet.portal.diagnosis import Seen, Verdict, look, verdict
from abonent.modules.internet.portal.lines import one_line
from abonent.news.queries import Near
from abonent.people.queries import may
from abonent.web.addresses import address
from abonent.web.engine import live
from abonent.web.frame import speaking
from abonent.web.jinja import local
from abonent.web.page import CustomerRequest, customer_page

PAUSES = ((6, 10), (20, 30))
"""So many times the page asks again after so many seconds; then one reloads it by hand."""
AWAITED = frozenset({"changing", "silent", "refused", "never", "offline", "device"})
"""What may change while one watches, as after switching the router off and on."""

type Step = tuple[str, str]
"""An address, and what the button that leads there says."""


@dataclass(frozen=True, slots=True)
class Check:
    """Something that was looked at: kind is "ok", "info", "warn" or "bad"; `link` leads to more about it."""

    kind: str
    title: str | Promise
    text: str | Promise
    link: Step | None = None


SAID: dict[Verdict, tuple[str, Promise, Promise]] = {
    "outage": (
        "bad",
        say("There is an outage"),
        say("It is known and being worked on. The connection comes back by itself; there is nothing to do at home."),
    ),
    "off": (
        "warn",
        say("No plan is held on this line"),
        say("So it cannot connect. The contract says what was agreed; if it should work, please call us."),
    ),
    "limited": ("warn", say("The line is restricted"), say("That is why pages do not open as usual.")),
    "no_password": (
        "warn",
        say("The line has no password yet"),
        say("Without one the router cannot connect. Once it is set, it is typed into the router."),
    ),
    "works": (
        "warn",
        say("Works are going on"),
        say("The connection comes back by itself when they are over; there is nothing to do at home."),
    ),
    "device": (
        "bad",
        say("The fault seems to be at our end"),
        say("The access device to which this line connects does not answer. There is nothing to do at home."),
    ),
    "changing": (
        "wait",
        say("A change is on its way to the router"),
        say("It takes effect within a minute. If it does not, disconnecting helps: the router then signs in anew."),
    ),
    "fine": (
        "ok",
        say("From here everything looks all right"),
        say("The line is connected. If pages still do not open, the fault is most likely between the router and the device."),
    ),
    "silent": (
        "warn",
        say("Nothing has been heard of the connection for a while"),
        say("Switch the router off, wait a minute and switch it on again. This page looks again by itself."),
    ),
    "refused": (
        "bad",
        say("The router tries to connect and is refused"),
        say("Below is why. This page looks again by itself."),
    ),
    "never": (
        "info",
        say("The line has never been connected"),
        say("Type the PPPoE login and the password into the router, and connect it by cable. This page looks again by itself."),
    ),
    "offline": (
        "warn",
        say("The line is not connected"),
        say("Nothing comes from the router: it is off, the cable has come loose, or something between is broken."),
    ),
}  # fmt: skip
"""What it comes down to: kind, title, and what to do."""


@customer_page(act="lines.see")
@require_safe
def line_trouble(request: CustomerRequest, line: int) -> HttpResponse:
    """Look at everything that may keep a line from working; asked by htmx, only the answer."""
    found, several = one_line(request, line)
    seen = look(request.account, found, at=request.at)
    return live(request, "internet/trouble.html", _shown(request, seen, several=several))


def _shown(request: CustomerRequest, seen: Seen, *, several: bool) -> dict[str, Any]:
    word = verdict(seen)
    kind, title, text = SAID[word]
    asked = _asked(request)
    return {
        "line": seen.line,
        "several": several,
        "kind": kind,
        "title": title,
        "text": text,
        "why": _why(seen, word),
        "steps": list(_steps(request, seen, word)),
        "checks": list(_checks(seen)),
        "at_home": word in ("fine", "silent", "refused", "never", "offline"),
        "again": f"{request.path}?asked={asked + 1}",
        "pause": _pause(asked) if word in AWAITED else 0,
        "mark": f"{request.at:%H%M%S%f}",
        "at": request.at,
    }


def _why(seen: Seen, word: Verdict) -> list[str]:
    """Say more of what it comes down to, in sentences."""
    if word == "limited":
        return [f"{notice.title}. {notice.text}" for notice in words.limited(seen.line, pays=False)]
    if word == "refused" and seen.answer:
        return [str(words.WHY.get(seen.answer.why, REFUSED))]
    trouble = {"outage": seen.outage, "works": seen.works}.get(word)
    return [_lead(trouble)] if trouble else []


def _steps(request: CustomerRequest, seen: Seen, word: Verdict) -> Iterator[Step]:
    """Return where to go next, the most sensible first."""
    role, line = request.access.role, seen.line
    trouble = {"outage": seen.outage, "works": seen.works}.get(word)
    if trouble:
        yield _notice(trouble), _("Read more")
    if word == "limited" and line.for_debt:
        yield (reverse("pay"), _("Pay now")) if may(role, "bills.pay") else (reverse("bills"), _("See the bills"))
    if word == "off":
        yield reverse("contract"), _("See the contract")
    wrong = word == "refused" and seen.answer is not None and seen.answer.why in ("password", "no_password")
    if (word == "no_password" or wrong) and may(role, "lines.password"):
        yield (
            address("line_password", line=line.pk),
            _("Set a new password") if line.has_password else _("Set a password"),
        )
    if word in ("changing", "silent") and line.online and may(role, "lines.disconnect"):
        yield reverse("disconnect_line", kwargs={"line": line.pk}), _("Disconnect")


def _checks(seen: Seen) -> Iterator[Check]:
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
        yield Check(kind, _title(near), _lead(near), (_notice(near), _("Read more")))


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


REFUSED = say("The access device did not say more.")


def _asked(request: CustomerRequest) -> int:
    """Return how often this page has asked by itself."""
    said = request.GET.get("asked", "")
    return int(said) if said.isdecimal() and len(said) < 4 else 0  # noqa: PLR2004 - nobody watches for so long


def _pause(asked: int) -> int:
    return next((seconds for times, seconds in PAUSES if asked < times), 0)


def _notice(near: Near) -> str:
    return address("notice", language=speaking(), notice=near.slug)


def _title(near: Near) -> str:
    return near.title.get(speaking()) or next(iter(near.title.values()))


def _lead(near: Near) -> str:
    return near.lead.get(speaking()) or next(iter(near.lead.values()))


def _moment(at: Any) -> str:
    return written(speaking()).moment(local(at))
