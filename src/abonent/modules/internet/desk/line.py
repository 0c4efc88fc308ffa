"""One line at the desk: how it stands, what the router was told, its sessions, what RADIUS answered, what can be done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.contracts import queries as contracts
from abonent.contracts.models import Restriction
from abonent.modules.internet.bulk.now import Now, lines_now
from abonent.modules.internet.charts.chart import DAY, chart, course
from abonent.modules.internet.desk.words import carried, cause, speeds, tags, why
from abonent.modules.internet.models import Answer, Device, Line, Session
from abonent.modules.internet.queries import line_name, mac_written
from abonent.modules.internet.queries.network import latest_sessions
from abonent.modules.internet.routers.causes import said
from abonent.web.addresses import address, address_if_there
from abonent.web.desk.customer import BECAUSE, LIMITED, Customer, shown
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.engine import live
from abonent.web.frame import MenuItem

SESSIONS, ANSWERS = 8, 12
"""So many of each are shown on the page of a line."""
SOON, LATER = 3, 20
"""Seconds after which a page asks again."""
COMING_BACK = timedelta(minutes=2)
"""So long after it was disconnected a line is likely to come back."""

DONE: dict[str, tuple[str, Promise, Promise]] = {
    "dropped": ("ok", _("The line is being disconnected"), _("The access device is told at once. Most routers connect again by themselves.")),
    "is_dropped": ("ok", _("The line was disconnected"), _("Most routers connect again by themselves within a minute; this page shows it.")),
    "not_online": ("info", _("Nobody was connected"), _("Nothing had to be done.")),
    "changed": ("ok", _("The line was changed"), _("It counts from the next time the line connects.")),
    "changed_and_dropped": ("ok", _("The line was changed"), _("It is being disconnected, and connects again with what is new.")),
    "same": ("info", _("The line is like that already"), _("Nothing was changed.")),
    "password": ("ok", _("The password was set"), _("It counts from the next time the line connects.")),
}  # fmt: skip
"""What was just done, and what follows from it."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session in words."""

    session: Session
    device: str
    mac: str
    carried: str
    cause: Promise | str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What RADIUS said once, in words."""

    at: datetime
    accepted: bool
    why: Promise | str
    device: str
    mac: str


@staff_page(act="network.see")
@require_safe
def desk_network_line(request: StaffRequest, line: int) -> HttpResponse:
    """Show a line."""
    found, about = about_line(request, line)
    now, session = lines_now([line], at=request.at).get(line), latest_sessions([line]).get(line)
    context = {
        "customer": about,
        "line": found,
        "name": line_name(found),
        "speeds": speeds(now),
        "tags": tags(found, now, session, on=profile.today(request.at)),
        "session": session,
        "carried": carried(session) if session else "",
        "waits": waits(session, now),
        "macs": [mac_written(mac) for mac in found.macs],
        "restrictions": list(_restrictions(request, found)),
        "chart": chart(course(found, DAY, at=request.at), DAY, table=False),
        "sessions": rows(_sessions(found)),
        "answers": list(_answers(found)),
        "acts": list(_acts(request, found, session)),
        "done": DONE.get(_done(request, session)),
        "pause": _pause(session, at=request.at),
        "mark": f"{request.at:%H%M%S%f}",
    }
    return live(request, "internet/desk_line.html", context)


def about_line(request: StaffRequest, line: int) -> tuple[Line, Customer]:
    """Return a line and whose it is; that they were seen is written down. Raises Http404."""
    found = Line.objects.select_related("account", "subscription__place").filter(pk=line).first()
    if found is None:
        raise Http404
    return found, shown(request, found.account.number, "network")


def waits(session: Session | None, now: Now | None) -> Promise | str:
    """Say what the router of an open session has still to be told; empty when it knows."""
    if session is None or session.ended_at:
        return ""
    if session.refused:
        return said(session.refused)
    if session.drop:
        return _("It is being told to end the session.")
    wanted = now.given if now else ""
    return _("It is being told what the line may do now.") if session.given != wanted else ""


def _done(request: StaffRequest, session: Session | None) -> str:
    """Return the word of what was just done; disconnecting has an end that is worth telling."""
    done = request.GET.get("done", "")
    return "is_dropped" if done == "dropped" and not (session and session.drop and not session.ended_at) else done


def _pause(session: Session | None, *, at: datetime) -> int:
    """Return after how many seconds the page asks again: as long as the router is told something, and may come back."""
    if session is None or (session.ended_at and session.ended_at < at - COMING_BACK):
        return 0
    if session.ended_at:
        return SOON
    if session.asked_at is None or session.refused:
        return 0
    return SOON if session.asked_at > at - COMING_BACK else LATER


def rows(sessions: list[Session]) -> list[SessionRow]:
    """Return sessions in words."""
    return [_row(each) for each in sessions]


def _row(session: Session) -> SessionRow:
    mac = mac_written(session.mac) if session.mac else ""
    return SessionRow(session, session.device.name if session.device else "", mac, carried(session), cause(session))


def _sessions(line: Line) -> list[Session]:
    """Return the latest sessions, the newest first: index `session_of_line`."""
    found = Session.objects.filter(line=line).select_related("device").order_by("-began_at", "-pk")
    return list(found[:SESSIONS])


def _answers(line: Line) -> Iterator[AnswerRow]:
    """Give what RADIUS said last, the newest first: index `answer_to_line`."""
    found = list(Answer.objects.filter(line_id=line.pk).order_by("-at", "-pk")[:ANSWERS])
    names = dict(Device.objects.filter(pk__in={each.device_id for each in found}).values_list("pk", "name"))
    for each in found:
        mac = mac_written(each.mac) if each.mac else ""
        yield AnswerRow(each.at, each.accepted, why(each.why), names.get(each.device_id or 0, ""), mac)


def _restrictions(request: StaffRequest, line: Line) -> Iterator[tuple[Restriction, Promise, Promise, str]]:
    """Give what is restricted on a line, why, and where it is released."""
    may = request.may("restrictions.change")
    for each in contracts.restrictions_of(line.subscription):
        where = address("desk_release", number=line.account.number, restriction=each.pk) if may else ""
        yield each, LIMITED[each.level], BECAUSE[each.reason], where


def _acts(request: StaffRequest, line: Line, session: Session | None) -> Iterator[MenuItem]:
    end = line.subscription.valid.upper
    if session and not session.ended_at and request.may("lines.drop"):
        yield _act("desk_disconnect_line", _("Disconnect"), "change", line=line.pk)
    if end is not None and end <= profile.today(request.at):
        return
    if request.may("lines.change"):
        yield _act("desk_line_password", _("Set a password"), "key", line=line.pk)
        yield _act("desk_change_line", _("Addresses and devices"), "edit", line=line.pk)
    if request.may("restrictions.change"):
        where = address("desk_restrict", number=line.account.number)
        yield MenuItem(f"{where}?line={line.subscription_id}", str(_("Restrict this line")), "warn")


def _act(name: str, label: Promise, icon: str, **parts: Any) -> MenuItem:
    return MenuItem(address_if_there(name, **parts), str(label), icon)
