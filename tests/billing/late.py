"""Accounts that owe something late, in a line each."""

from datetime import date, timedelta
from decimal import Decimal

from abonent.billing.models import Entry, Reminder
from abonent.contracts.bulk import restrict_all
from abonent.people.models import Account
from abonent.post.models import Message
from tests import people
from tests.people import NOON

KINDS = ("REMINDER", "NOTICE", "RESTRICTION")
SEPTEMBER = date(2026, 9, 17)


def debt(of: Account, amount: str = "60.00", *, due_on: date = SEPTEMBER) -> Entry:
    """A debt of an account without a bill."""
    return Entry.objects.create(
        account=of, debit_id=1, credit_id=3, amount=Decimal(amount), kind="TRANSFER", cause=f"debt:{due_on}",
        value_on=due_on, booked_on=due_on, due_on=due_on, recorded_at=NOON - timedelta(days=30),
    )  # fmt: skip


def debtor(number: str, amount: str = "60.00", *, steps: int = 1, due_on: date = SEPTEMBER) -> Account:
    """An account that owes, and against which so many steps were taken."""
    opened = people.account(number, f"Jan {number}")
    debt(opened, amount, due_on=due_on)
    reminded(opened, steps=steps, amount=amount, due_on=due_on)
    return opened


def reminded(of: Account, *, steps: int, amount: str = "120.00", due_on: date = SEPTEMBER) -> list[Reminder]:
    """So many steps of the ladder, nine days after each other, each with the letter that proves it was told."""
    taken = [_step(of, number, amount, due_on) for number in range(1, steps + 1)]
    if steps == len(KINDS):
        restrict_all([of.pk], reason="DEBT", level="LIMITED", at=NOON)
    return taken


def _step(of: Account, number: int, amount: str, due_on: date) -> Reminder:
    at = NOON - timedelta(days=9 * (5 - number))
    step = Reminder.objects.create(
        account=of, step=number, kind=KINDS[number - 1], amount=Decimal(amount), oldest_due_on=due_on, taken_at=at
    )
    about = f"reminder:{step.pk}"
    Message.objects.create(
        account_id=of.pk, channel="MAIL", to="olena@example.com", language="pl", template="letter", key=about, about=about,
        state="SENT", queued_at=at, next_try_at=at, sent_at=at,
    )  # fmt: skip
    return step
