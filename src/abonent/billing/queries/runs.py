"""The bill runs of each cycle: what was issued, what is being issued, and what is to be issued next."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from abonent import profile
from abonent.billing.models import Batch, Period, Preview
from abonent.billing.queries.ledger import NOTHING
from abonent.billing.queries.periods import next_turn

_DONE = Q(state=Batch.State.DONE)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: batches done of all, bills so far and what they come to, when the last batch was done."""

    batches: int
    done: int
    bills: int
    total: Decimal
    last_at: datetime | None

    @property
    def percent(self) -> int:
        return 100 * self.done // self.batches if self.batches else 0


def progress(period: Period) -> Progress:
    """Return how far the run of a period is."""
    found = Batch.objects.filter(period=period).aggregate(
        all=Count("pk"), done=Count("pk", filter=_DONE), bills=Sum("bills"), total=Sum("total"), last=Max("done_at")
    )
    return Progress(found["all"], found["done"], found["bills"] or 0, found["total"] or NOTHING, found["last"])


def to_issue(*, on: date) -> list[Period]:
    """Return the period whose turn it is in each cycle in which somebody is billed, kept or not."""
    return [turn for cycle in profile.current().billing.cycles if (turn := next_turn(cycle, on=on))]


def overdue_runs(*, on: date) -> list[Period]:
    """Return those of them whose day has come, the oldest day first."""
    due = [period for period in to_issue(on=on) if period.bill_on <= on and period.state != Period.State.ISSUING]
    return sorted(due, key=lambda period: (period.bill_on, period.cycle))


def begun_runs() -> QuerySet[Period, Period]:
    """Return the periods whose run has begun, with their bills and sums: those of their batches."""
    return (
        Period.objects.exclude(state=Period.State.OPEN)
        .select_related("started_by")
        .annotate(bills=Sum("batches__bills"), total=Sum("batches__total"))
    )


def latest_sums(cycle: int, *, count: int) -> list[tuple[date, Decimal]]:
    """Return the first day and the sum of the latest periods of a cycle, the earliest first."""
    found: Any = begun_runs().filter(cycle=cycle).order_by("-days")[:count]
    return [(period.days.lower, period.total or NOTHING) for period in reversed(found)]


def latest_preview(period: Period) -> Preview | None:
    """Return the latest preview of a period, if any was asked for."""
    return Preview.objects.filter(period=period).select_related("asked_by").order_by("-pk").first()


def period_shown(cycle: int, month: date, *, on: date) -> Period | None:
    """Return the period of a cycle that begins in a month: one whose run has begun, or the one whose turn it is, kept or not."""
    begun = begun_runs().filter(cycle=cycle, days__startswith__year=month.year, days__startswith__month=month.month)
    if found := begun.first():
        return found
    turns = [turn for turn in to_issue(on=on) if turn.cycle == cycle]
    return next((turn for turn in turns if turn.days.lower.replace(day=1) == month), None)
