"""What happened at the demonstration's counter: cash of the latest day, and credit that somebody has asked to be paid back."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet

from abonent import profile
from abonent.billing import queries
from abonent.billing.actions import bank_cash, propose, take_cash
from abonent.billing.bulk.receipts import post_receipts
from abonent.billing.models import Proposal, Receipt
from abonent.billing.models.money import TILL
from abonent.demo.letters import AFTER
from abonent.demo.script import script
from abonent.people.models import Account, User
from abonent.post.models import Message
from abonent.post.writing import write

TIMES = (time(9, 20), time(10, 5), time(11, 40))
"""When somebody came to the counter."""
TWICE, LARGE, SMALL, AHEAD = Decimal(430), Decimal(240), Decimal(60), Decimal(50)
IBANS = ("PL61109010140000071219812874", "PL27114020040000300201355387")
REFS = ("P-7K3M9QDX", "P-4HWNT2VB")
DAYS_AGO, A_DAY = timedelta(days=3), timedelta(days=1)


def open_the_counter(at: datetime) -> None:
    """Let those come who have not come yet; what visitors did meanwhile stays so."""
    _take(at)
    _carry(at)
    _propose(at)


@transaction.atomic
def _take(at: datetime) -> None:
    clerk = _colleague("CLERK")
    if clerk is None or _of_today(at).exists():
        return
    day = _latest_day(at)
    for when, account in zip(TIMES, _those_who_come(), strict=False):
        came_at = datetime.combine(day, when, tzinfo=profile.current().zone)
        amount = queries.total_open(queries.debts(account)) or AHEAD
        take_cash(account, amount=amount, wanted=(), payer="", once=f"counter-{day}-{when}", at=came_at, by=clerk)
        _sent(account, came_at)


@transaction.atomic
def _carry(at: datetime) -> None:
    """Let the cash of days gone by have been carried to the bank on the day after; that of the latest two lies in the till."""
    clerk = _colleague("CLERK")
    if clerk is None:
        return
    for waiting in queries.not_banked(on=profile.today(at) - A_DAY):
        carried_at = min(at, datetime.combine(waiting.day + A_DAY, TIMES[0], tzinfo=profile.current().zone))
        if waiting.left > 0:
            bank_cash(waiting.day, amount=waiting.left, once="counter", at=carried_at, by=clerk)


def _those_who_come() -> Iterator[Account]:
    """Give those who owe something, and after them the others, who pay ahead."""
    owing = (account for account in _customers() if queries.total_open(queries.debts(account)))
    some = list(islice(owing, len(TIMES)))
    yield from some
    yield from _customers().exclude(pk__in=[account.pk for account in some])[: len(TIMES)]


def _of_today(at: datetime) -> QuerySet[Receipt]:
    return Receipt.objects.filter(book=TILL, received_at__gte=profile.midnight(_latest_day(at)), raw__has_key="once")


def _latest_day(at: datetime) -> date:
    """Return today, or yesterday as long as not all of them can have come."""
    last = datetime.combine(profile.today(at), TIMES[-1], tzinfo=profile.current().zone)
    return profile.today(at if last <= at else at - A_DAY)


@transaction.atomic
def _propose(at: datetime) -> None:
    """Let a transfer have come twice, and two refunds be proposed: a large one that waits, a small one that was agreed to."""
    clerk, accountant = _colleague("CLERK"), _colleague("ACCOUNTANT")
    account = _customers().reverse().first()
    if clerk is None or accountant is None or account is None or Proposal.objects.exists():
        return
    came_at = at - DAYS_AGO
    twice = Receipt(
        source="bank",
        external_id=f"twice-{account.number}",
        account=account,
        book="bank:main",
        amount=TWICE,
        paid_on=profile.today(came_at),
        payer={"name": account.holder},
        raw={"title": "2 x"},
        received_at=came_at,
    )
    post_receipts([twice], at=came_at)
    for by, amount, ref, number in zip((clerk, accountant), (LARGE, SMALL), REFS, IBANS, strict=True):
        if amount <= queries.free_credit(account):
            _wish(account, by, amount, ref, number, at=at - DAYS_AGO / 2)


def _wish(account: Account, by: User, amount: Decimal, ref: str, number: str, *, at: datetime) -> None:
    facts = {"bank_account": number, "recipient": account.holder, "reason": "Podwójny przelew"}
    propose(account, Proposal.Kind.REFUND, amount=amount, ref=ref, at=at, by=by, **facts)
    _sent(account, at)


def _sent(account: Account, at: datetime) -> None:
    """Keep the letters of an instant as they would have been sent."""
    for letter in Message.objects.filter(account_id=account.pk, queued_at=at, state=Message.State.WAITING):
        words = write(letter)
        letter.subject, letter.text, letter.state = words.subject, words.text, Message.State.SENT
        letter.tries, letter.sent_at = 1, at + AFTER
        letter.save()


def _colleague(role: str) -> User | None:
    return User.objects.filter(staff_role=role, ended_at=None).order_by("pk").first()


def _customers() -> QuerySet[Account]:
    """Return the customers whom no story is told of: what is said in the README of the others stays true."""
    return Account.objects.filter(number__gte=str(script().first_number), closed_on=None).order_by("number")
