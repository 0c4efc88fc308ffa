"""Whoever leaves, on whichever day and however late it is seen, has paid for the days they had, and nothing is lost."""

import signal
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from abonent import profile
from abonent.billing import actions
from abonent.billing.bulk.faults import faults
from abonent.people.models import Account, User
from tests import dying
from tests.billing.leavers import A_DAY, SINCE, TODAY, customer, documents, end, judge, live, run
from tests.database import House


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.ABONENT_DATA = tmp_path


ENDS = [
    date(2026, 11, 21), date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 3),
    date(2026, 12, 11), date(2026, 12, 31), date(2027, 1, 1), date(2027, 2, 28), date(2027, 3, 1),
]  # fmt: skip


@pytest.mark.parametrize("cycle", [1, 2])
@pytest.mark.parametrize("ends_on", ENDS, ids=str)
@pytest.mark.parametrize("first", ["clock", "run"])
def test_whoever_leaves_has_paid_for_the_days_they_had(db: None, cycle: int, ends_on: date, first: str) -> None:
    account = customer(cycle)
    live(account, cycle, SINCE, TODAY, clock=True)

    end(account, ends_on)
    live(account, cycle, TODAY, ends_on, clock=True)
    before_end = len(documents(account))
    live(account, cycle, ends_on, ends_on + 70 * A_DAY, clock=first == "clock")
    actions.carry_out_due(at=profile.midnight(ends_on + 70 * A_DAY))

    judge(account, cycle, SINCE, ends_on)
    assert len(documents(account)) <= before_end + 1


@pytest.mark.usefixtures("db")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cycle=st.sampled_from([1, 2, 3]),
    since=st.dates(date(2026, 9, 1), date(2026, 11, 20)),
    entered=st.dates(date(2026, 11, 21), date(2027, 3, 10)),
    notice=st.integers(-20, 70),
    how=st.tuples(st.booleans(), st.booleans()),
)
def test_whenever_somebody_leaves_and_however_late_it_is_seen(
    cycle: int, since: date, entered: date, notice: int, how: tuple[bool, bool]
) -> None:
    clock, undone = how
    with transaction.atomic():
        account, ends_on = customer(cycle, since), max(entered + notice * A_DAY, since + A_DAY)
        live(account, cycle, SINCE, entered + A_DAY, clock=clock)
        at = profile.midnight(entered) + timedelta(hours=12)
        if undone:
            ending = end(account, entered + 5 * A_DAY, at=at)
            actions.take_back_end(ending, at=at, by=User.objects.get(staff_role="CLERK"))

        end(account, ends_on, at=at)
        live(account, cycle, entered + A_DAY, max(entered, ends_on) + 70 * A_DAY, clock=clock)
        actions.carry_out_due(at=profile.midnight(max(entered, ends_on) + 70 * A_DAY))

        judge(account, cycle, since, ends_on)
        transaction.set_rollback(True)


CARRY_OUT = "tests.billing.dying.carry_out_ends"
POINTS = [
    "after:abonent.contracts.actions.carry_out",
    "after:abonent.billing.bulk.sheets.issue",
    "after:abonent.people.actions.close_account",
]


@pytest.mark.parametrize("point", POINTS)
def test_a_process_killed_between_the_end_and_the_final_bill_loses_and_doubles_nothing(
    committed: House, point: str
) -> None:
    account = customer(since=date(2026, 11, 1))
    run(date(2026, 11, 1))
    end(account, date(2026, 11, 26))

    assert dying.run(committed, point, CARRY_OUT) == -signal.SIGKILL
    assert documents(account) == [("BILL", "60.00")]
    assert dying.run(committed, dying.NEVER, CARRY_OUT) == 0

    assert documents(account) == [("BILL", "60.00"), ("CORRECTION", "-10.00")]
    assert Account.objects.get(pk=account.pk).closed_on == date(2026, 11, 26)
    assert faults() == []
