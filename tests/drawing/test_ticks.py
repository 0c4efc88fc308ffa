"""Where hours and days stand under a chart: at their very instant, and so that no name covers another."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from abonent.drawing.ticks import days, hours

WARSAW = ZoneInfo("Europe/Warsaw")
CLOCK, WEEKDAY, WEEKDAY_AND_DAY = 40, 26, 44
"""Pixels that a name takes, with room beside it ("00:00", "пн", "śro 22"; Noto Sans, 13 px)."""
PHONE, ROOMY = 220, 560
"""Width of the picture on the narrowest phone (320 px), and from where on there is room for more."""
MOMENTS = [
    pytest.param(datetime(2026, month, day, tzinfo=UTC), id=f"{day}.{month}")
    for month, day in ((3, 29), (3, 30), (7, 1), (10, 25), (10, 26))
]


def day_before(until: datetime) -> tuple[datetime, datetime]:
    return until - timedelta(hours=24), until


def test_an_hour_stands_where_the_clock_shows_it() -> None:
    since, until = day_before(datetime(2026, 11, 21, 11, 0, tzinfo=UTC))

    found = {tick.at.strftime("%H:%M"): round(tick.along * 24, 6) for tick in hours(since, until, WARSAW)}

    assert found == {"12:00": 0, "15:00": 3, "18:00": 6, "21:00": 9, "00:00": 12, "03:00": 15, "06:00": 18, "09:00": 21}


def test_in_the_nights_when_clocks_change_ticks_stand_at_their_instants() -> None:
    spring = hours(*day_before(datetime(2026, 3, 29, 22, 0, tzinfo=UTC)), WARSAW)
    autumn = hours(*day_before(datetime(2026, 10, 25, 23, 0, tzinfo=UTC)), WARSAW)

    assert [(tick.at.hour, round(tick.along * 24)) for tick in spring[:4]] == [(0, 1), (3, 3), (6, 6), (9, 9)]
    assert [(tick.at.hour, round(tick.along * 24)) for tick in autumn[:3]] == [(3, 3), (6, 6), (9, 9)]


@pytest.mark.parametrize("midnight", MOMENTS)
def test_no_name_of_an_hour_covers_another_or_leaves_the_picture(midnight: datetime) -> None:
    for slot in range(288):
        found = hours(*day_before(midnight + timedelta(minutes=5 * slot)), WARSAW)
        for width, least in ((PHONE, 2), (ROOMY, 1)):
            stands = [tick.along * width for tick in found if tick.named >= least]
            assert len(stands) >= 3
            assert all(right - left >= CLOCK for left, right in pairwise(stands))
            assert width - stands[-1] >= 15


@pytest.mark.parametrize("midnight", MOMENTS)
def test_no_name_of_a_day_covers_another_and_each_stands_within_its_day(midnight: datetime) -> None:
    for slot in range(48):
        until = midnight + timedelta(minutes=30 * slot)
        begins, found = days(until - timedelta(days=7), until, WARSAW)
        assert len(begins) in (6, 7, 8)
        assert len(found) in (6, 7)
        for width, wide in ((PHONE, WEEKDAY), (ROOMY, WEEKDAY_AND_DAY)):
            stands = [tick.along * width for tick in found]
            assert all(right - left >= wide for left, right in pairwise(stands))
            assert width - stands[-1] >= 13
        for tick in found:
            left = max((begin for begin in begins if begin < tick.along), default=0)
            assert 0 < tick.along - left <= 0.08
