"""Booking money that has arrived."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from abonent.billing import queries
from abonent.billing.actions.books import book
from abonent.billing.actions.ledger import enter
from abonent.billing.bulk.allocate import allocate
from abonent.billing.bulk.relieving import relieve_all
from abonent.billing.models import Book, Entry, Invoice, Receipt
from abonent.journal.actions import record
from abonent.people import actions as people
from abonent.people.models import Account, User


class AlreadyPosted(Exception):
    """The receipt has its entry."""


@transaction.atomic
def post_receipt(
    receipt: Receipt, *, at: datetime, by: User | None = None, wanted: Sequence[str] = (), via: str = "bank"
) -> Entry:
    """Book money that has arrived: all of it, whatever was due. What exceeds the debt is credit.

    The bills that the customer chose (`wanted`, or those of the payment) are paid first, then the oldest due. A negative
    receipt is money that the outside took back: a debt, due at once. Raises AlreadyPosted.
    """
    account = people.lock_account(receipt.account_id)
    if queries.entry_of(receipt) is not None:
        raise AlreadyPosted
    entry = _enter(account, receipt, at=at, by=by)
    allocate([account.pk], at=at, first=_wanted(receipt, wanted))
    kind = "payment.posted" if receipt.amount > 0 else "payment.reversed"
    record(kind, at=at, by=by.pk if by else None, account=account.pk, subject=subject(receipt), via=via)
    relieve(account, at=at, because=subject(receipt))
    return entry


def _enter(account: Account, receipt: Receipt, *, at: datetime, by: User | None) -> Entry:
    came = receipt.amount > 0
    outside = book(receipt.book).pk
    return enter(
        account,
        debit=outside if came else Book.RECEIVABLE,
        credit=Book.RECEIVABLE if came else outside,
        amount=abs(receipt.amount),
        kind=Entry.Kind.PAYMENT if came else Entry.Kind.REVERSAL,
        cause=f"receipt:{receipt.pk}",
        value_on=receipt.paid_on,
        due_on=None if came else receipt.paid_on,
        at=at,
        by=by,
        receipt=receipt,
    )


def relieve(account: Account, *, at: datetime, because: str = "") -> None:
    """Lift the restriction for debt, and end reminding, where less than the smallest sum is left that nobody may wait with.

    Restrictions for other reasons stay. The caller holds the account's lock.
    """
    relieve_all({account.pk: because}, at=at)


def subject(receipt: Receipt) -> str:
    """Return what the journal calls the payment that a receipt belongs to."""
    return f"payment:{receipt.payment.ref}" if receipt.payment else f"receipt:{receipt.pk}"


def _wanted(receipt: Receipt, numbers: Sequence[str]) -> list[int]:
    chosen = list(numbers) or (receipt.payment.wanted if receipt.payment else [])
    if not chosen:
        return []
    bills = Invoice.objects.filter(account=receipt.account_id, number__in=chosen)
    return list(queries.debts(receipt.account).filter(invoice__in=bills).values_list("pk", flat=True))
