"""`abonent bill`: issue, try out, stop; refusals and statuses."""

from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from abonent.billing import actions
from abonent.billing.models import Invoice, Period
from tests import people
from tests.database import House

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
THIRD = datetime(2026, 11, 3, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def third(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be the third of November 2026."""
    monkeypatch.setattr(timezone, "now", lambda: THIRD)


def customers() -> None:
    for number in range(3):
        people.line(people.account(f"10050{number}", f"Klient {number}"), people.tariff())
    people.bill_month(OCTOBER)


def bill(*words: str) -> tuple[list[str], list[str]]:
    """Call the command; return what it says and what it says beside."""
    out, err = StringIO(), StringIO()
    call_command("bill", "--workers", "1", *words, stdout=out, stderr=err)
    return out.getvalue().splitlines(), err.getvalue().splitlines()


def refused(*words: str) -> str:
    with pytest.raises(CommandError) as told:
        bill(*words)
    return str(told.value)


def test_a_month_is_issued_and_what_came_of_it_is_said(db: None) -> None:
    customers()

    said, beside = bill("--period", "2026-11")

    assert said == ["2026-11, cycle 1: 3 bills, 180.00 PLN; 3 of them issued by this command"]
    assert beside == ["2026-11, cycle 1: 0 of 1 batches, 0 bills", "2026-11, cycle 1: 1 of 1 batches, 3 bills"]
    assert Invoice.objects.filter(period__days__startswith=NOVEMBER).count() == 3


def test_what_is_refused_is_refused_in_words_with_status_1(db: None) -> None:
    assert refused("--period", "2026-11") == "Nobody is billed yet: there is no account with a payer."
    customers()
    bill("--period", "2026-11")

    assert refused("--period", "November") == "A period is named by its year and month, as in 2026-11."
    assert refused("--period", "2026-11", "--cycle", "9").startswith("There is no billing cycle 9")
    assert refused("--period", "2026-11").startswith("cycle 1: The bills of this period were issued already")
    assert refused("--period", "2026-12") == "cycle 1: The day of these bills has not come: it is 3 December 2026."
    assert refused("--period", "2026-11", "--stop").startswith("cycle 1: Nothing is being issued")


def test_a_dry_run_says_what_would_come_and_issues_nothing(db: None) -> None:
    customers()
    new = people.account("100600", "Nowa")
    people.line(new, people.tariff(), since=datetime(2026, 10, 31, 23, tzinfo=UTC))

    said, beside = bill("--period", "2026-11", "--dry-run")

    assert [" ".join(line.split()) for line in said] == [
        "2026-11, cycle 1, tried out, nothing was issued:",
        "bills 4 the month before 3 +33.3 %",
        "sum 240.00 PLN the month before 180.00 PLN +33.3 %",
        "corrections of earlier bills 0",
        "out of line 1",
        "100600 now 60.00 before – a bill now, none before",
    ]
    assert beside[-1] == "2026-11, cycle 1: 4 of 4 accounts"
    assert not Invoice.objects.filter(period__days__startswith=NOVEMBER).exists()


def test_a_run_that_was_stopped_ends_with_status_3_and_goes_on(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    customers()
    period = actions.begin_run(actions.period_named(1, NOVEMBER), at=THIRD)
    said, _ = bill("--period", "2026-11", "--stop")
    assert said == ["2026-11, cycle 1: stops; 0 of 0 batches are issued, and those at work will be."]
    take_part: Any = actions.take_part

    def stopped_meanwhile(of: Period, **said: Any) -> int:
        actions.stop_run(of, at=THIRD)
        return int(take_part(of, **said))

    with monkeypatch.context() as patched:
        patched.setattr(actions, "take_part", stopped_meanwhile)
        with pytest.raises(SystemExit) as ended:
            bill("--period", "2026-11")
    period.refresh_from_db()
    assert (ended.value.code, period.state) == (3, Period.State.STOPPED)

    said, _ = bill("--period", "2026-11")
    assert said == ["2026-11, cycle 1: 3 bills, 180.00 PLN; 3 of them issued by this command"]


def test_several_workers_of_one_command_issue_each_bill_once(committed: House) -> None:
    customers()

    said, _ = bill("--period", "2026-11", "--cycle", "1", "--workers", "3")

    assert said == ["2026-11, cycle 1: 3 bills, 180.00 PLN; 3 of them issued by this command"]
