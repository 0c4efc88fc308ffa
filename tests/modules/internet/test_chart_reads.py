"""The slots of a chart: what they are made of, and how little is read for them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from abonent.modules.internet.actions import thinning
from abonent.modules.internet.bulk import parts
from abonent.modules.internet.bulk.traffic import traffic
from abonent.modules.internet.models import Line, Mean, Sample
from abonent.people.models import Account
from tests.modules import internet

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 4, 8, 12, 0, tzinfo=UTC)
HALF = timedelta(minutes=30)


@pytest.fixture
def own(account: Account) -> Line:
    return internet.line(account)


def came(line: Line) -> list[int | None]:
    """What came in the half hour from noon on, in kbit/s."""
    found = traffic(line, since=NOON, until=NOON + HALF, minutes=30)
    return [pair and round(pair[0] / 1000) for pair in found.slots]


def scans() -> dict[str, int]:
    """How often this session has looked into each part of samples and half hours."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, seq_scan + idx_scan FROM pg_stat_xact_user_tables"
            " WHERE relname ~ '^internet_(sample|half)_2026'"
        )
        return dict(cursor.fetchall())


@pytest.mark.parametrize("other", ["sample_2026_04_07", "half_2026_04_07"])
def test_a_chart_of_a_day_reads_two_days_in_one_statement(own: Line, other: str) -> None:
    parts.make_parts(date(2026, 4, 1), date(2026, 4, 10))
    if other.startswith("half"):
        thinning.thin_traffic(NOON + timedelta(days=1))
    before = scans()

    with CaptureQueriesContext(connection) as asked:
        found = traffic(own, since=NOON - timedelta(days=1), until=NOON, minutes=5)

    read = {name for name, count in scans().items() if count > before.get(name, 0)}
    assert read - {"internet_half_2026_04_08"} == {"internet_sample_2026_04_08", f"internet_{other}"}
    assert (len(found.slots), len(asked)) == (288, 1)


def test_two_connections_at_once_know_no_more_seconds_than_there_are(own: Line) -> None:
    router = internet.device()
    for number in ("1", "2"):
        internet.carried(own, router, [(NOON, 0, 0), (NOON + HALF, 1_800_000, 0)], number=number)
    assert came(own) == [16]

    thinning.thin_traffic(NOON + timedelta(days=9))

    assert not Sample.objects.exists()
    assert came(own) == [16]


def test_of_less_than_a_second_no_speed_is_told(own: Line) -> None:
    """A thousandth of a second in which a packet came would be a peak that nobody had."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO internet_sample VALUES (%s, %s, %s, 1500, 0, 1, 0)",
            [own.pk, NOON, NOON + timedelta(milliseconds=1)],
        )
    assert came(own) == [None]

    thinning.thin_traffic(NOON + timedelta(days=9))

    assert [(each.seconds, each.in_bytes) for each in Mean.objects.all()] == [(0, 1500)]
    assert came(own) == [None]
