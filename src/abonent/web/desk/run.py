"""One bill run: tried out, checked, started, watched, stopped, gone on with."""

import re
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from abonent import profile
from abonent.billing import actions
from abonent.billing.bulk.comparing import LEAST
from abonent.billing.models import Period, Preview
from abonent.billing.queries import NOTHING, runs
from abonent.drawing.bars import bars
from abonent.journal.queries import last_event
from abonent.web.desk.money_tabs import tabs
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.desk.runs import STATES, month_words, name_of, page_of
from abonent.web.engine import render_block

NAME = re.compile(r"(20\d\d-\d\d)-c(\d{1,4})", re.ASCII)
PAUSE = 2
"""Seconds until a page that watches a run asks again."""
SHOWN_MONTHS = 12
OLD = timedelta(hours=12)
"""A preview older than that is better made anew."""
ODD: dict[str, tuple[str, Promise]] = {
    "NEW": ("info", _("a bill now, none before")),
    "GONE": ("warn", _("no bill now, one before")),
    "MORE": ("warn", _("much more than before")),
    "LESS": ("warn", _("much less than before")),
    "BACK": ("warn", _("earlier bills would be corrected")),
}
"""Why a bill is out of line: the colour of its tag, and the tag."""
DONE = frozenset({"started", "before", "stopped", "not-issuing", "preview", "refused"})


@staff_page(act="money.see")
@require_safe
def desk_run(request: StaffRequest, period: str) -> HttpResponse:
    """Show the run of a period; asked by htmx, only the part that changes."""
    context = _context(request, _period(request, period))
    if "HX-Request" in request.headers:
        answer = render_block(request, "desk/run.html", "live", context)
    else:
        answer = render(request, "desk/run.html", context)
    patch_vary_headers(answer, ("HX-Request",))
    return answer


@staff_page(act="bills.run")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_start_run(request: StaffRequest, period: str) -> HttpResponse:
    """Say what will be issued, and with POST begin, or go on with what was stopped."""
    found = _period(request, period)
    if request.method != "POST":
        return render(request, "desk/start_run.html", _context(request, found))
    try:
        actions.start_run(_kept(found), at=request.at, by=request.user)
    except (actions.BeingIssued, actions.AlreadyIssued) as told:
        done = "started" if told.period.started_by_id == request.user.pk else "before"
        return redirect(f"{page_of(found)}?done={done}")
    except actions.PeriodNotOpen:
        return redirect(f"{page_of(found)}?done=refused")
    return redirect(f"{page_of(found)}?done=started")


@staff_page(act="bills.run")
@require_POST
def desk_stop_run(request: StaffRequest, period: str) -> HttpResponse:
    """Stop a run between two batches."""
    found = _period(request, period)
    try:
        actions.stop_run(_kept(found), at=request.at, by=request.user)
    except actions.NotIssuing:
        return redirect(f"{page_of(found)}?done={'stopped' if _is_stopped_by(request, found) else 'not-issuing'}")
    return redirect(f"{page_of(found)}?done=stopped")


def _is_stopped_by(request: StaffRequest, period: Period) -> bool:
    """Say whether this person has stopped the run already: the button was pressed twice."""
    last = last_event(f"period:{period.pk}")
    return last is not None and (last.kind, last.by_id) == ("run.stopped", request.user.pk)


@staff_page(act="bills.run")
@require_POST
def desk_preview_run(request: StaffRequest, period: str) -> HttpResponse:
    """Let a run be tried out."""
    found = _period(request, period)
    with suppress(actions.AlreadyIssued):
        actions.ask_preview(_kept(found), at=request.at, by=request.user)
    return redirect(f"{page_of(found)}?done=preview")


def _period(request: StaffRequest, name: str) -> Period:
    """Return the period that an address names. Raises Http404."""
    said = NAME.fullmatch(name)
    try:
        month = actions.month_of(said[1]) if said else None
    except actions.NoSuchMonth:
        month = None
    found = runs.period_shown(int(said[2]), month, on=profile.today(request.at)) if said and month else None
    if found is None:
        raise Http404
    return found


def _kept(period: Period) -> Period:
    """Return a period as it is kept, opened now if it is not yet."""
    return actions.period_named(period.cycle, period.days.lower.replace(day=1))


def _context(request: StaffRequest, period: Period) -> dict[str, Any]:
    preview = runs.latest_preview(period) if period.pk else None
    refusal, issuing = _refusal(request, period), period.state == Period.State.ISSUING
    progress = runs.progress(period) if period.pk else None
    done = request.GET.get("done", "")
    return {
        "tabs": tabs(request, "runs"),
        "period": period,
        "name": name_of(period),
        "month": month_words(period),
        "tag": STATES[period.state],
        "progress": progress,
        "refusal": refusal,
        "may": request.may("bills.run"),
        "silent": issuing and actions.is_silent(period, at=request.at),
        "why": _why_stopped(period),
        "pause": PAUSE if issuing or (preview and preview.state == Preview.State.WAITING) else 0,
        "mark": f"{request.at:%H%M%S%f}",
        "done": done if done in DONE else "",
        "chart": _chart(period),
        "fee": NOTHING,
        "least": LEAST,
        **_previewed(preview, request),
    }


def _refusal(request: StaffRequest, period: Period) -> str:
    """Say why a run cannot be started now; "" when it can."""
    try:
        actions.refuse_run(period, at=request.at)
    except actions.PeriodNotOpen as told:
        return str(told)
    return ""


def _why_stopped(period: Period) -> str:
    """Say what a run has stopped at by itself; "" when somebody stopped it."""
    if period.state != Period.State.STOPPED:
        return ""
    last = last_event(f"period:{period.pk}")
    return str(last.data.get("why", "")) if last else ""


def _previewed(preview: Preview | None, request: StaffRequest) -> dict[str, Any]:
    """Return what a preview found, beside the month before."""
    if preview is None or preview.state != Preview.State.DONE:
        return {"preview": preview, "found": False, "odd": [], "old": False}
    return {
        "preview": preview,
        "found": True,
        "old": bool(preview.ended_at and request.at - preview.ended_at > OLD),
        "bills_change": _change(Decimal(preview.bills), Decimal(preview.bills_before)),
        "total_change": _change(preview.total, preview.total_before),
        "odd": [(one["number"], _amount(one["now"]), _amount(one["before"]), ODD[one["why"]]) for one in preview.odd],
        "odd_more": preview.odd_count - len(preview.odd),
    }


def _amount(said: str | None) -> Decimal | None:
    return None if said is None else Decimal(said)


def _change(now: Decimal, before: Decimal) -> Decimal | None:
    """Return by how many per cent something is more than before; None where there was nothing before."""
    return 100 * (now - before) / before if before else None


def _chart(period: Period) -> Any:
    """Draw what the latest months of the cycle came to, once there are some."""
    sums = runs.latest_sums(period.cycle, count=SHOWN_MONTHS)
    return bars(sums) if len(sums) > 1 and any(total > 0 for _, total in sums) else None
