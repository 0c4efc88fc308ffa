"""A row of numbers as the bars of a chart: where each rectangle stands, and what the axis says.

The SVG is stretched to the width of the page, so only shapes are drawn; words stand beside it in HTML.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH = 600
HEIGHT = 200
# Of the room that each bar has, this much is bar.
SHARE = 0.66
# An axis ends at one of these times a power of ten, so that its middle is a short number too.
STEPS = tuple(Decimal(step) for step in ("1", "1.2", "1.5", "2", "3", "4", "5", "6", "8", "10"))


@dataclass(frozen=True, slots=True)
class Bar:
    """One value of a day or month, and its rectangle in a picture of 600 × 200."""

    day: date
    value: Decimal
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of at least one bar, the earliest first; the axis goes from 0 to `top`."""

    bars: tuple[Bar, ...]
    top: Decimal

    @property
    def middle(self) -> Decimal:
        """What the line half-way up stands for."""
        return self.top / 2

    @property
    def highest(self) -> Bar:
        """The bar of the greatest value, the latest of equals."""
        return max(self.bars, key=lambda bar: (bar.value, bar.day))

    @property
    def average(self) -> Decimal:
        """The mean value, unrounded."""
        return sum((bar.value for bar in self.bars), Decimal(0)) / len(self.bars)


def bars(values: Sequence[tuple[date, Decimal]]) -> Bars:
    """Draw values of days or months. A value below zero is drawn as nothing. Raises ValueError when there are none."""
    if not values:
        raise ValueError("A chart needs a value.")
    top = top_of(max(value for _, value in values))
    room = WIDTH / len(values)
    return Bars(tuple(_bar(day, value, number * room, room, top) for number, (day, value) in enumerate(values)), top)


def _bar(day: date, value: Decimal, left: float, room: float, top: Decimal) -> Bar:
    height = round(float(max(value, Decimal(0)) / top) * HEIGHT, 1)
    width = room * SHARE
    return Bar(day, value, round(left + (room - width) / 2, 1), round(HEIGHT - height, 1), round(width, 1), height)


def top_of(highest: Decimal) -> Decimal:
    """Return the round number at or above the highest value where the axis ends."""
    if highest <= 0:
        return Decimal(1)
    power = Decimal(10) ** highest.adjusted()
    return next(step * power for step in STEPS if step * power >= highest)
