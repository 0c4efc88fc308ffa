"""What a line carried as a chart in words: title, unit, a sentence, names along both axes, rows of a table, a file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from math import ceil

from babel.dates import get_day_names
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as say
from django.utils.translation import ngettext

from abonent import profile
from abonent.drawing.areas import Areas, areas
from abonent.drawing.ticks import days, hours
from abonent.language import Written, written
from abonent.modules.internet.bulk.traffic import Course, traffic
from abonent.modules.internet.models import Line
from abonent.web.files import Cell
from abonent.web.frame import speaking
from abonent.web.jinja import local

TEN = 10
HOUR = 3600
LATE = 3
"""So many of the last slots may still be unknown: routers tell every few minutes."""


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of time up to now, in slots of so many minutes."""

    code: str
    label: Promise
    title: Promise
    hours: int
    minutes: int

    def ends(self, at: datetime) -> datetime:
        """Return the end of the slot in which an instant lies."""
        width = self.minutes * 60
        return datetime.fromtimestamp(at.timestamp() // width * width + width, UTC)


DAY = Range("day", say("24 hours"), say("Traffic – the last 24 hours"), 24, 5)
WEEK = Range("week", say("Week"), say("Traffic – the last week"), 168, 30)
RANGES = {each.code: each for each in (DAY, WEEK)}
BITS, PACKETS = "bits", "packets"
SHOWS: dict[str, Promise] = {BITS: say("Bits"), PACKETS: say("Packets")}
UNITS: dict[str, tuple[tuple[int, Promise], ...]] = {
    BITS: ((10**9, say("Gb/s")), (10**6, say("Mb/s")), (10**3, say("kb/s"))),
    PACKETS: ((1, say("packets/s")),),
}
"""What measures are told in, the greatest first; the last where they are smaller than all."""


@dataclass(frozen=True, slots=True)
class Name:
    """A word under the chart: how far along (in percent), and what is left out where there is little room."""

    along: str
    text: str
    more: str
    named: int


@dataclass(frozen=True, slots=True)
class Row:
    """A stretch of time in the table: mean and greatest of what came, then of what left. Empty words where nothing is known."""

    when: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of traffic in the active language; `how` says in which unit, `heights` are the names of the axis from above, `grid` a path."""

    range: Range
    unit: str
    how: str
    drawn: Areas
    sentence: str
    heights: tuple[str, str, str]
    names: tuple[Name, ...]
    grid: str
    gaps: bool
    rows: tuple[Row, ...]

    @property
    def title(self) -> str:
        return str(self.range.title)


def course(line: Line, span: Range, *, at: datetime, show: str = BITS) -> Course:
    """Return what a line carried up to now; the slot under way is the last."""
    until = span.ends(at)
    since = until - timedelta(hours=span.hours)
    return traffic(line, since=since, until=until, minutes=span.minutes, packets=show == PACKETS)


def chart(carried: Course, span: Range, *, show: str = BITS, table: bool = True) -> Chart | None:
    """Draw what was carried; None where nothing is known."""
    known = [pair for pair in carried.slots if pair]
    if not known:
        return None
    words = written(speaking())
    scale, unit = _unit(max(map(max, known)), show)
    scaled = replace(carried, slots=[pair and (pair[0] / scale, pair[1] / scale) for pair in carried.slots])
    drawn = areas(scaled.slots)
    names, grid = _axis(carried, span)
    return Chart(
        range=span,
        unit=unit,
        how=_how(unit, span.minutes),
        drawn=drawn,
        sentence=_sentence(scaled, unit, span, words),
        heights=(words.number(drawn.top), words.number(drawn.middle), "0"),
        names=names,
        grid=grid,
        gaps=not all(carried.slots[:-LATE]),
        rows=tuple(_rows(scaled, span, words)) if table else (),
    )


def file_rows(bits: Course, packets: Course) -> Iterator[list[Cell]]:
    """Give all that is known as rows of a file: a slot each, in bits and packets a second."""
    yield [
        _("Date and time"), _("Date and time (UTC)"), _("Downloading, bits/s"), _("Uploading, bits/s"),
        _("Downloading, packets/s"), _("Uploading, packets/s"),
    ]  # fmt: skip
    at = bits.since
    for pair, other in zip(bits.slots, packets.slots, strict=True):
        speeds = map(round, pair) if pair else (None, None)
        counts = (Decimal(f"{each:.1f}") for each in other) if other else (None, None)
        yield [at, at.replace(tzinfo=None).isoformat(" ", "minutes"), *speeds, *counts]
        at += bits.step


def _unit(highest: float, show: str) -> tuple[int, str]:
    scale, unit = next((each for each in UNITS[show] if highest >= each[0]), UNITS[show][-1])
    return scale, str(unit)


def _how(unit: str, minutes: int) -> str:
    said = ngettext("%(unit)s, averages of %(num)s minute", "%(unit)s, averages of %(num)s minutes", minutes)
    return said % {"unit": unit, "num": minutes}


def _sentence(scaled: Course, unit: str, span: Range, words: Written) -> str:
    known = [(pair, place) for place, pair in enumerate(scaled.slots) if pair]
    first, second = ([pair[side] for pair, _ in known] for side in (0, 1))
    peak = local(scaled.at(known[first.index(max(first))][1]))
    facts = {
        "high": _amount(max(first), unit, words), "mean": _amount(_mean(first), unit, words),
        "high_up": _amount(max(second), unit, words), "mean_up": _amount(_mean(second), unit, words),
        "time": words.clock(peak), "day": words.day_month(peak.date()),
    }  # fmt: skip
    if span.code == DAY.code:
        said = _("Downloading: at most %(high)s at %(time)s, on average %(mean)s.")
    else:
        said = _("Downloading: at most %(high)s on %(day)s at %(time)s, on average %(mean)s.")
    up = _("Uploading: at most %(high_up)s, on average %(mean_up)s.")
    return f"{said % facts} {up % facts}"


def _amount(value: float, unit: str, words: Written) -> str:
    return f"{_number(value, words, 0 if value >= TEN else 1)}\N{NO-BREAK SPACE}{unit}"


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _number(value: float, words: Written, places: int = 1) -> str:
    """Write a measure; a hundred of them stand on a page."""
    return f"{value:,.{places}f}".translate(words.signs)


def _axis(carried: Course, span: Range) -> tuple[tuple[Name, ...], str]:
    since, until = carried.since, carried.until
    zone, words = profile.current().zone, written(speaking())
    if span.code == DAY.code:
        ticks = hours(since, until, zone)
        names = (Name(_percent(tick.along), words.clock(tick.at), "", tick.named) for tick in ticks if tick.named)
        return tuple(names), _grid(tick.along for tick in ticks)
    begins, within = days(since, until, zone)
    called = _weekdays(speaking())
    named = (Name(_percent(tick.along), called[tick.at.weekday()], f" {tick.at.day}", tick.named) for tick in within)
    return tuple(named), _grid(begins)


def _percent(along: float) -> str:
    return f"{along * 100:.2f}%"


def _grid(alongs: Iterator[float] | tuple[float, ...]) -> str:
    return "M0 1H600M0 100H600M0 199H600" + "".join(f"M{along * 600:.1f} 0V200" for along in alongs)


@cache
def _weekdays(language: str) -> Mapping[int, str]:
    """Return the days of a week as short as under a chart, by number from Monday (CLDR)."""
    return dict(get_day_names("short", context="stand-alone", locale=language))


def _rows(scaled: Course, span: Range, words: Written) -> Iterator[Row]:
    """Give the table: a day each, or an hour of the clock; the first of a day names it, one that comes twice says which it is."""
    by_day, day = span.code != DAY.code, None
    for at, first, after in _stretches(scaled, by_day=by_day):
        known = [pair for pair in scaled.slots[first:after] if pair]
        when = ", ".join([words.short_day(at)] * (at.date() != day) + [_hour(at)] * (not by_day))
        day = at.date()
        sides = ([pair[side] for pair in known] for side in (0, 1))
        cells = (_number(each, words) for side in sides if side for each in (_mean(side), max(side)))
        yield Row(when, tuple(cells) or ("",) * 4)


def _stretches(carried: Course, *, by_day: bool) -> Iterator[tuple[datetime, int, int]]:
    """Give the days, or else the hours, that slots lie in: the clock when their first begins, its place, and that of the next."""
    zone, place = profile.current().zone, 0
    while place < len(carried.slots):
        at = carried.at(place).astimezone(zone)
        ends = _next_day(at) if by_day else at.timestamp() - at.minute * 60 + HOUR
        after = place + ceil((ends - at.timestamp()) / carried.step.total_seconds())
        yield at, place, after
        place = after


def _next_day(at: datetime) -> float:
    return datetime.combine(at.date() + timedelta(days=1), time(), at.tzinfo).timestamp()


def _hour(at: datetime) -> str:
    shown = f"{at.hour:02}:00"
    other = at.replace(fold=1 - at.fold)
    return f"{shown} ({at:%Z})" if other.utcoffset() != at.utcoffset() else shown
