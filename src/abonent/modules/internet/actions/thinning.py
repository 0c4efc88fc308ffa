"""Traffic by night: parts of the days to come are made, what is old becomes means, what is too old is dropped."""

from datetime import UTC, date, datetime, timedelta

from abonent import profile
from abonent.modules.internet.bulk import parts

AHEAD = timedelta(days=7)


def make_parts(at: datetime, *, since: date | None = None) -> None:
    """Make the parts of a day (UTC), or of those since an earlier one, and of the week to come."""
    today = at.astimezone(UTC).date()
    parts.make_parts(since or today, today + AHEAD)


def overdue(at: datetime) -> list[str]:
    """Return the tables that should have become means a day ago, the oldest first."""
    rules = profile.current().internet
    if rules is None:
        return []
    yesterday = at.astimezone(UTC).date() - timedelta(days=1)
    fine, half = (yesterday - timedelta(days=days) for days in (rules.traffic.fine_days, rules.traffic.half_days))
    return parts.overdue(fine=fine, half=half)


def thin_traffic(at: datetime) -> list[str]:
    """Keep of traffic what [internet.traffic] says; return the tables that became means.

    Each step is done or not done, and what is left is done the next time: whoever is killed goes on, and whoever does it twice
    does nothing twice. Raises OperationalError where somebody reads for long.
    """
    rules = profile.current().internet
    if rules is None:
        return []
    today, kept = at.astimezone(UTC).date(), rules.traffic
    fine, half = today - timedelta(days=kept.fine_days), today - timedelta(days=kept.half_days)
    while parts.set_apart(fine):
        pass
    thinned = list(iter(lambda: parts.thin(half), None))
    parts.thin_rest(fine=fine, half=half)
    parts.drop_parts(today - timedelta(days=kept.keep_days))
    return thinned
