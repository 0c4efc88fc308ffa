"""Months as agreements count them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from abonent.contracts.calendar import after_months, months_and_days

DAYS = some.dates(date(2000, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2025, 3, 13), 24, date(2027, 3, 13)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 12, 15), 0, date(2026, 12, 15)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_the_month(day: date, months: int, later: date) -> None:
    assert after_months(day, months) == later


@pytest.mark.parametrize(
    ("since", "until", "distance"),
    [
        (date(2026, 11, 22), date(2027, 3, 12), (3, 18)),
        (date(2026, 11, 22), date(2026, 11, 22), (0, 0)),
        (date(2026, 11, 22), date(2026, 12, 22), (1, 0)),
        (date(2026, 11, 30), date(2027, 2, 28), (3, 0)),
        (date(2026, 1, 31), date(2026, 3, 1), (1, 1)),
    ],
)
def test_the_distance_of_two_days(since: date, until: date, distance: tuple[int, int]) -> None:
    assert months_and_days(since, until) == distance


@given(since=DAYS, days=some.integers(0, 3000))
def test_months_and_days_lead_back_to_the_day(since: date, days: int) -> None:
    until = date.fromordinal(since.toordinal() + days)

    months, rest = months_and_days(since, until)

    assert 0 <= rest <= 30
    assert after_months(since, months).toordinal() + rest == until.toordinal()
