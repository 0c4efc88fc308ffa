"""How a sum went up and down over time, as a line in steps: what it was stays until the day on which it changes.

The SVG is stretched to the width of the page, so only shapes are drawn; words stand beside it in HTML.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from abonent.drawing.bars import HEIGHT, WIDTH, top_of

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Course:
    """A line and the area between it and nothing, as paths in a picture of 600 × 200; the axis goes from `bottom` to `top`.

    `zero` is how high nothing lies. `highest` and `lowest` are the days of the greatest and the smallest value, the latest
    of equals.
    """

    line: str
    area: str
    top: Decimal
    bottom: Decimal
    zero: float
    first: date
    last: date
    highest: tuple[date, Decimal]
    lowest: tuple[date, Decimal]

    @property
    def middle(self) -> Decimal:
        """What the line half-way up stands for."""
        return (self.top + self.bottom) / 2


def course(before: Decimal, points: Sequence[tuple[date, Decimal]], *, first: date, last: date) -> Course:
    """Draw what a sum was from the first day to the last: `before` until the earliest of the points, then as each says."""
    there = [(first, before), *points]
    values = [value for _, value in there]
    highest, lowest = max(values), min(values)
    top = top_of(highest) if highest > 0 or lowest >= 0 else NOTHING
    bottom = -top_of(-lowest) if lowest < 0 else NOTHING
    start, along = first.toordinal(), WIDTH / ((last - first).days + 1)  # the whole of the last day is in the picture
    down = HEIGHT / float(top - bottom)
    steps = "".join(
        f"H{(day.toordinal() - start) * along:.1f}V{float(top - value) * down:.1f}" for day, value in points
    )
    line = f"M0 {float(top - before) * down:.1f}{steps}H{WIDTH}"
    zero = round(float(top) * down, 1)
    return Course(
        line=line,
        area=f"{line}V{zero}H0Z",
        top=top,
        bottom=bottom,
        zero=zero,
        first=first,
        last=last,
        highest=_latest(there, highest),
        lowest=_latest(there, lowest),
    )


def _latest(points: Sequence[tuple[date, Decimal]], value: Decimal) -> tuple[date, Decimal]:
    return next(point for point in reversed(points) if point[1] == value)
