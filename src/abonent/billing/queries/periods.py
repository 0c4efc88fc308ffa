"""Where the billing periods of an account begin: the next one, and the earliest that a bill still sets right."""

from datetime import date, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet

from abonent import profile
from abonent.billing.models import Payer, Period
from abonent.people.models import Account
from abonent.profile.tree import Cycle

A_DAY = timedelta(days=1)
LOOKBACK_MONTHS = 3
"""How far back a change of what is held or of its price still comes as a difference on the next bill."""


def cycle_of(account: Account) -> Cycle:
    """Return how an account's months begin; the first cycle of the profile where nobody is billed yet."""
    cycles = profile.current().billing.cycles
    code = Payer.objects.filter(account=account).values_list("cycle", flat=True).first()
    return next((cycle for cycle in cycles if cycle.code == code), cycles[0])


def period_begins(cycle: Cycle, on: date) -> date:
    """Return the first day of the billing period in which a day lies."""
    if on.day >= cycle.starts_day:
        return on.replace(day=cycle.starts_day)
    return (on.replace(day=1) - A_DAY).replace(day=cycle.starts_day)


def next_period_begins(account: Account, *, on: date) -> date:
    """Return the first day of an account's next billing period."""
    cycle = cycle_of(account)
    return month_later(period_begins(cycle, on), 1)


def earliest_change(account: Account, *, on: date) -> date:
    """Return the first day for which the account's next bill still sets right what is changed today.

    A bill run looks a few months back and no further (`bulk.fees.window`).
    """
    cycle = cycle_of(account)
    issued = Period.objects.filter(cycle=cycle.code).exclude(state=Period.State.OPEN).order_by("-days").first()
    next_bill = issued.days.upper if issued else period_begins(cycle, on)
    return month_later(next_bill, 1 - LOOKBACK_MONTHS)


def month_later(day: date, months: int) -> date:
    """Return the same day of a month so many months later; periods begin on days that every month has."""
    count = day.year * 12 + day.month - 1 + months
    return day.replace(year=count // 12, month=count % 12 + 1)


def first_period(cycle: int) -> Period | None:
    """Return the period with which billing began in a cycle; None where nothing was issued yet."""
    return _begun(cycle).order_by("days").first()


def period_of(cycle: Cycle, *, month: date) -> Period:
    """Return the period of a cycle that begins in a month, as it is when it is opened; it is not kept."""
    first = month.replace(day=cycle.starts_day)
    after = month_later(first, 1)
    billing = profile.current().billing
    bill_on = (first if billing.timing == "advance" else after).replace(day=cycle.bill_day)
    due_on = bill_on + timedelta(days=billing.due_days)
    return Period(cycle=cycle.code, days=DateRange(first, after), bill_on=bill_on, due_on=due_on)


def next_turn(cycle: Cycle, *, on: date) -> Period | None:
    """Return the period whose turn it is in a cycle, kept or not; None where nobody is billed.

    It is the first one that is not issued yet, and that of today where nothing ever was.
    """
    if not Payer.objects.filter(cycle=cycle.code).exists():
        return None
    begins = next_begins(cycle.code) or period_begins(cycle, on)
    there = Period.objects.filter(cycle=cycle.code, days__startswith=begins).select_related("started_by").first()
    return there or period_of(cycle, month=begins)


def next_begins(cycle: int) -> date | None:
    """Return the first day of the period whose turn it is in a cycle; None where nothing was issued yet.

    A period that is being issued, or whose run was stopped, has its turn until it is issued.
    """
    last = _begun(cycle).order_by("-days").first()
    if last is None:
        return None
    day: date = last.days.upper if last.state == Period.State.ISSUED else last.days.lower
    return day


def moved_to(cycle: Cycle) -> date | None:
    """Return the day on which the last period of a cycle ended, if the profile lets its periods begin on another one by now."""
    upcoming = next_begins(cycle.code)
    return upcoming if upcoming and upcoming.day != cycle.starts_day else None


def _begun(cycle: int) -> QuerySet[Period]:
    return Period.objects.filter(cycle=cycle).exclude(state=Period.State.OPEN)
