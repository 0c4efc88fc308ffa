"""Traffic is thinned beside those who read and write it, and beside who makes a copy: nobody sees a gap, nobody waits for long."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from django.db import OperationalError, connection, transaction
from procrastinate.contrib.django import app
from psycopg.errors import LockNotAvailable

from abonent.management.copies import database
from abonent.management.copies.making import one_instant
from abonent.modules.internet.actions import thinning
from abonent.modules.internet.bulk import parts
from abonent.modules.internet.bulk.traffic import traffic
from abonent.modules.internet.models import Device, Line, Mean, Sample, Volume
from tests import people
from tests.database import House
from tests.listening import eventually
from tests.modules import internet

DAY = date(2026, 4, 1)
NOON = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
BYTES = 3_600_000


@pytest.fixture
def router(committed: House) -> Device:
    return internet.device()


@pytest.fixture
def line(router: Device) -> Line:
    """A line that carried 8 kbit/s for an hour of a day that has a table of its own."""
    opened = people.account("100234", "Olena Petrenko")
    people.line(opened, people.tariff())
    own = internet.line(opened)
    parts.make_parts(DAY, DAY + timedelta(days=1))
    internet.carried(own, router, [(NOON, 0, 0), (NOON + timedelta(hours=1), BYTES, 0)])
    return own


def hour(line: Line) -> list[int | None]:
    """What a chart says that came within the hour, in kbit/s."""
    found = traffic(line, since=NOON, until=NOON + timedelta(hours=1), minutes=30)
    return [round(pair[0] / 1000) if pair else None for pair in found.slots]


def alone[T](do: Callable[[], T]) -> T:
    """Do something on a connection of one's own."""
    try:
        return do()
    finally:
        connection.close()


@pytest.fixture
def owner(committed: House) -> Iterator[psycopg.Connection]:
    """Somebody else, in a transaction."""
    with psycopg.connect(committed.owner_url) as other:
        yield other


def is_waited_for(other: psycopg.Connection) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE %s = ANY (pg_blocking_pids(pid)))",
            [other.info.backend_pid],
        )
        return bool(cursor.fetchall()[0][0])


def test_who_has_to_wait_for_a_step_sees_no_gap(line: Line, owner: psycopg.Connection) -> None:
    """Samples are set apart, become half hours, become hours; each time a chart was asked for before that is told."""
    for step in ("internet_set_apart('2026-04-02')", "internet_thin('2026-04-01')", "internet_thin('2026-04-02')"):
        assert owner.execute(f"SELECT {step} IS NOT NULL").fetchone() == (True,)
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(alone, lambda: hour(line))
            eventually(lambda: is_waited_for(owner))
            owner.commit()
            assert waiting.result(10) == [8, 8]


def test_who_makes_a_part_that_is_being_made_waits_and_makes_none(line: Line, owner: psycopg.Connection) -> None:
    owner.execute("SELECT internet_make_part('internet_sample', '2026-04-05')")

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(alone, lambda: parts.make_parts(DAY + timedelta(days=4), DAY + timedelta(days=4)))
        eventually(lambda: is_waited_for(owner))
        owner.commit()

        assert waiting.result(10) == 1  # half hours of that day; its month is there


def test_what_comes_late_for_a_day_that_is_apart_is_added_once(line: Line, router: Device) -> None:
    parts.set_apart(DAY + timedelta(days=1))
    internet.carried(line, router, [(NOON, 0, 0), (NOON + timedelta(minutes=60), BYTES, 0)], number="late")
    assert hour(line) == [16, 16]

    thinning.thin_traffic(NOON + timedelta(days=9))

    assert hour(line) == [16, 16]
    assert not Sample.objects.exists()
    assert [sum(each.in_bytes for each in kept.objects.all()) for kept in (Mean, Volume)] == [2 * BYTES] * 2


def test_while_somebody_reads_for_long_nothing_is_thinned_and_nobody_waits(
    line: Line, owner: psycopg.Connection
) -> None:
    owner.execute("SELECT FROM internet_sample LIMIT 1")

    with pytest.raises(OperationalError, match="lock timeout"):
        thinning.thin_traffic(NOON + timedelta(days=90))

    assert hour(line) == [8, 8]
    owner.commit()
    thinning.thin_traffic(NOON + timedelta(days=90))
    assert (hour(line), {each.minutes for each in Mean.objects.all()}) == ([8, 8], {60})


def test_no_table_goes_while_it_is_copied(line: Line, owner: psycopg.Connection) -> None:
    """By night both are done; what is copied is counted again when the program that copies has let go of it."""
    parts.set_apart(DAY + timedelta(days=1))
    tables = database.lasting()

    with transaction.atomic():
        snapshot = one_instant(tables)
        with pytest.raises(LockNotAvailable):
            owner.execute("SELECT internet_thin('2026-04-01')")
        assert not [name for name in tables if name.endswith("2026_04_01")]  # one that is gone by now could not be held
        assert b"".join(database.dumped(snapshot)).startswith(b"PGDMP")
        assert database.counts()["public.internet_sample_2026_04_01"] == 1


def test_what_could_not_be_done_by_night_is_tried_each_hour() -> None:
    """The tries of a night end at half past five."""
    (clock,) = [each for each in app.periodic_registry.periodic_tasks.values() if each.task.name == "internet.thin"]

    night, morning = datetime(2026, 4, 2, 0, 0, tzinfo=UTC), datetime(2026, 4, 2, 5, 31, tzinfo=UTC)

    assert clock.croniter.get_next(datetime, night) == datetime(2026, 4, 2, 2, 10, tzinfo=UTC)
    assert clock.croniter.get_next(datetime, morning) == datetime(2026, 4, 2, 6, 10, tzinfo=UTC)
