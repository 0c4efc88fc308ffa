"""One payment from beginning to end, what it paid, and what has been paid towards one bill."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from abonent import profile
from abonent.billing.models import Allocation, Entry, Payment, Receipt
from abonent.billing.queries.ledger import Part, covered, entry_of
from abonent.billing.queries.payment_list import method
from abonent.database.compiled import compiled
from abonent.journal.models import Event
from abonent.journal.queries import events_about
from abonent.people.models import Account


@dataclass(frozen=True, slots=True)
class Story:
    """What is known of one payment. `payment` is None for money that came by transfer or cash, `receipt` until it came."""

    payment: Payment | None
    receipt: Receipt | None
    posted_at: datetime | None
    taken_back_at: datetime | None
    parts: list[Part]
    credit: Decimal
    events: list[Event]


def payment_of_gateway(gateway: str, ref: str) -> Payment | None:
    """Return the payment that a gateway speaks of, by our reference."""
    return Payment.objects.filter(gateway=gateway, ref=ref).first()


def receipt_of(found: Payment) -> Receipt | None:
    """Return the money that came for a payment."""
    return (
        Receipt.objects.select_related("account", "payment")
        .filter(account=found.account_id, payment=found)
        .order_by("pk")
        .first()
    )


def story_of_payment(found: Payment) -> Story:
    """Return what is known of something that was set out to be paid."""
    events = events_about(f"payment:{found.ref}", account=found.account_id, since=found.started_at)
    return _story(found, receipt_of(found), list(events))


def story_of_receipt(found: Receipt) -> Story:
    """Return what is known of money that came: for its events, those that it brought about."""
    events = events_about(f"receipt:{found.pk}", account=found.account_id, since=found.received_at)
    return _story(None, found, [event for event in events if not event.kind.startswith(("payment.", "cash."))])


def _story(set_out: Payment | None, receipt: Receipt | None, events: list[Event]) -> Story:
    entry = entry_of(receipt) if receipt else None
    if receipt is None or entry is None:
        return Story(set_out, receipt, None, None, [], Decimal("0.00"), events)
    parts, credit = covered(receipt)
    back = Entry.objects.filter(account=receipt.account_id, reverses=entry).first()
    return Story(set_out, receipt, entry.recorded_at, back.recorded_at if back else None, parts, credit, events)


@dataclass(frozen=True, slots=True)
class Share:
    """What one credit paid of one bill: money (`receipt`, maybe with `ref`), or a correction (`number`)."""

    at: datetime
    kind: str
    amount: Decimal
    book: str
    ref: str
    receipt: int | None
    number: str


@compiled(Share)
def _paid_towards(account: int, invoice: int) -> QuerySet[Any, Any]:
    found = Allocation.objects.filter(account=account, debit__invoice=invoice).values("credit")
    shares = found.annotate(
        at=F("credit__recorded_at"),
        kind=F("credit__kind"),
        sum=Sum("amount"),
        book=F("credit__debit__code"),
        ref=Coalesce(F("credit__receipt__payment__ref"), Value("")),
        receipt=F("credit__receipt"),
        number=Coalesce(F("credit__invoice__number"), Value("")),
    )
    rows = shares.filter(~Q(sum=0)).order_by("credit__recorded_at", "credit")
    return rows.values_list("at", "kind", "sum", "book", "ref", "receipt", "number")


def paid_towards(account: Account, invoice: int) -> list[Share]:
    """Return what has paid a bill of an account and is not taken back, the earliest first."""
    return _paid_towards(account=account.pk, invoice=invoice)


def receipt_sheet(receipt: Receipt, *, language: str) -> dict[str, Any] | None:
    """Return what stands on the confirmation of a payment: what it paid on the day it was booked; None until then.

    What happened to the money later (a correction, a next bill that used the credit) is not on it, so it stays the same.
    """
    entry = entry_of(receipt)
    if entry is None:
        return None
    parts, credit = covered(receipt, when_booked=True)
    operator, payment = profile.current(), receipt.payment
    return {
        "v": 1,
        "number": receipt.number,
        "language": language,
        "currency": operator.currency,
        "account": operator.account_number.shown(receipt.account.number),
        "seller": operator.seller,
        "payer_name": receipt.payer.get("name", ""),
        "amount": f"{receipt.amount:.2f}",
        "paid_on": receipt.paid_on.isoformat(),
        "posted_at": entry.recorded_at.astimezone(operator.zone).isoformat(),
        "method": method(receipt.book),
        "gateway_ref": receipt.external_id if payment else "",
        "covers": [{"number": part.number, "amount": f"{part.amount:.2f}"} for part in parts if part.number],
        "credit": f"{credit:.2f}",
        "ref": payment.ref if payment else "",
    }
