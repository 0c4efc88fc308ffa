"""Money that goes the other way: a payment taken back, an overpayment paid out, a debt given up."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from abonent import profile
from abonent.billing import queries
from abonent.billing.actions.books import book
from abonent.billing.actions.ledger import enter
from abonent.billing.actions.posting import relieve
from abonent.billing.bulk.allocate import allocate, undo
from abonent.billing.models import Allocation, Book, Entry
from abonent.journal.actions import record
from abonent.people import actions as people
from abonent.people.models import Account, User


class AlreadyReversed(Exception):
    """The payment was taken back before."""


class MoreThanCredit(Exception):
    """More was to be paid out than the account has in credit."""


class MoreThanOwed(Exception):
    """More was to be given up than is owed: that would be a present, and could be paid out."""


@transaction.atomic
def reverse(payment: Entry, *, at: datetime, by: User | None = None) -> Entry:
    """Take a payment back: exactly the bills it had paid are open again, with their old due dates.

    Raises AlreadyReversed.
    """
    account = people.lock_account(payment.account_id)
    if Entry.objects.filter(reverses=payment).exists():
        raise AlreadyReversed
    undo(account.pk, entry=payment.pk, at=at)
    entry = enter(
        account,
        debit=Book.RECEIVABLE,
        credit=payment.debit_id,
        amount=payment.amount,
        kind=Entry.Kind.REVERSAL,
        cause=f"reverses:{payment.pk}",
        value_on=profile.today(at),
        at=at,
        by=by,
        reverses=payment,
        due_on=profile.today(at),
    )
    Allocation.objects.create(
        account=account, credit=payment, debit=entry, amount=payment.amount, cause=f"reverses:{payment.pk}", at=at
    )
    allocate([account.pk], at=at)
    record("payment.reversed", at=at, by=by.pk if by else None, account=account.pk, subject=f"entry:{payment.pk}")
    return entry


@transaction.atomic
def refund(account: Account, *, amount: Decimal, once: str, at: datetime, by: User | None = None) -> Entry:
    """Owe a credit's amount to the customer for paying out, through the book `refunds`. Raises MoreThanCredit."""
    account = people.lock_account(account.pk)
    if amount > queries.total_open(queries.unused_credits(account)):
        raise MoreThanCredit
    today = profile.today(at)
    entry = enter(
        account,
        debit=Book.RECEIVABLE,
        credit=book("refunds").pk,
        amount=amount,
        kind=Entry.Kind.REFUND,
        cause=f"refund:{once}",
        value_on=today,
        at=at,
        by=by,
        due_on=today,
    )
    allocate([account.pk], at=at, first=[entry.pk])
    record("payment.refunded", at=at, by=by.pk if by else None, account=account.pk, subject=f"entry:{entry.pk}")
    return entry


@transaction.atomic
def write_off(account: Account, *, amount: Decimal, once: str, at: datetime, by: User | None = None) -> Entry:
    """Give up a part of what is owed; the oldest debts first. Raises MoreThanOwed."""
    account = people.lock_account(account.pk)
    if amount > queries.total_open(queries.debts(account)):
        raise MoreThanOwed
    entry = enter(
        account,
        debit=book("written-off").pk,
        credit=Book.RECEIVABLE,
        amount=amount,
        kind=Entry.Kind.WRITE_OFF,
        cause=f"write-off:{once}",
        value_on=profile.today(at),
        at=at,
        by=by,
    )
    allocate([account.pk], at=at)
    record("debt.written_off", at=at, by=by.pk if by else None, account=account.pk, subject=f"entry:{entry.pk}")
    relieve(account, at=at)
    return entry
