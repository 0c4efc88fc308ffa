"""Databases of before: nothing of what lines carried is lost by migrating, and nobody's connection is."""

from datetime import UTC, datetime, timedelta

from django.core.management import call_command
from django.db import connection

from abonent.modules.internet.bulk import parts
from abonent.modules.internet.bulk.radius import let_in
from abonent.modules.internet.bulk.traffic import traffic
from abonent.modules.internet.models import Answer, Line, Mean, Sample, Volume
from tests import people
from tests.database import House
from tests.modules.internet import MAC, device, line

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
ANSWERED = """
INSERT INTO internet_rules (id, sessions, silent_minutes, interim_seconds, pool, zone) VALUES (1, 1, 15, 300, '', 'Europe/Warsaw');
INSERT INTO internet_answer (at, login, line_id, device_id, mac, accepted, given, why)
    VALUES (now(), '100234', 7, 1, '0c4270a1b2c3', true, 'FREE 1/1', '');
"""


def test_what_was_kept_before_is_read_and_thinned_afterwards(committed: House) -> None:
    _migrated(committed, "0005", BEFORE)
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


def test_whoever_was_let_in_before_counts_afterwards_and_nobody_is_kept_out_by_an_older_configuration(
    committed: House,
) -> None:
    """FreeRADIUS reads its configuration when it starts: until then it writes down by `radius_answered` whom it lets in."""
    _migrated(committed, "0007", ANSWERED)
    opened = people.account("100234", "Olena Petrenko")
    people.line(opened, people.tariff())
    device("192.0.2.1")
    Answer.objects.update(line_id=line(opened).pk)
    asks = {"login": "100234", "device": "192.0.2.1"}

    assert let_in(**asks, mac="aabbccddeeff") == "connected"
    assert let_in(**asks, mac=MAC) == "accepted"
    Answer.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT radius_answered(%s, %s, %s, 'FREE 1/1', '')", [*asks.values(), MAC])
    assert let_in(**asks, mac="aabbccddeeff") == "connected"
    assert let_in(**asks, mac=MAC) == "accepted"
    assert list(Answer.objects.values_list("mac", "port", "accepted")) == [(MAC, "", True)] * 2


def _migrated(house: House, state: str, kept: str) -> None:
    """Make the database anew as it was, with something in it, and bring it up to date."""
    house.begin_empty()
    call_command("migrate", "internet", state, verbosity=0, skip_checks=True)
    with connection.cursor() as cursor:
        cursor.execute(kept)
    call_command("migrate", verbosity=0, skip_checks=True)
