"""When nobody is chased, and which days are working days."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from abonent import profile
from abonent.profile import days_off

MONDAY = date(2026, 11, 9)


@pytest.mark.parametrize(
    ("at", "quiet"),
    [
        (datetime(2026, 11, 9, 8, 0, tzinfo=UTC), False),  # Monday, 9:00 in Warsaw
        (datetime(2026, 11, 9, 7, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 9, 16, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 9, 17, 0, tzinfo=UTC), True),
        (datetime(2026, 7, 6, 7, 0, tzinfo=UTC), False),  # 9:00 in summer
        (datetime(2026, 11, 14, 11, 0, tzinfo=UTC), True),  # Saturday
        (datetime(2026, 11, 11, 11, 0, tzinfo=UTC), True),  # Independence Day, a Wednesday
        (datetime(2026, 4, 6, 11, 0, tzinfo=UTC), True),  # Easter Monday
        (datetime(2026, 12, 24, 11, 0, tzinfo=UTC), True),  # off by law since 2025
        (datetime(2024, 12, 24, 11, 0, tzinfo=UTC), False),
    ],
)
def test_it_is_quiet_outside_the_hours_and_on_days_off(at: datetime, quiet: bool) -> None:
    assert days_off.is_quiet(at) is quiet


def test_an_operator_may_chase_on_weekends_and_holidays() -> None:
    whole = profile.current()
    loud = replace(whole.dunning, quiet=replace(whole.dunning.quiet, weekends=False, holidays=False))

    with profile.using(replace(whole, dunning=loud)):
        assert not days_off.is_quiet(datetime(2026, 11, 11, 11, 0, tzinfo=UTC))
        assert not days_off.is_quiet_day(date(2026, 11, 14))


def test_the_first_day_that_is_not_quiet_comes_after_holidays_and_weekend() -> None:
    assert days_off.first_loud_day(MONDAY) == MONDAY
    assert days_off.first_loud_day(date(2026, 12, 24)) == date(2026, 12, 28)
    assert days_off.first_loud_day(date(2026, 12, 31)) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("after", "until", "days"),
    [
        (MONDAY, MONDAY, 0),
        (MONDAY, date(2026, 11, 10), 1),
        (MONDAY, date(2026, 11, 12), 2),  # the 11th is a holiday
        (MONDAY, date(2026, 11, 16), 4),
        (date(2026, 12, 23), date(2027, 1, 7), 7),  # Christmas, New Year, Epiphany
        (date(2026, 10, 30), date(2026, 11, 2), 1),  # All Saints is on a Sunday
    ],
)
def test_working_days_leave_out_weekends_and_holidays(after: date, until: date, days: int) -> None:
    assert days_off.working_days(after, until) == days


def test_holidays_are_those_of_the_operators_country() -> None:
    """Under martial law Ukraine has no public holidays that are off; of a country nobody knows there are none."""
    for country in ("UA", "XX"):
        with profile.using(replace(profile.current(), country=country)):
            assert days_off.is_working_day(date(2026, 12, 25))
            assert days_off.public_holidays(2026) == frozenset()
