"""Bills as rows of a list: what each came to, and what is still open of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Count, F, QuerySet, Value
from django.db.models.functions import Coalesce, Replace

from abonent.billing.models import Invoice
from abonent.billing.queries.ledger import debts, invoices, open_invoices
from abonent.database.compiled import Compiled, compiled
from abonent.people.models import Account

COLUMNS = ("number", "kind", "issued_on", "due_on", "total", "open")

DEEPEST_PAGE = 400
"""Nobody has more pages of bills; asked for a page beyond, a list is empty without asking the database."""


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill or correction in a list, as it is on the day `on`."""

    on: date
    number: str
    kind: str
    issued_on: date
    due_on: date
    total: Decimal
    open: Decimal

    @property
    def slug(self) -> str:
        """The number as it stands in an address."""
        return slug(self.number)

    @property
    def days_left(self) -> int:
        """Days until it is due; below zero when that is over."""
        return (self.due_on - self.on).days

    @property
    def state(self) -> str:
        """One word: "paid", "open", "partly", "overdue"; a correction that gave money back is "given-back"."""
        if self.open <= 0:
            return "given-back" if self.total < 0 else "paid"
        if self.due_on < self.on:
            return "overdue"
        return "partly" if self.open < self.total else "open"


def slug(number: str) -> str:
    """Return a number as it stands in an address: FV/2026/11/0042 is FV-2026-11-0042."""
    return number.replace("/", "-")


def by_slug(account: Account | int, slugs: list[str]) -> QuerySet[Any]:
    """Return the invoices of an account that stand under these words in addresses, with `open` and `slug`."""
    found: QuerySet[Any] = invoices(account).annotate(slug=Replace(F("number"), Value("/"), Value("-")))
    asked = [slug for slug in slugs if "\0" not in slug]  # PostgreSQL takes no text with it
    return found.filter(slug__in=asked) if asked else found.none()


def _row(*columns: Any) -> tuple[Any, ...]:
    return columns


@lru_cache(maxsize=64)
def _page(first: int, size: int) -> Compiled[tuple[Any, ...]]:
    def page(account: int) -> QuerySet[Any, Any]:
        rows: QuerySet[Any, Any] = invoices(account).values_list(*COLUMNS)
        return rows[first : first + size]

    return Compiled(page, _row)


@compiled(lambda count: count)
def _count(account: int) -> QuerySet[Any, Any]:
    return Invoice.objects.filter(account=account).order_by().values("account").annotate(n=Count("pk")).values_list("n")


@compiled(_row)
def _open(account: int) -> QuerySet[Any, Any]:
    return open_invoices(account).values_list(*COLUMNS)


def bills(account: Account, *, on: date, page: int = 1, size: int) -> list[Bill]:
    """Return one page of an account's bills, the newest first. Pages count from 1."""
    if not 1 <= page <= DEEPEST_PAGE:
        return []
    return [Bill(on, *row) for row in _page((page - 1) * size, size)(account=account.pk)]


def count_bills(account: Account) -> int:
    """Return how many bills and corrections an account has."""
    return sum(_count(account=account.pk))


def open_bills(account: Account, *, on: date) -> list[Bill]:
    """Return the bills on which something is still to be paid, the oldest due first."""
    return [Bill(on, *row) for row in _open(account=account.pk)]


def besides_bills(account: Account, *, on: date) -> list[Bill]:
    """Return the open debts that stand on no bill, the oldest due first: money that was taken back. Their `number` is empty."""
    found = debts(account).filter(invoice=None)
    rows = found.values_list("kind", "booked_on", Coalesce("due_on", "booked_on"), "amount", "open")
    return [Bill(on, "", *row) for row in rows]


def every_bill(account: Account, *, on: date) -> Iterator[Bill]:
    """Give all bills of an account one after the other, the newest first; for a file."""
    for row in invoices(account).values_list(*COLUMNS).iterator(chunk_size=500):
        yield Bill(on, *row)
