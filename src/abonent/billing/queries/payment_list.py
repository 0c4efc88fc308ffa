"""Payments as rows of a list: money that came, and what was set out to be paid and did not come yet, or never."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Concat

from abonent import profile
from abonent.billing.models import Entry, Payment, Receipt
from abonent.database.compiled import Compiled, compiled
from abonent.people.models import Account

DEEPEST_PAGE = 400
COLUMNS = ("moved_at", "amount", "through", "said", "our_ref", "receipt")

METHODS = {"gateway": "online", "bank": "transfer", "till": "cash"}
"""How money came, by the kind of book that it came through."""


def method(book: str) -> str:
    """Return how money came: "online", "transfer", "cash", or "other"."""
    return METHODS.get(book.partition(":")[0], "other")


@dataclass(frozen=True, slots=True)
class Move:
    """A payment in a list. `ref` is that of the Payment; empty for money that came without one, then `receipt` says it."""

    now: datetime
    at: datetime
    amount: Decimal
    book: str
    said: str
    ref: str
    receipt: int

    @property
    def method(self) -> str:
        return method(self.book)

    @property
    def state(self) -> str:
        """One word: "posted", "returned", "waiting", "refused", "abandoned", "failed"."""
        if self.said == Payment.State.STARTED:
            return "abandoned" if is_given_up(self.at, now=self.now) else "waiting"
        return self.said.lower()


def is_given_up(started_at: datetime, *, now: datetime) -> bool:
    """Say whether a payment began so long ago that nothing is expected of it any more."""
    return now - started_at > timedelta(hours=profile.current().payments.give_up_after_hours)


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())


def _not_come(account: int) -> QuerySet[Payment]:
    return Payment.objects.filter(account=account).exclude(state=Payment.State.CONFIRMED)


def _moves(account: int, *, latest: int | None = None) -> QuerySet[Any, Any]:
    """Return the rows of the list, or so many of the latest: then only these are looked into."""
    reversed_ = Entry.objects.filter(receipt=OuterRef("pk"), reversal__isnull=False)
    taken_back = Q(Exists(reversed_)) | Q(amount__lt=0)
    came = Receipt.objects.filter(account=account).annotate(
        moved_at=F("received_at"),
        through=F("book"),
        said=Case(When(taken_back, then=_text("RETURNED")), default=_text("POSTED")),
        our_ref=Coalesce(F("payment__ref"), _text("")),
        receipt=F("pk"),
    )
    not_come = _not_come(account).annotate(
        moved_at=F("started_at"),
        through=Concat(_text("gateway:"), "gateway"),
        said=F("state"),
        our_ref=F("ref"),
        receipt=Value(0),
    )
    sides = [side.order_by("-moved_at", "-receipt").values_list(*COLUMNS)[:latest] for side in (came, not_come)]
    return sides[0].union(sides[1], all=True).order_by("-moved_at", "-receipt")


@lru_cache(maxsize=64)
def _page(first: int, size: int) -> Compiled[tuple[Any, ...]]:
    def page(account: int) -> QuerySet[Any, Any]:
        return _moves(account, latest=first + size)[first : first + size]

    return Compiled(page, lambda *columns: columns)


def moves(account: Account, *, at: datetime, page: int = 1, size: int) -> list[Move]:
    """Return one page of an account's payments as they are at an instant, the newest first. Pages count from 1."""
    if not 1 <= page <= DEEPEST_PAGE:
        return []
    return [Move(at, *row) for row in _page((page - 1) * size, size)(account=account.pk)]


@compiled(lambda count: count)
def _counts(account: int) -> QuerySet[Any, Any]:
    came, not_come = Receipt.objects.filter(account=account), _not_come(account)
    counts = [side.order_by().values("account").values_list(Count("pk")) for side in (came, not_come)]
    return counts[0].union(counts[1], all=True)


def count_moves(account: Account) -> int:
    """Return how many rows `moves` has in all."""
    return sum(_counts(account=account.pk))


def every_move(account: Account, *, at: datetime) -> Iterator[Move]:
    """Give all payments of an account one after the other, the newest first; for a file."""
    for row in _moves(account.pk).iterator(chunk_size=500):
        yield Move(at, *row)


def under_way(account: Account, *, at: datetime) -> list[Payment]:
    """Return payments handed over to a bank of which nothing has come yet, the newest first."""
    since = at - timedelta(hours=profile.current().payments.give_up_after_hours)
    started = Payment.objects.filter(account=account, state=Payment.State.STARTED, started_at__gte=since).exclude(
        bank_url=""
    )
    return list(started.order_by("-started_at")[:3])
