"""What is owed today and by when; and which bills a sum of money would pay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from abonent.billing.models import Entry, Payer
from abonent.billing.queries.bill_list import Bill
from abonent.billing.queries.ledger import NOTHING, SIGNED, ZERO, Part, debts
from abonent.contracts import queries as contracts
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


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account stands: what is owed, how it is billed, and what limits it (reason, level), the strongest first."""

    owed: Owed
    payer: Payer
    limits: list[tuple[str, str]]


@compiled(lambda *columns: columns)
def _standing(account: int) -> QuerySet[Any, Any]:
    entries = Entry.objects.filter(account=OuterRef("account")).order_by().values("account")
    balance = Coalesce(Subquery(entries.annotate(sum=Sum(SIGNED)).values("sum")), ZERO)
    found = Payer.objects.filter(account=account).annotate(balance=balance, limits=contracts.limits())
    return found.values_list("balance", "limits", "cycle", "delivery", "pays_cash")


@compiled(lambda due_on, left: (due_on, left))
def _open_debts(account: int) -> QuerySet[Entry, tuple[date, Decimal]]:
    return debts(account).values_list("due_on", "open")


def standing(account: Account, *, on: date) -> Standing:
    """Return how an account stands on a day, by one statement, or two when something is owed."""
    ((balance, limits, cycle, delivery, pays_cash),) = _standing(account=account.pk)
    payer = Payer(cycle=cycle, delivery=delivery, pays_cash=pays_cash)
    return Standing(_owed(account, balance, on), payer, contracts.strongest_first(limits))


def _owed(account: Account, total: Decimal, on: date) -> Owed:
    """Spread what is owed over the days of the open debts."""
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

    `bills` are the open bills of an account, the oldest due first, and what is owed besides; `chosen` are numbers among them.
    """
    parts: list[Part] = []
    for bill in sorted(bills, key=lambda bill: (bill.number not in chosen, bill.due_on)):
        paid = min(bill.open, amount)
        if paid > 0:
            parts.append(Part(bill.number, paid))
            amount -= paid
    return Plan(tuple(parts), amount)
