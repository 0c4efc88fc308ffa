"""What is owed today and by when; and which bills a sum of money would pay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce

from abonent.billing.models import Entry
from abonent.billing.queries.bill_list import Bill
from abonent.billing.queries.ledger import NOTHING, SIGNED, ZERO, Part, debts
from abonent.database.compiled import compiled
from abonent.people.models import Account


@dataclass(frozen=True, slots=True)
class Owed:
    """What an account owes on a day. `due_on` is the oldest day of an open debt; None when nothing is owed."""

    total: Decimal
    credit: Decimal
    overdue: Decimal
    due_on: date | None
    days_left: int | None
    """Until `due_on`; below zero when that is over."""


@compiled(lambda total: total)
def _balance(account: int) -> QuerySet[Entry, tuple[Decimal]]:
    entries = Entry.objects.filter(account=account).order_by().values("account")
    return entries.annotate(sum=Coalesce(Sum(SIGNED), ZERO)).values_list("sum")


@compiled(lambda due_on, left: (due_on, left))
def _open_debts(account: int) -> QuerySet[Entry, tuple[date, Decimal]]:
    return debts(account).values_list("due_on", "open")


def owed(account: Account, *, on: date) -> Owed:
    """Return what an account owes on a day: the sum of its entries, and the days of its open debts."""
    total = sum(_balance(account=account.pk), NOTHING)
    if total <= 0:
        return Owed(NOTHING, -total, NOTHING, None, None)
    items = [(due_on or on, left) for due_on, left in _open_debts(account=account.pk)]
    late = sum((left for due_on, left in items if due_on < on), NOTHING)
    first = min((due_on for due_on, _ in items), default=on)
    return Owed(total, NOTHING, late, first, (first - on).days)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sum of money would pay, bill by bill, and what of it would be credit."""

    parts: tuple[Part, ...]
    credit: Decimal


def plan(bills: Sequence[Bill], *, chosen: Sequence[str], amount: Decimal) -> Plan:
    """Return what an amount would pay of open bills: those chosen first, then the oldest due, as booking does it.

    `bills` are the open bills of an account, the oldest due first; `chosen` are numbers among them.
    """
    parts: list[Part] = []
    for bill in sorted(bills, key=lambda bill: bill.number not in chosen):
        paid = min(bill.open, amount)
        if paid > 0:
            parts.append(Part(bill.number, paid))
            amount -= paid
    return Plan(tuple(parts), amount)
