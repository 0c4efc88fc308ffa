"""A database of before days were set apart in a table of their own: nothing of what lines carried is lost by migrating."""

from datetime import UTC, datetime, timedelta

from django.core.management import call_command
from django.db import connection

from abonent.modules.internet.bulk import parts
from abonent.modules.internet.bulk.traffic import traffic
from abonent.modules.internet.models import Line, Mean, Sample, Volume
from tests.database import House

DAY = datetime(2026, 4, 2, tzinfo=UTC)
BEFORE = """
INSERT INTO internet_rules (id, sessions, silent_minutes, interim_seconds, pool, zone) VALUES (1, 1, 15, 300, '', 'Europe/Warsaw');
SELECT internet_make_part('internet_sample', '2026-04-01');
SELECT internet_make_part('internet_sample', '2026-04-02');
SELECT internet_make_part('internet_half', '2026-03-01');
INSERT INTO internet_sample VALUES (7, '2026-04-01 10:00+00', '2026-04-01 10:05+00', 300, 150, 3, 3),
    (7, '2026-04-02 10:00+00', '2026-04-02 10:05+00', 600, 300, 6, 6);
INSERT INTO internet_mean VALUES (7, 30, '2026-03-01 10:00+00', 1800, 900, 450, 9, 9);
INSERT INTO internet_volume VALUES (7, '2026-04-01', 300, 150), (7, '2026-04-02', 600, 300);
SELECT internet_set_apart('internet_sample', '2026-04-02');
SELECT internet_set_apart('internet_half', '2026-03-02');
"""


def test_what_was_kept_before_is_read_and_thinned_afterwards(committed: House) -> None:
    _migrated(committed)
    whole = timedelta(days=1)

    assert sorted((each.since.day, each.in_bytes) for each in Sample.objects.all()) == [(1, 300), (2, 600)]
    assert [each.in_bytes for each in Mean.objects.all()] == [900]
    assert sorted(each.in_bytes for each in Volume.objects.all()) == [300, 600]
    for day, bits in ((DAY - whole, 8.0), (DAY, 16.0)):
        found = traffic(Line(pk=7), since=day, until=day + whole, minutes=5)
        assert [pair for pair in found.slots if pair] == [(bits, bits / 2)]
    thinned = list(iter(lambda: parts.thin(DAY.date()), None))
    assert thinned == ["internet_sample_2026_04_01", "internet_half_2026_03_01"]
    assert sorted((each.minutes, each.in_bytes) for each in Mean.objects.all()) == [(30, 300), (60, 900)]


def _migrated(house: House) -> None:
    """Make the database anew as it was, with traffic in it, and bring it up to date."""
    house.begin_empty()
    call_command("migrate", "internet", "0005", verbosity=0, skip_checks=True)
    with connection.cursor() as cursor:
        cursor.execute(BEFORE)
    call_command("migrate", verbosity=0, skip_checks=True)
