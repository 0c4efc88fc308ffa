"""Killed at any moment of a run of reminders, and started again: each step is taken once, with all that belongs to it."""

import signal
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from abonent.billing import actions
from abonent.billing.models import Reminder
from abonent.contracts.models import Restriction
from abonent.journal.models import Event
from abonent.people.models import Account
from abonent.post.models import Message
from tests import dying, people
from tests.database import House

DAY = datetime(2026, 10, 7, 10, tzinfo=UTC)
RUN = "tests.billing.test_killed_reminders.remind"
POINTS = [
    "after:abonent.billing.bulk.reminders.add",
    "after:2:abonent.billing.actions.reminding._restrict",  # the first range is committed
    "after:abonent.people.bulk.queue_all",
]


def remind() -> None:
    actions.remind_debtors(DAY, size=2)


def history() -> None:
    """Three accounts whose notices were sent: they are to be limited."""
    for number in ("100101", "100102", "100103"):
        opened = people.account(number, "Ktoś")
        people.mail(opened, None, f"{number}@example.com")
        people.line(opened, people.tariff())
    people.bill_month(date(2026, 9, 1))
    for day in (16, 8):
        at = DAY - timedelta(days=day)
        actions.remind(Account.objects.filter(pk__gt=0).values_list("pk", flat=True), at=at)
        Message.objects.filter(state="WAITING").update(state="SENT", sent_at=at)


def told() -> tuple[list[Any], ...]:
    """Return all that a step leaves."""
    return (
        list(Reminder.objects.order_by("account", "step").values_list("account__number", "step", "taken_at")),
        list(Restriction.objects.order_by("account").values_list("account__number", "level", "lifted_at")),
        sorted(Message.objects.values_list("template", "to")),
        list(
            Event.objects.filter(kind__startswith="re").order_by("account_id", "id").values_list("kind", "account_id")
        ),
    )


@pytest.mark.parametrize("point", POINTS)
def test_whoever_is_killed_goes_on_where_it_stopped(committed: House, point: str) -> None:
    history()
    assert dying.run(committed, point, RUN) == -signal.SIGKILL
    _everything_or_nothing()

    assert dying.run(committed, dying.NEVER, RUN) == 0
    assert dying.run(committed, dying.NEVER, RUN) == 0

    steps, limits, letters, events = told()
    assert steps == [
        (number, step, DAY - timedelta(days=ago))
        for number in ("100101", "100102", "100103")
        for step, ago in ((1, 16), (2, 8), (3, 0))
    ]
    assert limits == [(number, "LIMITED", None) for number in ("100101", "100102", "100103")]
    assert len(letters) == 9
    assert [kind for kind, _ in events] == ["reminder.sent", "reminder.sent", "restriction.placed"] * 3


def _everything_or_nothing() -> None:
    limited = set(Restriction.objects.values_list("account", flat=True))
    assert set(Reminder.objects.filter(step=3).values_list("account", flat=True)) == limited
    assert set(Message.objects.filter(template="debt_restricted").values_list("account_id", flat=True)) == limited


def test_two_at_once_take_each_step_once(committed: House) -> None:
    history()

    both = [dying.start(committed, dying.NEVER, RUN) for _ in range(2)]

    assert [process.wait(timeout=60) for process in both] == [0, 0]
    assert Reminder.objects.filter(step=3).count() == 3
    assert Message.objects.filter(template="debt_restricted").count() == 3
    assert Event.objects.filter(kind="restriction.placed").count() == 3
