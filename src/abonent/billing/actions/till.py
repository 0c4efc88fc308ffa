"""Cash at the office: taken with a numbered receipt, and carried to the bank."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from abonent import profile
from abonent.billing import queries
from abonent.billing.actions.books import book
from abonent.billing.actions.ledger import enter
from abonent.billing.actions.numbers import take_number
from abonent.billing.actions.paying import NothingToPay, OutOfBounds
from abonent.billing.actions.posting import post_receipt, subject
from abonent.billing.models import Entry, Receipt
from abonent.billing.models.money import TILL
from abonent.journal.actions import record
from abonent.people import actions as people
from abonent.people.models import OPERATOR, Account, User

BANK = "bank:main"
SMALLEST = Decimal("0.01")


class MoreThanInTill(Exception):
    """More was to be carried to the bank than is left of a day, or of all days after what was given back (`left`)."""

    def __init__(self, left: Decimal) -> None:
        super().__init__(str(left))
        self.left = left


@transaction.atomic
def take_cash(  # noqa: PLR0913 - from whom, how much, for what, by whom
    account: Account, *, amount: Decimal, wanted: Sequence[str], payer: str, once: str, at: datetime, by: User
) -> Receipt:
    """Take cash for chosen bills (numbers), or the oldest due, and give it the next number of the till's receipts.

    `once` is the form's own token: the same form sent twice is one receipt. Raises NothingToPay, OutOfBounds.
    """
    _check(amount)
    found = people.lock_account(account.pk)
    if there := queries.cash_taken(found, once):
        return there
    today = profile.today(at)
    receipt = Receipt.objects.create(
        source=TILL,
        external_id=take_number(profile.current().desk.till.series, on=today),
        account=found,
        book=TILL,
        amount=amount,
        paid_on=today,
        payer={"name": payer} if payer else {},
        raw={"once": once, "wanted": list(wanted), "by": by.name},
        received_at=at,
    )
    record("cash.taken", at=at, by=by.pk, account=found.pk, subject=subject(receipt), via="desk")
    post_receipt(receipt, at=at, by=by, wanted=wanted, via="desk")
    _tell(receipt, at=at)
    return receipt


def _check(amount: Decimal) -> None:
    if amount <= 0:
        raise NothingToPay
    largest = profile.current().desk.till.largest
    if amount > largest:
        raise OutOfBounds(SMALLEST, largest)


def _tell(receipt: Receipt, *, at: datetime) -> None:
    context = {"amount": str(receipt.amount), "account": receipt.account.number, "number": receipt.number}
    people.notify(receipt.account, "cash_received", key=f"receipt:{receipt.pk}", at=at, context=context)


@transaction.atomic
def bank_cash(day: date, *, amount: Decimal, once: str, at: datetime, by: User) -> Entry:
    """Carry a day's cash, or a part of it, from the till to the bank; the same form sent twice is one entry.

    Another amount is another way to the bank, also from a page that a browser brought back with the token of before.

    Raises NothingToPay, MoreThanInTill.
    """
    operator = people.lock_account(OPERATOR)
    cause = f"banked:{day}:{once}:{amount:.2f}"
    if there := Entry.objects.filter(account=operator, cause=cause).first():
        return there
    if amount <= 0:
        raise NothingToPay
    left = min(queries.till_day(day).left, queries.in_till())
    if amount > left:
        raise MoreThanInTill(left)
    entry = enter(
        operator,
        debit=book(BANK).pk,
        credit=book(TILL).pk,
        amount=amount,
        kind=Entry.Kind.TRANSFER,
        cause=cause,
        value_on=day,
        at=at,
        by=by,
    )
    record("cash.banked", at=at, by=by.pk, subject=f"entry:{entry.pk}", via="desk", data={"amount": str(amount)})
    return entry
