"""What routers tell of traffic, in any order and as often as they like: totals, samples, means, days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abonent import profile
from abonent.modules.internet.actions import thinning
from abonent.modules.internet.bulk import parts
from abonent.modules.internet.bulk.now import lines_now
from abonent.modules.internet.bulk.radius import account as accounted
from abonent.modules.internet.bulk.radius import let_in, refuse
from abonent.modules.internet.bulk.traffic import Carried, traffic, volumes
from abonent.modules.internet.models import Line, Mean, Sample, Session, Volume
from abonent.people.models import Account
from tests.modules.internet import device, line

pytestmark = pytest.mark.django_db

BEGAN = datetime(2026, 3, 28, 21, 0, tzinfo=UTC)
"""Before a night in which the clock is put forward, which is told of in April."""
OLENA: dict[str, Any] = {"login": "100234", "device": "127.0.0.1"}


@dataclass(frozen=True)
class Told:
    """A packet: counters are those of the session, as the customer sees them."""

    status: str
    number: str
    began: datetime
    seconds: int
    got: int = 0
    sent: int = 0

    def tell(self) -> None:
        at = self.began + timedelta(seconds=self.seconds)
        counters: Any = {"in_octets": self.sent, "out_octets": self.got, "out_packets": self.got // 1000}
        accounted(status=self.status, number=self.number, at=at, seconds=self.seconds, **OLENA, **counters)


def life(number: str, began: datetime, carried: list[tuple[int, int]], *, every: int = 300) -> list[Told]:
    """A whole session, each of its reports telling so much more."""
    told, got, sent = [Told("Start", number, began, 0)], 0, 0
    for place, (more, back) in enumerate(carried, start=1):
        got, sent = got + more, sent + back
        told.append(Told("Interim-Update", number, began, place * every, got, sent))
    return [*told, Told("Stop", number, began, len(carried) * every + 60, got + 7, sent + 3)]


def total(rows: Iterable[Any]) -> tuple[int, int]:
    found = list(rows)
    return sum(each.in_bytes for each in found), sum(each.out_bytes for each in found)


@pytest.fixture
def own(account: Account) -> Line:
    """Olena's line, and the router where it ends."""
    device()
    return line(account)


much = st.integers(0, 5 * 2**32)
carried = st.lists(st.tuples(much, much), min_size=1, max_size=6)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), first=carried, second=carried, gap=st.integers(60, 90_000))
def test_any_order_and_repetition_of_packets_gives_the_same_totals(
    account: Account, data: st.DataObject, first: list[tuple[int, int]], second: list[tuple[int, int]], gap: int
) -> None:
    """Two sessions with one number: the router was switched off between them, and counts from nothing."""
    before = life("81c0", BEGAN, first)
    later = BEGAN + timedelta(seconds=len(first) * 300 + 60 + gap)
    packets = data.draw(st.permutations([*before, *life("81c0", later, second)]))
    packets += data.draw(st.lists(st.sampled_from(packets), max_size=5))
    with transaction.atomic():
        device()
        own = line(account)

        for packet in packets:
            packet.tell()

        sums = [(sum(got for got, _ in each) + 7, sum(sent for _, sent in each) + 3) for each in (first, second)]
        sessions = list(Session.objects.order_by("began_at"))
        assert [(each.in_bytes, each.out_bytes) for each in sessions] == sums
        assert all(each.ended_at for each in sessions)
        whole = (sum(got for got, _ in sums), sum(sent for _, sent in sums))
        assert total(Sample.objects.all()) == total(Volume.objects.all()) == whole
        assert not [
            each
            for each in Sample.objects.all()
            if each.since.date() != (each.until - timedelta(microseconds=1)).date()
        ]
        assert volumes(own, [(date(2026, 3, 1), date(2026, 5, 1))]) == [Carried(*whole)]
        transaction.set_rollback(True)


def tell(began: datetime, *reports: tuple[int, int], number: str = "1", status: str = "Interim-Update") -> None:
    """Let a session tell (after how many seconds, how much came), and half as much left."""
    for seconds, got in reports:
        Told(status, number, began, seconds, got, got // 2).tell()


def rates(line: Line, **window: Any) -> list[tuple[float, float, float] | None]:
    """Bits both ways and packets that came, where something is known."""
    both = zip(traffic(line, **window).slots, traffic(line, packets=True, **window).slots, strict=True)
    return [(*bits, packets[0]) if bits and packets else None for bits, packets in both]


def about(*figures: float) -> Any:
    """Routers tell of whole seconds, and delays of whole seconds."""
    return pytest.approx(figures, rel=0.01)


def test_slots_are_means_over_what_is_known_and_gaps_are_gaps(own: Line) -> None:
    """5-minute slots: one connection begins and ends within them, and reports cross them."""
    noon = datetime(2026, 4, 1, 12, 0, tzinfo=UTC)
    tell(noon + timedelta(seconds=150), (0, 0), (300, 300_000), (450, 300_000))
    window: dict[str, Any] = {
        "since": noon - timedelta(minutes=2), "until": noon + timedelta(minutes=14), "minutes": 5,
    }  # fmt: skip
    found = traffic(own, **window)
    begin = [noon + timedelta(minutes=minute) for minute in (-5, 0, 5, 10)]
    assert [found.at(place) for place in range(len(found.slots))] == begin
    assert rates(own, **window) == [None, about(8_000, 4_000, 1), about(4_000, 2_000, 0.5), None]


def test_a_router_that_was_switched_off_counts_anew_under_the_same_number(own: Line) -> None:
    began = timezone.now() - timedelta(hours=5)
    tell(began, (0, 0), (300, 1_000), (600, 2_000))
    again = began + timedelta(minutes=12)
    tell(again, (300, 500))
    tell(again, (900, 700), status="Stop")
    tell(began, (450, 1_500))
    assert list(Session.objects.order_by("began_at").values_list("in_bytes", "out_bytes")) == [
        (2_000, 1_000),
        (700, 350),
    ]
    assert total(Sample.objects.all()) == total(Volume.objects.all()) == (2_700, 1_350)
    tell(again + timedelta(hours=1), (0, 0), status="Start")
    assert Session.objects.filter(ended_at=None).count() == 1  # whoever begins anew has ended what was there
    assert Session.objects.get(in_bytes=2_000).cause == "replaced"


def test_what_is_first_heard_of_late_is_told_of_all_its_days(own: Line) -> None:
    """Over the night in which the clock is put forward: that day has 23 hours."""
    assert profile.current().zone == ZoneInfo("Europe/Warsaw")
    hour = 3_600_000
    tell(BEGAN, (26 * 3600, 26 * hour))
    days = [date(2026, 3, day) for day in (28, 29, 30, 31)]
    found = volumes(own, pairwise(days))
    assert [(each.in_bytes, each.out_bytes) for each in found] == [
        about(2 * hour, hour),
        about(23 * hour, 23 * hour / 2),
        about(hour, hour / 2),
    ]
    assert total(found) == (26 * hour, 13 * hour)
    slots = rates(own, since=BEGAN, until=BEGAN + timedelta(hours=26), minutes=30)
    assert slots == [about(8_000, 4_000, 1)] * 52


def tables(like: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE %s ORDER BY 1", [like])
        return [name for (name,) in cursor.fetchall()]


def test_days_become_half_hours_then_hours_and_nothing_is_lost_or_told_twice(own: Line) -> None:
    april, evening = date(2026, 4, 1), datetime(2026, 4, 1, 22, 0, tzinfo=UTC)
    parts.make_parts(april, april + timedelta(days=2))
    assert parts.make_parts(april, april + timedelta(days=2)) == 0
    reports = [(each, each * 1_000) for each in range(0, 4 * 3600 + 1, 300)]
    tell(evening, *reports)
    assert total(Sample.objects.raw("SELECT * FROM internet_sample_2026_04_01")) == about(7_200_000, 3_600_000)
    window: dict[str, Any] = {"since": evening, "until": evening + timedelta(hours=5), "minutes": 60}
    said = [*[about(8_000, 4_000, 1)] * 4, None]
    assert rates(own, **window) == said

    assert parts.set_apart(april + timedelta(days=1)) == "internet_sample_2026_04_01"
    assert rates(own, **window) == said  # whoever reads meanwhile sees no gap
    assert total(Sample.objects.all()) == (14_400_000, 7_200_000)  # nor does an archive of one's own data
    thinning.thin_traffic(evening + timedelta(days=2))  # goes on where somebody was killed
    assert tables("internet_sample_2026_04%") == ["internet_sample_2026_04_02", "internet_sample_2026_04_03"]
    assert total([*Sample.objects.all(), *Mean.objects.all()]) == (14_400_000, 7_200_000)
    assert total(Mean.objects.all()) == about(7_200_000, 3_600_000)
    assert rates(own, **window) == said

    tell(evening, (4 * 3600 + 300, 14_700_000))
    accounted(status="Stop", number="2", at=evening + timedelta(hours=1), seconds=3600, in_octets=8, **OLENA)
    assert thinning.thin_traffic(evening + timedelta(days=60)) == [
        "internet_sample_2026_04_03",
        "internet_sample_2026_04_02",
        "internet_half_2026_04_03",
        "internet_half_2026_04_02",
        "internet_half_2026_04_01",
    ]
    assert thinning.thin_traffic(evening + timedelta(days=60)) == []
    assert not Sample.objects.exists()
    assert {each.minutes for each in Mean.objects.all()} == {60}
    assert sum(each.seconds for each in Mean.objects.all()) == pytest.approx(4 * 3600 + 300, abs=2)
    assert total(Mean.objects.all()) == total(Volume.objects.all()) == (14_700_000, 7_350_008)

    thinning.thin_traffic(evening + timedelta(days=400 + 31))
    assert (Mean.objects.exists(), Volume.objects.exists(), tables("internet_hour_2026_04")) == (False, False, [])


@pytest.mark.parametrize("cause", ["silent", "gone", "dropped", "restarted"])
def test_what_was_taken_for_over_is_under_way_when_it_reports_later(own: Line, cause: str) -> None:
    """Otherwise nobody would tell its router anything any more: neither a restriction nor its end."""
    over = BEGAN + timedelta(minutes=10)
    accounted(status="Start", number="1", at=BEGAN, **OLENA)
    Session.objects.update(ended_at=over, cause=cause)

    accounted(status="Interim-Update", number="1", at=BEGAN + timedelta(minutes=5), seconds=300, **OLENA)
    assert Session.objects.get().ended_at == over
    accounted(status="Interim-Update", number="1", at=BEGAN + timedelta(minutes=15), seconds=900, **OLENA)

    found = Session.objects.get()
    assert (found.ended_at, found.cause) == (None, "")


def test_a_router_that_keeps_class_to_itself_was_told_what_was_last_answered(own: Line) -> None:
    let_in(login="100234", device="127.0.0.1", given="FREE 100000/15000")
    refuse(login="100234", device="127.0.0.1", why="password")
    accounted(status="Start", number="1", **OLENA)
    accounted(status="Start", number="2", given="SUSPENDED 100000/15000", **OLENA)
    accounted(status="Start", number="3", at=BEGAN, **OLENA)
    given = dict(Session.objects.values_list("number", "given"))
    assert given == {"1": "FREE 100000/15000", "2": "SUSPENDED 100000/15000", "3": ""}


def test_what_has_changed_while_a_router_signed_in_is_told_within_a_minute(own: Line) -> None:
    """As whoever pays while their router is being switched on again."""
    wanted = lines_now([own.pk], at=timezone.now())[own.pk].given
    accounted(status="Start", number="1", given=wanted, **OLENA)
    accounted(status="Start", number="2", given=wanted.replace("FREE", "SUSPENDED"), **OLENA)
    accounted(status="Stop", number="3", given=wanted.replace("FREE", "LIMITED"), **OLENA)
    asked = Session.objects.filter(asked_at__isnull=False).order_by("number").values_list("number", flat=True)
    assert list(asked) == ["2"]
    # As who was not heard of for long, because RADIUS was away.
    over = timezone.now() - timedelta(hours=1)
    Session.objects.filter(number="1").update(given="LIMITED", cause="silent", ended_at=over)
    accounted(status="Interim-Update", number="1", **OLENA)
    assert list(asked.all()) == ["1", "2"]


def test_a_counter_that_cannot_be_adds_nothing(own: Line) -> None:
    """As of a router that says 2^64 - 1 where it has lost count: below nothing in a database, or more than fits into it."""
    tell(BEGAN, (300, 2**64 - 1), (600, 2**63 - 1))
    assert total(Sample.objects.all()) == (0, 0)

    tell(BEGAN, (900, 1_000))

    assert total(Sample.objects.all()) == total(Volume.objects.all()) == total(Session.objects.all()) == (1_000, 500)


def test_packets_are_counted_on_when_32_bits_are_full(own: Line) -> None:
    for seconds, packets in ((0, 0), (300, 2**32 - 100), (600, 50), (900, 60)):
        at = BEGAN + timedelta(seconds=seconds)
        carried: Any = {"out_octets": seconds * 1_000, "out_packets": packets}
        accounted(status="Interim-Update", number="1", at=at, seconds=seconds, **OLENA, **carried)

    assert Session.objects.get().in_packets == 2**32 + 60
    assert [each.in_packets for each in Sample.objects.order_by("since")] == [2**32 - 100, 150, 10]


def test_no_part_of_a_stretch_is_lost_where_clocks_are_put_back_at_midnight() -> None:
    """On the Azores 00:30 comes twice: what begins at the first of them has no midnight before it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT before, after FROM internet_cut('2026-10-25 00:30+00', '2026-10-27 00:30+00', 'Atlantic/Azores')"
        )
        shares = cursor.fetchall()

    assert [shares[0][0], shares[-1][1]] == [0, 1]
    assert all(left[1] == right[0] for left, right in pairwise(shares))
