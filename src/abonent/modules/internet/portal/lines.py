"""The lines of an account: a list where there are several, and each with what it may do, its addresses and its connection."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from abonent.modules.internet.bulk.shown import Shown, shown
from abonent.modules.internet.models import Line, Session
from abonent.modules.internet.portal import words
from abonent.modules.internet.queries.connections import latest_sessions, session_of
from abonent.modules.internet.queries.devices import health
from abonent.modules.internet.queries.lines import lines_of
from abonent.modules.internet.queries.macs import mac_written
from abonent.people.queries import may
from abonent.web.engine import live
from abonent.web.page import CustomerRequest, customer_page
from abonent.web.portal.calculation import named

A_WHILE = timedelta(minutes=10)
"""So long after a connection was ended by hand the page goes on telling how that went."""
SOON, LATER = 2, 15
"""Seconds after which the page asks again."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How ending a connection by hand goes: "asked", "unheard" (the device does not answer), "refused", "ended", "back"."""

    state: str
    at: datetime | None = None


@customer_page(act="lines.see")
@require_safe
def lines(request: CustomerRequest) -> HttpResponse:
    """List the lines; the only one is led to at once."""
    found = shown(request.account, at=request.at)
    if len(found) == 1:
        return redirect("line", line=found[0].pk)
    return render(request, "internet/lines.html", {"lines": found, "tag": words.tags(request.at), **WORDS})


@customer_page(act="lines.see")
@require_safe
def line(request: CustomerRequest, line: int) -> HttpResponse:
    """Show one line; asked by htmx, only the part that changes."""
    found, several = one_line(request, line)
    return live(request, "internet/line.html", _shown(request, found, several=several))


def one_line(request: CustomerRequest, line: int) -> tuple[Shown, bool]:
    """Return a line of the account, and whether it is one of several; another's is not found."""
    found = shown(request.account, at=request.at)
    mine = next((each for each in found if each.pk == line), None)
    if mine is None:
        raise Http404
    return mine, len(found) > 1


def _shown(request: CustomerRequest, found: Shown, *, several: bool) -> dict[str, Any]:
    latest = latest_sessions(request.account, found.pk)
    now = next((each for each in latest if found.online and each.pk == found.online.pk), None)
    kept = lines_of(request.account).get(pk=found.pk)
    ended = _ended(request, found)
    return {
        "line": found,
        "several": several,
        "tag": words.tags(request.at),
        "limited": list(words.limited(found, pays=may(request.access.role, "bills.pay"))),
        "now": now,
        "silent": found.is_silent(request.at),
        "earlier": [each for each in latest if each != now and each.ended_at],
        "kept": kept,
        "about": list(_about(found, kept)),
        "ended": ended,
        "pause": _pause(found, ended),
        "mark": f"{request.at:%H%M%S%f}",
        "may_disconnect": may(request.access.role, "lines.disconnect"),
        "may_password": may(request.access.role, "lines.password"),
        "mac": mac_written,
        **WORDS,
    }


def _about(found: Shown, kept: Line) -> Iterator[tuple[str, str]]:
    """Say what the line is: its plan and speeds, its addresses, the devices that are registered."""
    if found.plan:
        yield _("Plan"), named(found.plan)
        yield _("Downloading"), _("up to %(speed)s") % {"speed": words.megabits(found.down_kbits)}
        yield _("Uploading"), _("up to %(speed)s") % {"speed": words.megabits(found.up_kbits)}
    if found.label and found.place:
        yield _("Place"), ", ".join(found.place)
    anew = _("given anew with each connection")
    yield _("IPv4 address"), _("%(address)s, always the same") % {"address": kept.address4} if kept.address4 else anew
    yield _("IPv6 prefix"), _("%(address)s, always the same") % {"address": kept.prefix6} if kept.prefix6 else anew
    macs = ", ".join(mac_written(mac) for mac in kept.macs)
    yield (
        _("Registered devices (MAC)"),
        f"{macs} – {_('no other can connect')}" if kept.mac_bound and macs else macs or _("none"),
    )


def _ended(request: CustomerRequest, found: Shown) -> Ended | None:
    """Tell how ending a connection goes: of the one that the address names for a while, of any that is under way."""
    asked = str(found.online.pk) if found.online and found.online.drop else request.GET.get("ended", "")
    session = session_of(request.account, found.pk, asked)
    if session is None:
        return None
    if session.ended_at is None:
        return Ended(_asked(session, request.at)) if session.drop else None
    if request.at - session.ended_at > A_WHILE:
        return None
    back = found.online if found.online and found.online.pk != session.pk else None
    return Ended("back", back.began_at) if back else Ended("ended", session.ended_at)


def _asked(session: Session, at: datetime) -> str:
    """Return how far a connection is that is to end."""
    if session.refused:
        return "refused"
    return "unheard" if session.device is not None and health(session.device, at=at) == "away" else "asked"


def _pause(found: Shown, ended: Ended | None) -> int:
    """Return after how many seconds the page asks again; 0 where nothing is awaited."""
    if ended is None:
        return LATER if found.is_changing else 0
    return {"asked": SOON, "unheard": LATER, "refused": 0, "ended": SOON, "back": 0}[ended.state]


WORDS = {"named": named, "megabits": words.megabits}
