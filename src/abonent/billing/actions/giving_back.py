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
from abonent.billing.models import Allocation, Book, Entry, Receipt
from abonent.journal.actions import record
from abonent.people import actions as people
from abonent.people.models import Account, User


class AlreadyReversed(Exception):
    """The payment was taken back before."""


class NotYours(Exception):
    """Cash is given back on its day by whoever took it; everything else by those of the staff whose role may."""


class MoreThanCredit(Exception):
    """More was to be paid out than the account has in credit (`credit`) and is not promised already."""

    def __init__(self, credit: Decimal) -> None:
        super().__init__(str(credit))
        self.credit = credit


class MoreThanOwed(Exception):
    """More was to be given up than is owed (`owed`): that would be a present, and could be paid out."""

    def __init__(self, owed: Decimal) -> None:
        super().__init__(str(owed))
        self.owed = owed


@transaction.atomic
def take_back(receipt: Receipt, *, reason: str, at: datetime, by: User) -> Entry:
    """Take money back at the desk that came by mistake or did not stay; the customer is told why.

    Raises NotYours, AlreadyReversed, Entry.DoesNotExist for what was never booked as a payment.
    """
    if not queries.may_take_back(receipt, at=at, by=by):
        raise NotYours
    account = people.lock_account(receipt.account_id)
    payment = Entry.objects.get(account=account, receipt=receipt, kind=Entry.Kind.PAYMENT)
    entry = reverse(payment, at=at, by=by, reason=reason, via="desk")
    context = {"amount": str(receipt.amount), "account": account.number, "number": receipt.number, "reason": reason}
    people.notify(account, "payment_taken_back", key=f"reverses:{payment.pk}", at=at, context=context)
    return entry


@transaction.atomic
def reverse(payment: Entry, *, at: datetime, by: User | None = None, reason: str = "", via: str = "bank") -> Entry:
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
    record(
        "payment.reversed",
        at=at,
        by=by.pk if by else None,
        account=account.pk,
        subject=f"entry:{payment.pk}",
        via=via,
        data={"reason": reason} if reason else {},
    )
    return entry


@transaction.atomic
def refund(
    account: Account, *, amount: Decimal, once: str, at: datetime, by: User | None = None, via: str = "web"
) -> Entry:
    """Owe a credit's amount to the customer for paying out, through the book `refunds`. Raises MoreThanCredit."""
    account = people.lock_account(account.pk)
    credit = queries.total_open(queries.unused_credits(account))
    if amount > credit:
        raise MoreThanCredit(credit)
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
    record(
        "payment.refunded", at=at, by=by.pk if by else None, account=account.pk, subject=f"entry:{entry.pk}", via=via
    )
    return entry


@transaction.atomic
def write_off(
    account: Account, *, amount: Decimal, once: str, at: datetime, by: User | None = None, via: str = "web"
) -> Entry:
    """Give up a part of what is owed; the oldest debts first. Raises MoreThanOwed."""
    account = people.lock_account(account.pk)
    owed = queries.total_open(queries.debts(account))
    if amount > owed:
        raise MoreThanOwed(owed)
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
    record(
        "debt.written_off", at=at, by=by.pk if by else None, account=account.pk, subject=f"entry:{entry.pk}", via=via
    )
    relieve(account, at=at)
    return entry
