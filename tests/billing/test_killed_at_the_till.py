"""Killed at any moment while cash is taken: there is a whole receipt or none, and its number is not lost."""

import signal

import pytest

from abonent.billing import queries
from abonent.billing.bulk.faults import faults
from abonent.billing.models import Receipt
from abonent.post.models import Message
from tests import dying, people
from tests.database import House

TAKE_CASH = "tests.billing.dying.take_cash"


@pytest.mark.parametrize(
    "point", ["after:abonent.billing.actions.till.take_number", "after:abonent.billing.actions.till.post_receipt"]
)
def test_cash_is_taken_whole_and_once_however_the_process_ends(committed: House, point: str) -> None:
    opened, zofia = people.account("100777", "Marek Wójcik"), people.staff("CLERK")
    people.mail(opened, None, "marek@example.com")
    people.line(opened, people.tariff())
    people.bill(opened)

    assert dying.run(committed, point, TAKE_CASH, opened.number, zofia.login) == -signal.SIGKILL
    assert (Receipt.objects.count(), Message.objects.count()) == (0, 0)

    assert (
        dying.run(committed, dying.NEVER, TAKE_CASH, opened.number, zofia.login) == 0
    )  # the form again, and once more
    assert Receipt.objects.get().number == "KP/2026/11/0001"
    assert queries.balance(opened) == 0
    assert Message.objects.get().template == "cash_received"
    assert faults() == []
