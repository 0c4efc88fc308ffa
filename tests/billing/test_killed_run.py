"""Promise 3 for the bill run: whoever is killed wherever in it, the numbers and the ledger are those of an undisturbed run."""

import signal
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from abonent.billing.bulk.faults import faults
from abonent.billing.models import Batch
from abonent.embedded import server
from tests import dying
from tests.billing.dying_runs import issue, story, told
from tests.database import House

ISSUE = "tests.billing.dying_runs.issue"
POINTS = [
    "after:abonent.billing.actions.running._plan",
    "after:2:abonent.billing.bulk.sheets.number_bills",
    "before:abonent.billing.actions.running._end",
]


@pytest.fixture(scope="module")
def undisturbed(house: House, django_db_blocker: DjangoDbBlocker) -> tuple[object, ...]:
    """What the database says when one worker is left alone."""
    with django_db_blocker.unblock():
        story()
        issue()
        found = told()
        house.renew()
    return found


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_run_goes_on_and_nothing_is_lost_or_doubled(
    undisturbed: tuple[object, ...], committed: House, point: str
) -> None:
    story()

    assert dying.run(committed, point, ISSUE) == -signal.SIGKILL
    assert told() != undisturbed
    assert dying.run(committed, dying.NEVER, ISSUE) == 0

    assert told() == undisturbed


def test_a_database_that_is_killed_in_a_run_recovers_and_the_run_goes_on(
    undisturbed: tuple[object, ...], tmp_path: Path, django_db_blocker: DjangoDbBlocker, house: House
) -> None:
    with django_db_blocker.unblock(), server.running(tmp_path / "pg", fast=True) as postgres:
        alone = House(postgres, "alone")
        alone.renew()
        story()

        assert dying.run(alone, "database-after:3:abonent.billing.bulk.sheets.number_bills", ISSUE) == 1
        connection.close()
        assert dying.run(alone, dying.NEVER, ISSUE) == 0

        assert told() == undisturbed
        assert faults() == []
        connection.close()
        house.renew()


def test_workers_at_once_number_like_one_though_one_of_them_is_killed(
    undisturbed: tuple[object, ...], committed: House
) -> None:
    """One is killed, unless the other was quicker, where it has numbered its second batch; the other takes up what it leaves."""
    story()

    points = ["after:2:abonent.billing.bulk.sheets.number_bills", dying.NEVER]
    workers = [dying.start(committed, point, ISSUE) for point in points]
    ended = [worker.wait(timeout=60) for worker in workers]

    assert ended[1] == 0
    assert told() == undisturbed
    assert not Batch.objects.filter(state=Batch.State.WAITING).exists()
