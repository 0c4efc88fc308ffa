"""The statement of an account for any days: what was owed before them, every entry, what was owed after; by the day booked.

`queries.statement` is the ledger as the office works with it; this is what the customer is handed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Case, Count, DateField, F, Func, Q, QuerySet, Sum, Value, When, Window
from django.db.models.functions import Coalesce

from abonent.billing.models import Book, Entry
from abonent.billing.queries.disputes import Dispute, disputed
from abonent.billing.queries.ledger import NOTHING, SIGNED, ZERO
from abonent.billing.queries.payment_list import method
from abonent.billing.queries.statement import entries
from abonent.database.compiled import Compiled, compiled
from abonent.people.models import Account

A_DAY = timedelta(days=1)
BY_DAYS = timedelta(days=800)
"""A longer stretch is drawn by its months."""
DEEPEST_PAGE = 400
COLUMNS = (
    "pk",
    "booked_on",
    "kind",
    "debit_id",
    "amount",
    "value_on",
    "number",
    "corrects",
    "book",
    "ref",
    "receipt_id",
    "undone",
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What was owed before the days `first` to `last`, both within, what they added and took away, in how many entries.

    `balances` is what was owed at the end of each day on which something was booked; of each month, on a long statement.
    """

    first: date
    last: date
    opening: Decimal
    charged: Decimal
    credited: Decimal
    count: int
    balances: tuple[tuple[date, Decimal], ...]

    @property
    def closing(self) -> Decimal:
        """What was owed at the end of the last day; below zero it is credit."""
        return self.opening + self.charged - self.credited


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of a statement: what it added to the debt (`debit`) or took away (`credit`), and what was owed after it.

    `number` is the document's, `corrects` that of the bill it corrects; `book` says how money came, `ref` and `receipt`
    where it is shown. `undone` is the day on which it was taken back.
    """

    pk: int
    booked_on: date
    kind: str
    debit: Decimal | None
    credit: Decimal | None
    after: Decimal
    value_on: date
    number: str
    corrects: str
    book: str
    ref: str
    receipt: int | None
    undone: date | None
    dispute: Dispute | None

    @property
    def amount(self) -> Decimal:
        return self.debit or self.credit or NOTHING

    @property
    def method(self) -> str:
        """How money came; "" for what is no money that came."""
        return method(self.book) if self.book else ""


class _FirstOfMonth(Func):
    """The first day of a day's month. TruncMonth asks for the time zone of each day, which takes a third longer."""

    template = "date_trunc('month', %(expressions)s::timestamp)::date"
    output_field = DateField()


def _steps(account: int, first: date, last: date, step: Any) -> QuerySet[Any, Any]:
    """Return what was booked in each step of the days, and with no day for it, all that was booked before them."""
    booked = Entry.objects.filter(account=account, booked_on__lte=last).order_by()
    steps = booked.values(day=Case(When(booked_on__gte=first, then=step))).annotate(
        charged=Coalesce(Sum("amount", filter=Q(debit_id=Book.RECEIVABLE)), ZERO),
        credited=Coalesce(Sum("amount", filter=~Q(debit_id=Book.RECEIVABLE)), ZERO),
        entries=Count("pk"),
    )
    return steps.order_by(F("day").asc(nulls_first=True)).values_list("day", "charged", "credited", "entries")


@compiled(lambda *columns: columns)
def _days(account: int, first: date, last: date) -> QuerySet[Any, Any]:
    return _steps(account, first, last, F("booked_on"))


@compiled(lambda *columns: columns)
def _months(account: int, first: date, last: date) -> QuerySet[Any, Any]:
    return _steps(account, first, last, _FirstOfMonth("booked_on"))


def statement(account: Account, first: date, last: date) -> Statement:
    """Return what the entries of some days come to, both days within; in one statement that the index alone answers."""
    long = last - first > BY_DAYS
    opening = charged = credited = NOTHING
    count, balances = 0, []
    for day, more, less, booked in (_months if long else _days)(account=account.pk, first=first, last=last):
        if day is None:
            opening = more - less
            continue
        charged, credited, count = charged + more, credited + less, count + booked
        balances.append((min(_last_of_month(day), last) if long else day, opening + charged - credited))
    return Statement(first, last, opening, charged, credited, count, tuple(balances))


@lru_cache(maxsize=512)
def _last_of_month(day: date) -> date:
    return (day.replace(day=1) + 31 * A_DAY).replace(day=1) - A_DAY


def _within(account: int, first: date, last: date) -> QuerySet[Entry]:
    return Entry.objects.filter(account=account, booked_on__gte=first, booked_on__lte=last)


def _told(account: int) -> QuerySet[Any, Any]:
    """Return the entries of an account with all that a line says, in the order of the statement."""
    said: QuerySet[Any, Any] = entries(account).annotate(
        corrects=F("invoice__corrects__number"), book=F("came_through"), ref=Coalesce(F("our_ref"), Value(""))
    )
    return said.order_by("booked_on", "pk").values_list(*COLUMNS)


@lru_cache(maxsize=64)
def _page(begin: int, size: int) -> Compiled[tuple[Any, ...]]:
    def page(account: int, first: date, last: date) -> QuerySet[Any, Any]:
        mine = _within(account, first, last).order_by("booked_on", "pk").values("pk")
        return _told(account).filter(pk__in=mine[begin : begin + size])

    return Compiled(page, lambda *columns: columns)


def statement_page(account: Account, found: Statement, *, page: int = 1, size: int) -> tuple[Decimal, list[Line]]:
    """Return what was owed before a page of a statement, and its lines, the earliest first. Pages count from 1."""
    if not 1 <= page <= DEEPEST_PAGE:
        return found.opening, []
    begin = (page - 1) * size
    asked = {"account": account.pk, "first": found.first, "last": found.last}
    added = _first(begin)(**asked) if begin else [NOTHING]
    before = found.opening + added[0] if added else found.closing
    rows = _page(begin, size)(**asked)
    return before, list(_lines(rows, before, disputed(account)))


@lru_cache(maxsize=64)
def _first(count: int) -> Compiled[Decimal]:
    def added(account: int, first: date, last: date) -> QuerySet[Any, Any]:
        running = Window(Sum(SIGNED), order_by=["booked_on", "pk"])
        mine = _within(account, first, last).annotate(added=running).order_by("booked_on", "pk")
        return mine.values_list("added")[count - 1 : count]

    return Compiled(added, lambda added: added)


@compiled(lambda *columns: columns)
def _all(account: int, first: date, last: date) -> QuerySet[Any, Any]:
    return _told(account).filter(booked_on__gte=first, booked_on__lte=last)


def every_line(account: Account, found: Statement) -> Iterator[Line]:
    """Give all lines of a statement one after the other, the earliest first; for a file or a document."""
    rows = _all(account=account.pk, first=found.first, last=found.last)
    yield from _lines(rows, found.opening, disputed(account))


def _lines(rows: Iterable[tuple[Any, ...]], before: Decimal, told: Mapping[int, Dispute]) -> Iterator[Line]:
    owed = before
    for pk, booked_on, kind, debit, amount, value_on, number, corrects, book, ref, receipt, undone in rows:
        charged, credited = (amount, None) if debit == Book.RECEIVABLE else (None, amount)
        owed += charged or -amount
        yield Line(
            pk,
            booked_on,
            kind,
            charged,
            credited,
            owed,
            value_on,
            number or "",
            corrects or "",
            book or "",
            ref,
            receipt,
            undone,
            told.get(pk),
        )


def statement_line(account: Account, entry: int) -> Line | None:
    """Return one entry of an account as its line on a statement; None when the account has no such entry."""
    row = _told(account.pk).filter(pk=entry).first()
    if row is None:
        return None
    earlier = Q(booked_on__lt=row[1]) | Q(booked_on=row[1], pk__lt=entry)
    before: Decimal | None = Entry.objects.filter(earlier, account=account).aggregate(sum=Sum(SIGNED))["sum"]
    return next(_lines([row], before or NOTHING, disputed(account)))
