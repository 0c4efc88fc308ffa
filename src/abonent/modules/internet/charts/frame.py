"""What stands around a chart of traffic: names and lines along its time, and the hours or days of its table.

It is the same for everybody who looks within the same minutes, so it is made once for all of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache, lru_cache
from math import ceil
from zoneinfo import ZoneInfo

from babel.dates import get_day_names

from abonent.drawing.ticks import Tick, days, hours
from abonent.language import written

A_DAY = timedelta(days=1)
"""What is not longer is told by the hour, everything else by the day."""
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Name:
    """A word under the chart: how far along (in percent), and what is left out where there is little room."""

    along: str
    text: str
    more: str
    named: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """An hour or a day of the table: its name, the place of the first slot in it, and of the first after it."""

    when: str
    first: int
    after: int


@dataclass(frozen=True, slots=True)
class Frame:
    """Names under the chart, its grid as a path, and the rows of its table without what was carried."""

    names: tuple[Name, ...]
    grid: str
    stretches: tuple[Stretch, ...]


@lru_cache(maxsize=64)
def frame(since: datetime, count: int, minutes: int, zone: ZoneInfo, language: str) -> Frame:
    """Return what stands around so many slots of so many minutes, where clocks are those of a zone."""
    step = timedelta(minutes=minutes)
    until, by_day = since + count * step, count * step > A_DAY
    names, alongs = _days(since, until, zone, language) if by_day else _hours(since, until, zone, language)
    stretches = tuple(_stretches(since, count, step, zone, language, by_day=by_day))
    return Frame(names, "M0 1H600M0 100H600M0 199H600" + "".join(f"M{x * 600:.1f} 0V200" for x in alongs), stretches)


def _hours(since: datetime, until: datetime, zone: ZoneInfo, language: str) -> tuple[tuple[Name, ...], Sequence[float]]:
    ticks, words = hours(since, until, zone), written(language)
    names = tuple(_name(tick, words.clock(tick.at)) for tick in ticks if tick.named)
    return names, [tick.along for tick in ticks]


def _days(since: datetime, until: datetime, zone: ZoneInfo, language: str) -> tuple[tuple[Name, ...], Sequence[float]]:
    begins, ticks = days(since, until, zone)
    called = _weekdays(language)
    return tuple(_name(tick, called[tick.at.weekday()], f" {tick.at.day}") for tick in ticks), begins


def _name(tick: Tick, text: str, more: str = "") -> Name:
    return Name(f"{tick.along * 100:.2f}%", text, more, tick.named)


@cache
def _weekdays(language: str) -> Mapping[int, str]:
    """Return the days of a week as short as under a chart, by number from Monday (CLDR)."""
    return dict(get_day_names("short", context="stand-alone", locale=language))


def _stretches(
    since: datetime, count: int, step: timedelta, zone: ZoneInfo, language: str, *, by_day: bool
) -> Iterator[Stretch]:
    """Give the rows: the first of a day names it, and an hour that the clock shows twice says which it is."""
    words, day, place = written(language), None, 0
    while place < count:
        at = (since + place * step).astimezone(zone)
        ends = _next_day(at) if by_day else at.timestamp() - at.minute * 60 + HOUR
        after = min(count, place + ceil((ends - at.timestamp()) / step.total_seconds()))
        when = ", ".join([words.short_day(at)] * (at.date() != day) + [_hour(at)] * (not by_day))
        yield Stretch(when, place, after)
        day, place = at.date(), after


def _next_day(at: datetime) -> float:
    return datetime.combine(at.date() + A_DAY, time(), at.tzinfo).timestamp()


def _hour(at: datetime) -> str:
    shown = f"{at.hour:02}:00"
    other = at.replace(fold=1 - at.fold)
    return f"{shown} ({at:%Z})" if other.utcoffset() != at.utcoffset() else shown
