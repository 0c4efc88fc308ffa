"""A run is started, shared, stopped and gone on with; what may not be issued is refused in words."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from procrastinate.contrib.django.models import ProcrastinateJob

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.actions.running import ranges
from abonent.billing.models import Batch, Charge, Invoice, Period
from abonent.contracts.models import Holding
from abonent.journal.models import Event
from abonent.people.models import Account, User
from tests import people

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
THIRD = datetime(2026, 11, 3, 8, tzinfo=UTC)


@pytest.fixture
def three(db: None) -> list[Account]:
    """Three customers who were billed for October."""
    opened = [people.account(f"10050{number}", f"Klient {number}") for number in range(3)]
    for account in opened:
        people.line(account, people.tariff())
    people.bill_month(OCTOBER)
    return opened


@pytest.fixture
def clerk_user(db: None) -> User:
    return people.staff("CLERK")


@contextmanager
def billing(**said: Any) -> Iterator[None]:
    """Live by a profile that bills in another way."""
    operator = profile.current()
    with profile.using(replace(operator, billing=replace(operator.billing, **said))):
        yield


def november() -> Period:
    return actions.period_named(1, NOVEMBER)


def jobs() -> list[Any]:
    return list(ProcrastinateJob.objects.filter(task_name="billing.take_part").values_list("args", flat=True))


def kinds() -> list[str]:
    return list(Event.objects.filter(kind__startswith="run.").order_by("at", "id").values_list("kind", flat=True))


def test_a_period_that_was_only_tried_out_has_the_days_of_the_profile_of_today(three: list[Account]) -> None:
    november()

    with billing(due_days=21):
        assert november().due_on == date(2026, 11, 24)


def test_a_run_that_is_started_waits_for_its_jobs_and_is_shared(three: list[Account], clerk_user: User) -> None:
    period = actions.start_run(november(), at=THIRD, by=clerk_user)

    assert (period.state, period.started_at, period.started_by) == (Period.State.ISSUING, THIRD, clerk_user)
    assert set(map(str, jobs())) == {str({"period": period.pk})}
    assert Invoice.objects.filter(issued_on=THIRD.date()).count() == 0

    assert actions.take_part(period, clock=lambda: THIRD, size=1) == 3
    assert actions.take_part(period, clock=lambda: THIRD, size=1) == 0
    period.refresh_from_db()
    assert (period.state, period.ended_at) == (Period.State.ISSUED, THIRD)
    assert kinds()[-2:] == ["run.started", "run.ended"]
    assert Event.objects.get(kind="run.ended", at=THIRD).data == {"bills": 3, "total": "180.00"}


def test_a_run_stops_between_two_batches_and_goes_on(three: list[Account], clerk_user: User) -> None:
    period = actions.begin_run(november(), at=THIRD, by=clerk_user)
    seen: list[int] = []

    def stop_after_the_first() -> bool:
        seen.append(Batch.objects.filter(period=period, state=Batch.State.DONE).count())
        if seen[-1] == 1:
            actions.stop_run(period, at=THIRD, by=clerk_user)
        return False

    assert actions.take_part(period, clock=lambda: THIRD, size=1, enough=stop_after_the_first) == 1
    period.refresh_from_db()
    assert (period.state, seen) == (Period.State.STOPPED, [0, 1])
    with pytest.raises(actions.NotIssuing):
        actions.stop_run(period, at=THIRD, by=clerk_user)

    later = THIRD + timedelta(days=2)
    actions.begin_run(period, at=later, by=clerk_user)
    assert actions.take_part(period, clock=lambda: later) == 2
    numbers = list(Invoice.objects.filter(period=period).order_by("number").values_list("number", "issued_on"))
    assert numbers == [
        ("FV/2026/11/0001", date(2026, 11, 3)),
        ("FV/2026/11/0002", date(2026, 11, 5)),
        ("FV/2026/11/0003", date(2026, 11, 5)),
    ]
    assert kinds()[-4:] == ["run.started", "run.stopped", "run.continued", "run.ended"]


def test_a_run_of_which_nothing_comes_can_be_given_jobs_again(three: list[Account]) -> None:
    period = actions.start_run(november(), at=THIRD)
    at_first = len(jobs())

    with pytest.raises(actions.BeingIssued):
        actions.start_run(period, at=THIRD + timedelta(minutes=4))
    actions.start_run(period, at=THIRD + timedelta(minutes=6))

    assert len(jobs()) == 2 * at_first
    assert kinds()[-1] == "run.started"


def refused(what: Callable[[], object]) -> tuple[type, str]:
    with translation.override("en"), pytest.raises(actions.PeriodNotOpen) as told:
        what()
    with translation.override("en"):
        return told.type, str(told.value)


def test_what_may_not_be_issued_is_refused_in_words(three: list[Account]) -> None:
    def start(period: Period) -> object:
        return actions.start_run(period, at=THIRD)

    october = actions.period_named(1, OCTOBER)
    assert [
        refused(lambda: actions.month_of("2026-13")),
        refused(lambda: actions.period_named(7, NOVEMBER)),
        refused(lambda: actions.period_named(1, date(2024, 11, 1))),
        refused(lambda: actions.period_named(1, DECEMBER)),
        refused(lambda: start(october)),
        refused(lambda: actions.start_run(november(), at=THIRD - timedelta(days=1))),
    ] == [
        (actions.NoSuchMonth, "A period is named by its year and month, as in 2026-11."),
        (actions.NoSuchCycle, "There is no billing cycle 7; those there are: 1, 2, 3."),
        (actions.BeforeTheFirst, "There is no such period: billing began with 2026-10."),
        (actions.EarlierFirst, "The period before has not been issued: 2026-11 comes first."),
        (actions.AlreadyIssued, "The bills of this period were issued already, on 3 October 2026; it is closed."),
        (actions.NotYet, "The day of these bills has not come: it is 3 November 2026."),
    ]
    start(november())
    assert refused(lambda: start(november())) == (
        actions.BeingIssued,
        "The bills of this period are being issued at this moment.",
    )
    assert refused(lambda: actions.period_named(1, DECEMBER))[0] is actions.EarlierFirst


def test_billing_does_not_begin_years_ago_by_a_slip_of_typing(account: Account) -> None:
    slip = actions.period_named(1, date(2025, 11, 1))

    assert refused(lambda: actions.start_run(slip, at=THIRD)) == (
        actions.BegunTooEarly,
        "Nothing was ever issued here, and this period is too long ago to begin with: at the earliest 2026-08.",
    )
    assert actions.start_run(actions.period_named(1, date(2026, 8, 1)), at=THIRD).state == Period.State.ISSUING


def test_batches_are_cut_by_the_number_of_subscriptions(three: list[Account]) -> None:
    for _ in range(3):
        people.line(three[1], people.tariff())

    first, second, third = (account.pk for account in three)
    assert ranges(1, size=4) == [(first, first), (second, second), (third, third)] or ranges(1, size=4) == [
        (first, second),
        (third, third),
    ]
    assert ranges(1, size=100) == [(first, third)]


def statements(cycle: int, customers: int, *, size: int) -> int:
    """Issue the bills of so many customers in a cycle of their own; return how many SQL statements that takes."""
    for number in range(customers):
        people.line(people.account(f"{cycle}{number:05}", f"Klient {number}", cycle=cycle), people.tariff())
    period = actions.begin_run(actions.period_named(cycle, OCTOBER), at=people.NOON)
    with CaptureQueriesContext(connection) as seen:
        assert actions.take_part(period, clock=lambda: people.NOON, size=size) == customers
    return len(seen)


def test_a_batch_takes_the_same_statements_however_many_bills_and_a_run_as_many_for_each(db: None) -> None:
    few, many, batches = statements(1, 3, size=100), statements(2, 30, size=100), statements(3, 30, size=10)

    assert few == many
    assert many < batches < 3 * many


def test_bills_are_issued_by_the_clock_where_the_profile_says_so(
    three: list[Account],
) -> None:
    assert actions.start_due(at=THIRD) == 0

    with billing(start="BY_CLOCK"):
        begun = [actions.start_due(at=at) for at in (THIRD - timedelta(days=2), THIRD, THIRD)]

    assert begun == [0, 1, 0]
    assert november().state == Period.State.ISSUING


def test_what_changed_is_a_correction_where_the_profile_says_so(
    three: list[Account],
) -> None:
    """A plan changed in the middle of October corrects October's bill as a whole; November's has nothing of it."""
    held, change = Holding.objects.get(account=three[0]), profile.midnight(date(2026, 10, 17))
    held.valid = type(held.valid)(held.valid.lower, change)
    held.save()
    people.hold(held.subscription, people.tariff("A3", "93.00"), since=change)

    with billing(changes="CORRECTION"):
        assert actions.issue_bills(november(), at=THIRD) == 3

    correction = Invoice.objects.get(kind="CORRECTION")
    assert (correction.account, correction.corrects) == (
        three[0],
        Invoice.objects.get(account=three[0], period__days__startswith=OCTOBER),
    )
    assert [line["amount"] for line in correction.sheet["lines"]] == ["-29.03", "45.00"]
    assert Invoice.objects.get(account=three[0], period__days__startswith=NOVEMBER).total == Decimal("93.00")
    assert queries.balance(three[0]) == Decimal("168.97")
    assert not Charge.objects.filter(account__in=three[1:], revision__gt=0).exists()
