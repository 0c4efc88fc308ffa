"""The bill runs at the desk: what is to be issued, tried out, checked, started, watched, stopped."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from abonent import profile
from abonent.billing import actions
from abonent.billing.bulk.sheets import UnknownRate
from abonent.billing.models import Invoice, Period, Preview
from abonent.billing.queries.periods import month_later
from abonent.contracts.models import Subscription
from abonent.people.models import Account, User
from tests import people
from tests.web.desk.conftest import at_work


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def turn(account: Account, neighbour: Account, now: datetime) -> Period:
    """The period of cycle 1 whose day has come last; the one before is issued, and since then Olena has a second plan."""
    today = profile.today(now)
    month = today.replace(day=1) if today.day >= 3 else month_later(today.replace(day=1), -1)
    people.bill_month(month_later(month, -1))
    begins = profile.midnight(month)
    people.hold(Subscription.objects.get(account=account), people.tariff("A9", "90.00"), since=begins, slot="second")
    return actions.period_named(1, month)


def slug(period: Period) -> str:
    return f"{period.days.lower:%Y-%m}-c{period.cycle}"


def page(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def jobs(name: str) -> list[Any]:
    return list(ProcrastinateJob.objects.filter(task_name=name).values_list("args", flat=True))


def try_out(period: Period) -> None:
    actions.make_preview(Preview.objects.get(period=period, state=Preview.State.WAITING), at=timezone.now())


def test_what_is_to_be_issued_stands_on_top_and_what_was_issued_below(accountant: Client, turn: Period) -> None:
    said = page(accountant, "/desk/money/runs/")

    assert f'href="/desk/money/runs/{slug(turn)}/"' in said
    assert "to be issued</span>" in said
    before = Period.objects.get(days__endswith=turn.days.lower)
    assert f'<a href="/desk/money/runs/{slug(before)}/">' in said
    assert "120.00" in said


def test_a_run_is_tried_out_checked_and_started_and_each_press_counts_once(accountant: Client, turn: Period) -> None:
    at = f"/desk/money/runs/{slug(turn)}/"
    first = page(accountant, at)
    assert "Try it out" in first
    assert "Issue the bills" not in first

    for _ in range(2):
        assert accountant.post(f"{at}preview/").headers["Location"] == f"{at}?done=preview"
    assert len(jobs("billing.preview")) == 1
    assert "Accounts looked at" in page(accountant, at)
    assert 'hx-trigger="load delay:2s"' in page(accountant, at)
    part = accountant.get(at, headers={"HX-Request": "true"}).content.decode()
    assert "Accounts looked at" in part
    assert "<html" not in part
    try_out(turn)
    tried = page(accountant, at)
    assert "+75.0 %" in tried  # 210.00 after 120.00
    assert 'href="/desk/customers/100234/money/"' in tried
    assert "much more than before" in tried

    check = page(accountant, f"{at}start/")
    assert "Issue 2 bills" in check
    assert "210.00" in check
    assert accountant.post(f"{at}start/").headers["Location"] == f"{at}?done=started"
    begun = len(jobs("billing.take_part"))
    assert begun > 0
    assert accountant.post(f"{at}start/").headers["Location"] == f"{at}?done=started"
    assert at_work(people.staff("ACCOUNTANT", "second")).post(f"{at}start/").headers["Location"] == f"{at}?done=before"
    assert len(jobs("billing.take_part")) == begun
    assert "Somebody else was first" in page(accountant, f"{at}?done=before")
    assert "The bills are being issued" in page(accountant, at)

    actions.take_part(turn, clock=timezone.now)
    assert "All bills are issued" in page(accountant, f"{at}?done=started")
    assert Invoice.objects.filter(period=turn).count() == 2


def test_a_run_is_stopped_and_goes_on(accountant: Client, turn: Period, accountant_user: User) -> None:
    at = f"/desk/money/runs/{slug(turn)}/"
    assert accountant.post(f"{at}stop/").headers["Location"] == f"{at}?done=not-issuing"
    accountant.post(f"{at}start/")

    assert [accountant.post(f"{at}stop/").headers["Location"] for _ in range(2)] == [f"{at}?done=stopped"] * 2
    other = at_work(people.staff("ACCOUNTANT", "second"))
    assert other.post(f"{at}stop/").headers["Location"] == f"{at}?done=not-issuing"
    said = page(accountant, at)
    assert "The run is stopped" in said
    assert accountant_user.name in said
    assert "Go on with the run" in page(accountant, f"{at}start/")

    accountant.post(f"{at}start/")
    turn.refresh_from_db()
    assert turn.state == Period.State.ISSUING


def test_a_period_whose_day_has_not_come_is_refused_in_words(accountant: Client, turn: Period, now: datetime) -> None:
    actions.issue_bills(turn, at=now)
    later = actions.period_named(1, turn.days.upper)
    at = f"/desk/money/runs/{slug(later)}/"

    assert accountant.post(f"{at}start/").headers["Location"] == f"{at}?done=refused"
    said = page(accountant, f"{at}?done=refused")
    assert "The run was not started" in said
    assert "The day of these bills has not come: it is" in said
    assert "Issue the bills" not in said
    assert "Try it out" in said
    assert "It cannot be started now" in page(accountant, f"{at}start/")
    assert "it is closed" in page(accountant, f"/desk/money/runs/{slug(turn)}/start/")


@pytest.mark.parametrize("name", ["2031-01-c1", "2026-13-c1", "2026-11-c9", "november", "2020-01-c1"])
def test_there_is_no_page_of_a_period_that_is_not_there(accountant: Client, turn: Period, name: str) -> None:
    assert accountant.get(f"/desk/money/runs/{name}/").status_code == 404


def test_who_may_only_look_sees_no_button(clerk: Client, turn: Period) -> None:
    said = page(clerk, f"/desk/money/runs/{slug(turn)}/")

    assert "Try it out" not in said
    assert "<form" not in said.partition('id="live"')[2]


def test_a_preview_that_failed_says_what_has_no_rate(accountant: Client, turn: Period, account: Account) -> None:
    people.price(people.tariff("A9"), "1.00", component="tax", vat="99")
    accountant.post(f"/desk/money/runs/{slug(turn)}/preview/")
    try_out(turn)

    assert "Something has no rate in the profile: VAT 99" in page(accountant, f"/desk/money/runs/{slug(turn)}/")


def test_a_run_that_stopped_by_itself_says_why(accountant: Client, turn: Period) -> None:
    people.price(people.tariff("A9"), "1.00", component="tax", vat="99")
    with pytest.raises(UnknownRate):
        actions.issue_bills(turn, at=timezone.now())

    assert "has no rate in the profile: VAT 99." in page(accountant, f"/desk/money/runs/{slug(turn)}/")
    assert not Invoice.objects.filter(period=turn).exists()


def test_bills_whose_day_has_come_wait_in_a_pile_for_those_who_issue_them(
    accountant: Client, clerk: Client, turn: Period
) -> None:
    assert "Bills to be issued" in page(accountant, "/desk/")
    assert "Bills to be issued" not in page(clerk, "/desk/")

    actions.issue_bills(turn, at=timezone.now())
    assert "Bills to be issued" not in page(accountant, "/desk/")


@pytest.mark.parametrize("months", [1, 14])
def test_the_pages_take_the_same_statements_however_many_runs(
    accountant: Client, account: Account, months: int
) -> None:
    for back in range(months, 0, -1):
        people.bill_month(month_later(date(2026, 10, 1), 1 - back))
    for address, statements in (("/desk/money/runs/", RUNS), ("/desk/money/runs/2026-10-c1/", RUN)):
        accountant.get(address)
        with CaptureQueriesContext(connection) as seen:
            page(accountant, address)
        assert (address, len(seen)) == (address, statements)


RUNS, RUN = 7, 5


def test_a_run_of_which_nothing_comes_says_so(accountant: Client, turn: Period) -> None:
    actions.start_run(turn, at=timezone.now() - timedelta(minutes=6))

    said = page(accountant, f"/desk/money/runs/{slug(turn)}/")

    assert "Nothing has come of it for a while" in said
    assert accountant.post(f"/desk/money/runs/{slug(turn)}/start/").headers["Location"].endswith("?done=started")
