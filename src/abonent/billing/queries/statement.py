"""An account's ledger as the office reads it: every entry, what was owed after it, and what it paid or was paid by."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet, Sum, Window
from django.db.models.functions import Coalesce

from abonent.billing.models import Allocation, Book, Entry
from abonent.billing.queries.ledger import NOTHING, SIGNED, ZERO
from abonent.people.models import Account


@dataclass(frozen=True, slots=True)
class Paid:
    """How much of a credit went to a debt: the other side of the entry that is looked at."""

    amount: Decimal
    number: str
    kind: str
    booked_on: date


@dataclass(frozen=True, slots=True)
class Posted:
    """An entry on its account's ledger. `debit` is what it adds to the debt, `credit` what it takes away; one is None.

    `after` is what was owed once it was booked, `left` what is still open or unused of it.
    """

    entry: Any
    debit: Decimal | None
    credit: Decimal | None
    after: Decimal
    paid: list[Paid]
    left: Decimal


def entries(account: Account | int) -> QuerySet[Any]:
    """Return the entries of an account, in no order, with the numbers and names that tell what they are."""
    return Entry.objects.filter(account=account).annotate(
        number=F("invoice__number"),
        came_through=F("receipt__book"),
        our_ref=F("receipt__payment__ref"),
        by_name=F("by__name"),
        undone=F("reversal__booked_on"),
    )


def posted(account: Account, found: Sequence[Any]) -> list[Posted]:
    """Return entries of an account with what was owed after each and what they paid, in three statements."""
    if not found:
        return []
    after, paid = _balances(account, found), _paid(account, [entry.pk for entry in found])
    return [_posted(entry, after[entry.pk], paid[entry.pk]) for entry in found]


def _posted(entry: Any, after: Decimal, paid: list[Paid]) -> Posted:
    left = entry.amount - sum((part.amount for part in paid), NOTHING)
    if entry.debit_id == Book.RECEIVABLE:
        return Posted(entry, entry.amount, None, after, paid, left)
    return Posted(entry, None, entry.amount, after, paid, left)


def _balances(account: Account, found: Sequence[Any]) -> dict[int, Decimal]:
    """Return what was owed after each entry: the sum of all days before them, and from there on entry by entry.

    Read from the index over days alone, in time that grows with the account's entries and with nobody else's.
    """
    first, last = min(entry.booked_on for entry in found), max(entry.booked_on for entry in found)
    mine = Entry.objects.filter(account=account)
    before = mine.filter(booked_on__lt=first).aggregate(sum=Coalesce(Sum(SIGNED), ZERO))["sum"]
    running = Window(Sum(SIGNED), order_by=["booked_on", "pk"])
    days = mine.filter(booked_on__gte=first, booked_on__lte=last).annotate(after=running)
    return {pk: before + after for pk, after in days.values_list("pk", "after")}


def _paid(account: Account, keys: Collection[int]) -> defaultdict[int, list[Paid]]:
    """Return the other sides of entries: what was taken back is not among them."""
    found = Allocation.objects.filter(Q(credit__in=keys) | Q(debit__in=keys), account=account)
    sums = found.values(
        "credit", "debit", "credit__kind", "debit__kind", "credit__invoice__number", "debit__invoice__number",
        "credit__booked_on", "debit__booked_on",
    ).annotate(sum=Sum("amount"))  # fmt: skip
    sides: defaultdict[int, list[Paid]] = defaultdict(list)
    rows: Iterable[Any] = sums.filter(~Q(sum=0)).order_by("debit__due_on", "debit", "credit")
    for row in rows:
        for mine, other in (("credit", "debit"), ("debit", "credit")):
            number = row[f"{other}__invoice__number"] or ""
            part = Paid(row["sum"], number, row[f"{other}__kind"], row[f"{other}__booked_on"])
            sides[row[mine]].append(part)
    return sides
