"""Workers of a run beside somebody who changes the money of many accounts: nobody waits in a circle."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from django.db import connection, transaction

from abonent.billing import actions
from abonent.billing.bulk import reminders
from abonent.billing.models import Period
from abonent.people.models import Account
from tests.billing.dying_runs import THIRD, november, story
from tests.database import House
from tests.listening import eventually

_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


def are_waiting(many: int) -> bool:
    """Say whether so many sessions wait for one another."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        (found,) = cursor.fetchone()
    return bool(found >= many)


def test_two_workers_and_whoever_locks_accounts_of_both_batches_all_come_to_their_end(committed: House) -> None:
    story()
    period = actions.begin_run(november(), at=THIRD)
    accounts = list(Account.objects.filter(pk__gt=0).order_by("pk").values_list("pk", flat=True))
    has_first, go_on = Event(), Event()

    def remind() -> None:
        with transaction.atomic():
            reminders.lock(accounts[:1])
            has_first.set()
            go_on.wait(30)
            reminders.lock(accounts[1:])

    with ThreadPoolExecutor(3) as threads:
        others = threads.submit(_alone, remind)
        has_first.wait(30)
        first = threads.submit(_alone, lambda: actions.take_part(period, clock=lambda: THIRD, size=1))
        eventually(lambda: are_waiting(1))
        second = threads.submit(_alone, lambda: actions.take_part(period, clock=lambda: THIRD, size=1))
        eventually(lambda: are_waiting(2))
        go_on.set()

    assert [each.exception() for each in (others, first, second)] == [None, None, None]
    period.refresh_from_db()
    assert period.state == Period.State.ISSUED


def _alone(do: Callable[[], object]) -> None:
    try:
        do()
    finally:
        connection.close()
