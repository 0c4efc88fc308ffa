"""An account at a glance: everything that the first page shows, in a constant number of statements."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from abonent import profile
from abonent.billing.models import Payer
from abonent.billing.queries.bill_list import Bill, bills
from abonent.billing.queries.ladder import Outlook, outlook_of
from abonent.billing.queries.ledger import not_online_because
from abonent.billing.queries.payment_list import Move, moves
from abonent.billing.queries.today import Owed, standing
from abonent.contracts import queries as contracts
from abonent.contracts.queries import Service
from abonent.database.compiled import compiled
from abonent.people.models import Account

BILLS = 16
"""Enough for the bills of a year and a few corrections among them."""
MOVES = 3


@dataclass(frozen=True, slots=True)
class Glance:
    """What the first page shows. `limits` are (reason, level), the strongest first; `why_not` are codes of the profile.

    `outlook` is what comes of what is late, where anything is.
    """

    owed: Owed
    bills: list[Bill]
    moves: list[Move]
    services: list[Service]
    limits: list[tuple[str, str]]
    why_not: list[str]
    next_bill_on: date | None
    e_invoice: bool
    outlook: Outlook | None


@compiled(lambda cycle, delivery, pays_cash: Payer(cycle=cycle, delivery=delivery, pays_cash=pays_cash))
def _payer(account: int) -> QuerySet[Any, Any]:
    return Payer.objects.filter(account=account).values_list("cycle", "delivery", "pays_cash")


def payer(account: Account) -> Payer:
    """Return how an account is billed: cycle, delivery and cash only."""
    (found,) = _payer(account=account.pk)
    return found


def glance(account: Account, *, at: datetime) -> Glance:
    """Return an account as it is at an instant."""
    on = profile.today(at)
    now = standing(account, on=on)
    latest = bills(account, on=on, size=BILLS)
    return Glance(
        owed=now.owed,
        bills=latest,
        moves=moves(account, at=at, size=MOVES),
        services=contracts.services(account, at=at, on=on),
        limits=now.limits,
        why_not=not_online_because(now.payer),
        next_bill_on=next_bill_on(now.payer, after=latest[0].issued_on if latest else None, on=on),
        e_invoice=now.payer.delivery == Payer.Delivery.ELECTRONIC,
        outlook=outlook_of(account, limits=now.limits, at=at) if now.owed.overdue else None,
    )


def next_bill_on(pays: Payer, *, after: date | None, on: date) -> date | None:
    """Return the next day on which the payer's cycle is billed, from `on` and after the last bill."""
    days = [cycle.bill_day for cycle in profile.current().billing.cycles if cycle.code == pays.cycle]
    first = max(on, after + timedelta(days=1)) if after else on
    return min((_next(first, day) for day in days), default=None)


def _next(first: date, day: int) -> date:
    """Return the first date from `first` that is this day of its month (1 to 28)."""
    if first.day <= day:
        return first.replace(day=day)
    return date(first.year + first.month // 12, first.month % 12 + 1, day)


def months(found: list[Bill], *, on: date) -> list[tuple[date, Decimal]]:
    """Return what the bills of each of the last twelve months came to, the earliest first.

    Months before the first bill are left out; a month without a bill counts nothing.
    """
    since = date(on.year - 1, on.month, 1)
    sums: dict[date, Decimal] = {}
    for bill in found:
        first = bill.issued_on.replace(day=1)
        if first > since:
            sums[first] = sums.get(first, Decimal("0.00")) + bill.total
    return [(month, sums.get(month, Decimal("0.00"))) for month in _months(min(sums, default=on), on)]


def _months(first: date, last: date) -> list[date]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    start = first.year * 12 + first.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(start, start + count)]
