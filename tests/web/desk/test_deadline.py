"""Until when the office answers: working days, and how late it is."""

from datetime import UTC, date, datetime, timedelta

import pytest

from abonent.web.desk.deadline import answer_by, deadline, working_days_after

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("since", "days", "by"),
    [
        (MONDAY, 1, MONDAY + timedelta(days=1)),
        (MONDAY, 4, MONDAY + timedelta(days=4)),
        (MONDAY, 5, MONDAY + timedelta(days=7)),
        (MONDAY + timedelta(days=4), 1, MONDAY + timedelta(days=7)),
        (MONDAY + timedelta(days=5), 1, MONDAY + timedelta(days=7)),
        (MONDAY + timedelta(days=6), 3, MONDAY + timedelta(days=9)),
        (MONDAY, 14, MONDAY + timedelta(days=18)),
        (date(2026, 11, 10), 1, date(2026, 11, 12)),  # Independence Day
        (date(2026, 12, 23), 1, date(2026, 12, 28)),  # Christmas, then a weekend
    ],
)
def test_weekends_and_holidays_are_no_working_days(since: date, days: int, by: date) -> None:
    assert working_days_after(since, days) == by


@pytest.mark.parametrize(
    ("days_after_friday", "late"), [(-1, 0), (0, 0), (1, 1), (2, 1), (3, 1), (4, 2), (7, 5), (10, 6)]
)
def test_what_is_late_is_late_by_working_days(days_after_friday: int, late: int) -> None:
    friday = MONDAY + timedelta(days=4)
    noon = datetime.combine(friday + timedelta(days=days_after_friday), datetime.min.time(), UTC) + timedelta(hours=12)

    found = deadline(friday, at=noon)

    assert (found.late, found.is_today) == (late, days_after_friday == 0)


def test_a_holiday_makes_nothing_later() -> None:
    found = deadline(date(2026, 11, 10), at=datetime(2026, 11, 12, 12, tzinfo=UTC))

    assert found.late == 1


def test_the_day_is_the_operators() -> None:
    """23:30 in UTC is the next day in Warsaw."""
    asked = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)

    assert answer_by("ORDER", asked, at=asked).by == MONDAY + timedelta(days=3)
