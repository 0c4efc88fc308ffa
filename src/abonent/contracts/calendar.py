"""Months of a calendar, as agreements count them: twelve months from 31 January are over on 31 January."""

from calendar import monthrange
from datetime import date


def after_months(day: date, months: int) -> date:
    """Return the same day so many months later; where that month is shorter, its last day (Kodeks cywilny, art. 112)."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def months_and_days(since: date, until: date) -> tuple[int, int]:
    """Return how far a day is from an earlier one: 22 November to 12 March is (3, 18)."""
    months = (until.year - since.year) * 12 + until.month - since.month
    if after_months(since, months) > until:
        months -= 1
    return months, (until - after_months(since, months)).days
