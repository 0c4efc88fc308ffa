"""Promise 3: killed at any moment between callback and posting, nothing is lost and nothing doubled."""

import signal

import pytest
from pytest_django.plugin import DjangoDbBlocker

from abonent.billing import actions, queries
from abonent.billing.bulk.faults import faults
from abonent.billing.bulk.sealing import ledger_hash
from abonent.billing.models import Entry, Payment, Receipt
from abonent.contracts.actions import restrict
from abonent.journal.models import Event
from abonent.post.models import Message
from tests import dying, people
from tests.billing.payments import said, started
from tests.database import House

HEAR = "tests.billing.dying.hear"
POINTS = [
    "before:abonent.people.actions.lock_account",
    "after:abonent.people.actions.lock_account",
    "before:abonent.billing.actions.hearing.post_receipt",
    "after:abonent.billing.actions.posting.enter",
    "after:abonent.billing.actions.posting.allocate",
    "before:abonent.billing.actions.posting.relieve",
    "after:abonent.billing.actions.hearing.post_receipt",
    "after:abonent.billing.actions.hearing.notify",
    "after:abonent.billing.actions.hearing._money",
]


@pytest.fixture(scope="module")
def undisturbed(house: House, django_db_blocker: DjangoDbBlocker) -> tuple[object, ...]:
    """What the database says when nobody is killed."""
    with django_db_blocker.unblock():
        actions.hear("sandbox", said(Payment.objects.get(ref=story("100777"))), at=people.NOON)
        found = told()
        house.renew()
    return found


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_process_loses_and_doubles_nothing(
    undisturbed: tuple[object, ...], committed: House, point: str
) -> None:
    ref = story("100777")
    assert dying.run(committed, point, HEAR, ref) == -signal.SIGKILL
    committed_before_death = point.endswith("._money")
    assert Entry.objects.filter(kind="PAYMENT").count() == committed_before_death

    assert dying.run(committed, dying.NEVER, HEAR, ref) == 0  # the bank says it again, and once more

    assert told() == undisturbed
    assert faults() == []


def story(number: str) -> str:
    """Somebody with a bill of 60.00, restricted for it, and a payment on its way; return its reference."""
    owner = people.person("marek", "Marek Wójcik")
    opened = people.account(number, "Marek Wójcik", owner)
    people.mail(opened, owner, "marek@example.com")
    people.line(opened, people.tariff())
    people.bill(opened)
    restrict(opened, reason="DEBT", level="LIMITED", at=people.NOON)
    return started(opened).ref


def told() -> tuple[object, ...]:
    """What the database says of money, letters and what happened."""
    kinds = Event.objects.filter(account_id__gt=0).order_by("kind").values_list("kind", flat=True)
    return (
        ledger_hash(),
        Receipt.objects.count(),
        list(Message.objects.values_list("template", "to")),
        list(kinds),
        queries.receipts(Receipt.objects.get().account).count(),
    )
