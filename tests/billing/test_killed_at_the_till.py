"""Killed at any moment while cash is taken: there is a whole receipt or none, and its number is not lost."""

import os
import signal
import subprocess
import sys

import pytest

from abonent.billing import queries
from abonent.billing.bulk.faults import faults
from abonent.billing.models import Receipt
from abonent.post.models import Message
from tests import people
from tests.database import House


def run(house: House, point: str, account: str, person: str) -> int:
    """Let a process of its own take the cash; return how it ended (−9: killed)."""
    environment = {**os.environ, "DATABASE_URL": house.url, "DJANGO_SETTINGS_MODULE": "abonent.settings"}
    command = [sys.executable, "-m", "tests.billing.dying_at_the_till", point, account, person]
    return subprocess.run(command, env=environment, check=False, timeout=60).returncode


@pytest.mark.parametrize(
    "point", ["after:abonent.billing.actions.till.take_number", "after:abonent.billing.actions.till.post_receipt"]
)
def test_cash_is_taken_whole_and_once_however_the_process_ends(committed: House, point: str) -> None:
    opened, zofia = people.account("100777", "Marek Wójcik"), people.staff("CLERK")
    people.mail(opened, None, "marek@example.com")
    people.line(opened, people.tariff())
    people.bill(opened)

    assert run(committed, point, opened.number, zofia.login) == -signal.SIGKILL
    assert (Receipt.objects.count(), Message.objects.count()) == (0, 0)

    assert run(committed, "never", opened.number, zofia.login) == 0  # the form again, and once more
    assert Receipt.objects.get().number == "KP/2026/11/0001"
    assert queries.balance(opened) == 0
    assert Message.objects.get().template == "cash_received"
    assert faults() == []
