"""Where hours and days begin along a stretch of time, and where their names stand so that none covers another.

Clocks are those of a place: the night in which they are put forward is shorter, and its ticks stand closer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

EDGE, DAYS_EDGE = 0.07, 0.06
"""So near to the end a name of an hour or a day would not have the room it needs on a phone."""
HOURS, FEW = 3, 6
"""Each third hour has a tick; where there is little room only each sixth has its name."""
NOON = time(12)


@dataclass(frozen=True, slots=True)
class Tick:
    """An hour or a day, and how far along it stands (0 to 1). `named`: 0 never, 1 where there is room, 2 always."""

    at: datetime
    along: float
    named: int


def hours(since: datetime, until: datetime, zone: ZoneInfo) -> tuple[Tick, ...]:
    """Return each third hour of the clock from `since` to before `until`; a name stands at its very tick."""
    return tuple(
        Tick(at, along, _named(along, at.hour)) for at, along in _hours(since, until, zone) if at.hour % HOURS == 0
    )


def days(since: datetime, until: datetime, zone: ZoneInfo) -> tuple[tuple[float, ...], tuple[Tick, ...]]:
    """Return where days begin, and the days with the names that stand in the middle of each that is there by more than half."""
    begins, names = [], []
    day = since.astimezone(zone).date()
    while (at := datetime.combine(day, time(), zone)) < until:
        if at > since:
            begins.append(_along(at, since, until))
        noon = datetime.combine(day, NOON, zone)
        if DAYS_EDGE <= (along := _along(noon, since, until)) <= 1 - DAYS_EDGE:
            names.append(Tick(noon, along, 2))
        day += timedelta(days=1)
    return tuple(begins), tuple(names)


def _hours(since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, float]]:
    """Give every full hour of the clock. What the clock shows a second time, when it is put back, is left out."""
    at = since.astimezone(zone)
    hour = at.replace(minute=0, second=0, microsecond=0)
    step = hour.timestamp()
    while step < until.timestamp():
        hour = datetime.fromtimestamp(step, zone)
        if step >= since.timestamp() and not hour.fold:
            yield hour, _along(hour, since, until)
        step += 3600


def _named(along: float, hour: int) -> int:
    if along > 1 - EDGE:
        return 0
    return 2 if hour % FEW == 0 else 1


def _along(at: datetime, since: datetime, until: datetime) -> float:
    return (at.timestamp() - since.timestamp()) / (until.timestamp() - since.timestamp())
