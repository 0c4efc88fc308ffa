"""The bill runs: what is to be issued in each billing cycle, and every period that was."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.billing.models import Period
from abonent.billing.queries import runs
from abonent.language import written
from abonent.web.addresses import address
from abonent.web.desk.deadline import deadline
from abonent.web.desk.filters import Choice
from abonent.web.desk.money_tabs import tabs
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.desk.tables import Column, Table, Tag
from abonent.web.frame import speaking

STATES: dict[str, tuple[str, Promise]] = {
    Period.State.OPEN: ("info", pgettext_lazy("bill run", "not begun")),
    Period.State.ISSUING: ("warn", pgettext_lazy("bill run", "being issued")),
    Period.State.STOPPED: ("bad", pgettext_lazy("bill run", "stopped")),
    Period.State.ISSUED: ("ok", pgettext_lazy("bill run", "issued")),
}
"""Of each state the colour of its tag, and the tag."""


def name_of(period: Period) -> str:
    """Return how a period is called in addresses: 2026-11-c1."""
    return f"{period.days.lower:%Y-%m}-c{period.cycle}"


def page_of(period: Period) -> str:
    """Return where a period's run is shown."""
    return address("desk_run", period=name_of(period))


def month_words(period: Period) -> str:
    """Return the month in which a period begins, in words."""
    return written(speaking()).month(period.days.lower)


def _cycles() -> dict[str, tuple[Any, Q]]:
    return {str(cycle.code): (str(cycle.code), Q(cycle=cycle.code)) for cycle in profile.current().billing.cycles}


RUNS = Table(
    caption=_("Bill runs"),
    columns=(
        Column("period", _("Period"), month_words),
        Column("cycle", _("Cycle"), lambda row: row.cycle, "number"),
        Column("bill_on", _("Day of the bills"), lambda row: row.bill_on, "day", sort=("bill_on",)),
        Column("started", _("Begun"), lambda row: row.started_at, "moment"),
        Column("by", _("By"), lambda row: row.started_by.name if row.started_by else ""),
        Column("bills", _("Bills"), lambda row: row.bills or 0, "number"),
        Column("total", _("Sum"), lambda row: row.total or 0, "money"),
        Column("state", _("How it stands"), lambda row: Tag(*STATES[row.state]), "tag"),
    ),
    leads_to=page_of,
    filters=(Choice("cycle", _("Cycle"), _cycles),),
    sort="-bill_on",
    empty=(_("No bills were issued yet"), _("Each period stands here once its bills are issued.")),
)


@staff_page(act="money.see")
@require_safe
def desk_runs(request: StaffRequest) -> HttpResponse:
    """Show what is to be issued next in each cycle, and all runs that were, the newest first."""
    today = profile.today(request.at)
    turns = [
        (period, page_of(period), month_words(period), STATES[period.state], deadline(period.bill_on, at=request.at))
        for period in runs.to_issue(on=today)
    ]
    about = tabs(request, "runs")
    return RUNS.page(request, "desk/runs.html", runs.begun_runs(), tabs=about, turns=turns, today=today)
