"""What a line carried as a chart in words: title, unit, a sentence, names along both axes, rows of a table, a file."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as say
from django.utils.translation import ngettext

from abonent import profile
from abonent.drawing.areas import Areas, areas
from abonent.language import Written, written
from abonent.modules.internet.bulk.traffic import Course, traffic
from abonent.modules.internet.charts.frame import Name, Stretch, frame
from abonent.modules.internet.models import Line
from abonent.web.files import Cell
from abonent.web.frame import speaking
from abonent.web.jinja import local

TEN = 10
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
    around = frame(carried.since, len(carried.slots), span.minutes, profile.current().zone, speaking())
    return Chart(
        range=span,
        unit=unit,
        how=_how(unit, span.minutes),
        drawn=drawn,
        sentence=_sentence(scaled, unit, span, words),
        heights=(words.number(drawn.top), words.number(drawn.middle), "0"),
        names=around.names,
        grid=around.grid,
        gaps=not all(carried.slots[:-LATE]),
        rows=tuple(_rows(scaled, around.stretches, words)) if table else (),
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


def _rows(scaled: Course, stretches: tuple[Stretch, ...], words: Written) -> Iterator[Row]:
    for stretch in stretches:
        known = [pair for pair in scaled.slots[stretch.first : stretch.after] if pair]
        sides = ([pair[side] for pair in known] for side in (0, 1))
        cells = (_number(each, words) for side in sides if side for each in (_mean(side), max(side)))
        yield Row(stretch.when, tuple(cells) or ("",) * 4)
