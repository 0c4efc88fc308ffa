"""The till of the office: what was taken on a day, what of it was given back, what went to the bank, what is left."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from abonent import profile
from abonent.billing.models import Entry, Receipt
from abonent.billing.models.money import TILL
from abonent.billing.queries.ledger import NOTHING, covered, entry_of
from abonent.journal.queries import events_about
from abonent.people import queries as people
from abonent.people.models import OPERATOR, Account, User

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Taken:
    """A cash receipt in the list of a day. `back_on` is the day on which it was cancelled, if it was."""

    pk: int
    number: str
    at: datetime
    account: str
    holder: str
    payer: str
    amount: Decimal
    by: str
    back_on: date | None


@dataclass(frozen=True, slots=True)
class TillDay:
    """What the till did on a day: the sum taken, given back, carried to the bank of that day's cash, and what is left."""

    day: date
    count: int
    taken: Decimal
    given_back: Decimal
    banked: Decimal

    @property
    def left(self) -> Decimal:
        return self.taken - self.given_back - self.banked


def cash_taken(account: Account, once: str) -> Receipt | None:
    """Return the cash receipt that a form has made already."""
    return Receipt.objects.filter(account=account, source=TILL, raw__once=once).first()


def may_take_back(receipt: Receipt, *, at: datetime, by: User) -> bool:
    """Say whether somebody may take money back: cash on its day whoever took it, anything those whose role may."""
    if people.may_at_desk(by.staff_role, "payments.reverse"):
        return receipt.amount > 0
    mine = Entry.objects.filter(account=receipt.account_id, receipt=receipt, by=by)
    return receipt.source == TILL and receipt.paid_on == profile.today(at) and mine.exists()


def cash_receipts(day: date) -> QuerySet[Any]:
    """Return the cash receipts of a day in the order they were written, with `taken_by` and `back_on`."""
    since, until = profile.midnight(day), profile.midnight(day + A_DAY)
    found = Receipt.objects.filter(book=TILL, received_at__gte=since, received_at__lt=until)
    found = found.select_related("account").order_by("received_at", "pk")
    return found.annotate(taken_by=F("entries__by__name"), back_on=F("entries__reversal__booked_on"))


def taken(day: date) -> list[Taken]:
    """Return the lines of a day's list."""
    return [row(receipt) for receipt in cash_receipts(day)]


def row(receipt: Any) -> Taken:
    """Return a cash receipt of `cash_receipts` as a line."""
    account = receipt.account
    said = str(receipt.payer.get("name", ""))
    who = receipt.taken_by or str(receipt.raw.get("by", ""))
    return Taken(
        receipt.pk, receipt.number, receipt.received_at, account.number, account.holder, said, receipt.amount, who,
        receipt.back_on,
    )  # fmt: skip


def till_day(day: date) -> TillDay:
    """Return what the till did on a day."""
    return next(iter(_days(day, day + A_DAY)), TillDay(day, 0, NOTHING, NOTHING, NOTHING))


def not_banked(*, on: date) -> list[TillDay]:
    """Return all days before a day of which something is still in the till, the oldest first.

    Less than nothing is left of a day on which more was given back than taken: it lies in what is left of the others.
    """
    return [day for day in _days(None, on) if day.left]


def in_till() -> Decimal:
    """Return what is in the till of all days together."""
    return max(sum((day.left for day in _days(None, date.max)), NOTHING), NOTHING)


def _days(first: date | None, after: date) -> list[TillDay]:
    """Return the days on which the till was used, the oldest first, by three statements; without a first day all of them."""
    came = Receipt.objects.filter(_since("paid_on", first), book=TILL, paid_on__lt=after).order_by().values("paid_on")
    taken = {day: (n, amount) for day, n, amount in _counted(came)}
    left = Entry.objects.filter(_since("booked_on", first), credit__code=TILL).order_by()
    back = _by_day(left.filter(reverses__isnull=False, booked_on__lt=after), "booked_on")
    carried = left.filter(_since("value_on", first), account=OPERATOR, value_on__lt=after)
    banked = _by_day(carried, "value_on")
    return [
        TillDay(day, *taken.get(day, (0, NOTHING)), back.get(day, NOTHING), banked.get(day, NOTHING))
        for day in sorted(taken.keys() | back.keys() | banked.keys())
    ]


def _since(day: str, first: date | None) -> Q:
    return Q(**{f"{day}__gte": first}) if first else Q()


def _counted(came: QuerySet[Receipt, Any]) -> QuerySet[Receipt, Any]:
    return came.annotate(sum=Sum("amount"), n=Count("pk")).values_list("paid_on", "n", "sum")


def _by_day(found: QuerySet[Entry], day: str) -> dict[date, Decimal]:
    return dict(found.values(day).annotate(sum=Sum("amount")).values_list(day, "sum"))


def cash_sheet(receipt: Receipt, *, language: str) -> dict[str, Any] | None:
    """Return what stands on a cash receipt: what it paid when it was written, who took it, and whether it was cancelled."""
    entry = entry_of(receipt)
    if entry is None:
        return None
    operator = profile.current()
    parts, credit = covered(receipt, when_booked=True)
    back = Entry.objects.filter(account=receipt.account_id, reverses=entry).first()
    return {
        "v": 1,
        "number": receipt.number,
        "language": language,
        "currency": operator.currency,
        "account": operator.account_number.shown(receipt.account.number),
        "holder": receipt.account.holder,
        "seller": operator.seller,
        "payer_name": receipt.payer.get("name", ""),
        "taken_by": receipt.raw.get("by", ""),
        "amount": f"{receipt.amount:.2f}",
        "posted_at": entry.recorded_at.astimezone(operator.zone).isoformat(),
        "covers": [{"number": part.number, "amount": f"{part.amount:.2f}"} for part in parts if part.number],
        "credit": f"{credit:.2f}",
        "cancelled_on": back.booked_on.isoformat() if back else "",
        "note": operator.desk.till.note[language],
    }


@dataclass(frozen=True, slots=True)
class TakenBack:
    """That money was taken back: when, by whom (empty for the bank), and why."""

    at: datetime
    by: str
    reason: str


def taken_back(receipt: Receipt) -> TakenBack | None:
    """Return how the money of a receipt was taken back; None while it stays."""
    back = Entry.objects.filter(account=receipt.account_id, reverses__receipt=receipt).select_related("by").first()
    if back is None:
        return None
    said = events_about(f"entry:{back.reverses_id}", account=receipt.account_id, since=back.recorded_at)
    reason = next((str(event.data.get("reason", "")) for event in said if event.kind == "payment.reversed"), "")
    return TakenBack(back.recorded_at, back.by.name if back.by else "", reason)
