"""Two measures over the same time as a chart: an area with its edge, and a second line. What is not known is left open.

The SVG is stretched to the width of the page, so only shapes are drawn; words stand beside it in HTML.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
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
    scale, marks = HEIGHT / float(top), _marks(len(values))
    area, line, second = [], [], []
    for known, run in groupby(enumerate(values), key=lambda each: each[1] is not None):
        if known:
            pairs = [(place, pair) for place, pair in run if pair]
            first, last = pairs[0][0], pairs[-1][0] + 1
            along = [marks[2 * first], *marks[2 * first + 1 : 2 * last : 2], marks[2 * last]]
            edge = _edge(along, [pair[0] for _, pair in pairs], scale)
            area.append(f"{edge}V{HEIGHT}H{along[0]}Z")
            line.append(edge)
            second.append(_edge(along, [pair[1] for _, pair in pairs], scale))
    return Areas("".join(area), "".join(line), "".join(second), top)


@lru_cache(maxsize=8)
def _marks(count: int) -> tuple[str, ...]:
    """Return how far along each stretch begins, its middle is, and so on; the last is the end. Charts have few sizes."""
    return tuple(f"{round(place * WIDTH / max(1, 2 * count), 1):g}" for place in range(2 * count + 1))


def _edge(along: Sequence[str], values: Sequence[float], scale: float) -> str:
    high = [f"{HEIGHT - value * scale:.1f}" for value in (values[0], *values, values[-1])]
    return "M" + "L".join(f"{x} {y}" for x, y in zip(along, high, strict=True))
