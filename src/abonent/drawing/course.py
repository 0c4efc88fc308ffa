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
    top = top_of(max(values)) if max(values) > 0 or min(values) >= 0 else NOTHING
    bottom = -top_of(-min(values)) if min(values) < 0 else NOTHING
    high = [round(float((top - value) / (top - bottom)) * HEIGHT, 1) for value in (*values, NOTHING)]
    along = [_along(day, first, last) for day, _ in there]
    steps = "".join(f"H{x}V{y}" for x, y in zip(along[1:], high[1:-1], strict=True))
    line = f"M0 {high[0]}{steps}H{WIDTH}"
    return Course(
        line=line,
        area=f"{line}V{high[-1]}H0Z",
        top=top,
        bottom=bottom,
        zero=high[-1],
        first=first,
        last=last,
        highest=max(there, key=lambda point: (point[1], point[0])),
        lowest=min(there, key=lambda point: (point[1], -point[0].toordinal())),
    )


def _along(day: date, first: date, last: date) -> float:
    """Return how far along a day lies. The whole of the last day is in the picture."""
    return round((day - first).days / ((last - first).days + 1) * WIDTH, 1)
