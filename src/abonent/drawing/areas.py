"""Two measures over the same time as a chart: an area with its edge, and a second line. What is not known is left open.

The SVG is stretched to the width of the page, so only shapes are drawn; words stand beside it in HTML.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from abonent.drawing.bars import HEIGHT, WIDTH, top_of

type Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Areas:
    """Paths in a picture of 600 × 200: the first measure as `area` and `line`, the other as `second`; the axis goes from 0 to `top`."""

    area: str
    line: str
    second: str
    top: Decimal

    @property
    def middle(self) -> Decimal:
        """What the line half-way up stands for."""
        return self.top / 2


def areas(values: Sequence[Pair | None], *, top: Decimal | None = None) -> Areas:
    """Draw pairs of measures of equally long stretches of time; None where neither is known. The axis ends at a round number.

    A measure stands in the middle of its stretch. Where others are missing the line goes on to the edge of what it stands for,
    so that a stretch that is known alone can be seen too.
    """
    highest = max((max(pair) for pair in values if pair), default=0.0)
    top = top or top_of(Decimal(repr(highest)))
    room, scale = WIDTH / max(1, len(values)), HEIGHT / float(top)
    area, line, second = [], [], []
    for known, run in groupby(enumerate(values), key=lambda each: each[1] is not None):
        if known:
            pairs = [(place, pair) for place, pair in run if pair]
            left, right = round(pairs[0][0] * room, 1), round((pairs[-1][0] + 1) * room, 1)
            along = [left, *(round((place + 0.5) * room, 1) for place, _ in pairs), right]
            edge = _edge(along, [pair[0] for _, pair in pairs], scale)
            area.append(f"{edge}V{HEIGHT}H{left:g}Z")
            line.append(edge)
            second.append(_edge(along, [pair[1] for _, pair in pairs], scale))
    return Areas("".join(area), "".join(line), "".join(second), top)


def _edge(along: list[float], values: list[float], scale: float) -> str:
    high = [round(HEIGHT - value * scale, 1) for value in (values[0], *values, values[-1])]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in zip(along, high, strict=True))
