"""Is my internet all right? What was looked at, what it comes down to, and the next sensible step."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as say
from django.views.decorators.http import require_safe

from abonent.modules.internet.portal import words
from abonent.modules.internet.portal.checks import REFUSED, Step, checks, lead, notice_of
from abonent.modules.internet.portal.diagnosis import Seen, Verdict, look, verdict
from abonent.modules.internet.portal.lines import one_line
from abonent.people.queries import may
from abonent.web.addresses import address
from abonent.web.engine import live
from abonent.web.page import CustomerRequest, customer_page

PAUSES = ((6, 10), (20, 30))
"""So many times the page asks again after so many seconds; then one reloads it by hand."""
AWAITED = frozenset({"changing", "silent", "refused", "never", "offline", "device"})
"""What may change while one watches, as after switching the router off and on."""

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
        say("So the cable is not to blame: it reaches us, but is not let in. This page looks again by itself."),
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
REMEDIES: dict[str, Promise] = {
    "password": say("Type the right one into the router. If it is not known, the account owner sets a new one here."),
    "mac": say("Connect the registered device, or call us to have this one registered."),
    "connected": say("Switch the other device off and wait a quarter of an hour; then this one is let in."),
}
"""What helps whoever is refused for a reason."""


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
        "checks": list(checks(seen)),
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
        said = (words.WHY.get(seen.answer.why, REFUSED), REMEDIES.get(seen.answer.why, ""))
        return [str(sentence) for sentence in said if sentence]
    trouble = {"outage": seen.outage, "works": seen.works}.get(word)
    return [lead(trouble)] if trouble else []


def _steps(request: CustomerRequest, seen: Seen, word: Verdict) -> Iterator[Step]:
    """Return where to go next, the most sensible first."""
    role, line = request.access.role, seen.line
    trouble = {"outage": seen.outage, "works": seen.works}.get(word)
    if trouble:
        yield notice_of(trouble), _("Read more")
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


def _asked(request: CustomerRequest) -> int:
    """Return how often this page has asked by itself."""
    said = request.GET.get("asked", "")
    return int(said) if said.isdecimal() and len(said) < 4 else 0  # noqa: PLR2004 - nobody watches for so long


def _pause(asked: int) -> int:
    return next((seconds for times, seconds in PAUSES if asked < times), 0)
