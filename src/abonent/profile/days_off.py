"""Working days of the operator's country, and the hours in which nobody is chased.

Public holidays change by law: the library `holidays` knows them, those that were moved or suspended too (Ukraine has none
off under martial law). A country that it does not know has none.
"""

from datetime import date, datetime, timedelta
from functools import cache

from holidays import country_holidays, list_supported_countries

from abonent.profile.queries import current, midnight, today

SATURDAY = 5
A_DAY = timedelta(days=1)


@cache
def _holidays(country: str, year: int) -> frozenset[date]:
    known = country in list_supported_countries()
    return frozenset(country_holidays(country, years=year)) if known else frozenset()


def public_holidays(year: int) -> frozenset[date]:
    """Return the public holidays of a year in the operator's country, those on weekends too."""
    return _holidays(current().country, year)


def is_working_day(day: date) -> bool:
    """Tell whether a day is neither on a weekend nor a public holiday."""
    return day.weekday() < SATURDAY and day not in public_holidays(day.year)


def first_working_day(day: date) -> date:
    """Return the first working day from this one: what is due on a day off is in time there (Kodeks cywilny, art. 115)."""
    while not is_working_day(day):
        day += A_DAY
    return day


def working_days(after: date, until: date) -> int:
    """Count the working days after a day, until another one with it."""
    weeks, rest = divmod(max(0, (until - after).days), 7)
    worked = sum((until - timedelta(days=step)).weekday() < SATURDAY for step in range(rest))
    years = range(after.year, until.year + 1)
    off = sum(after < day <= until and day.weekday() < SATURDAY for year in years for day in public_holidays(year))
    return weeks * 5 + worked - off


def is_quiet(at: datetime) -> bool:
    """Tell whether nobody is chased at an instant: by its hour, or its day."""
    rules, hour = current().dunning.quiet, at.astimezone(current().zone).hour
    return not rules.since_hour <= hour < rules.until_hour or is_quiet_day(today(at))


def first_awake(at: datetime) -> datetime:
    """Return the first instant from this one on at which a telephone may make a sound: by its hour, on any day."""
    rules, local = current().panel.phones, at.astimezone(current().zone)
    if rules.wakes_at_hour <= local.hour < rules.sleeps_at_hour:
        return at
    day = local.date() + (A_DAY if local.hour >= rules.sleeps_at_hour else timedelta())
    return midnight(day).replace(hour=rules.wakes_at_hour)


def is_quiet_day(day: date) -> bool:
    """Tell whether nobody is chased on a day."""
    rules = current().dunning.quiet
    if rules.weekends and day.weekday() >= SATURDAY:
        return True
    return rules.holidays and day in public_holidays(day.year)


def first_loud_day(day: date) -> date:
    """Return the first day from this one on which somebody may be chased."""
    while is_quiet_day(day):
        day += A_DAY
    return day
