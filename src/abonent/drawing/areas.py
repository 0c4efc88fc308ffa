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


def areas(values: Sequence[Pair | None]) -> Areas:
    """Draw pairs of measures of equally long stretches of time; None where neither is known. The axis ends at a round number.

    A measure stands in the middle of its stretch. Where others are missing the line goes on to the edge of what it stands for,
    so that a stretch that is known alone can be seen too.
    """
    highest = max((max(pair) for pair in values if pair), default=0.0)
    top = top_of(Decimal(repr(highest)))
    scale, count = HEIGHT / float(top), len(values)
    area, line, second = [], [], []
    for known, run in groupby(enumerate(values), key=lambda each: each[1] is not None):
        if known:
            pairs = [(place, pair) for place, pair in run if pair]
            first, after = pairs[0][0], pairs[-1][0] + 1
            edge, other = (_edge(count, first, after, [pair[side] for _, pair in pairs], scale) for side in (0, 1))
            area.append(f"{edge}V{HEIGHT}H{_marks(count)[2 * first]}Z")
            line.append(edge)
            second.append(other)
    return Areas("".join(area), "".join(line), "".join(second), top)


@lru_cache(maxsize=8)
def _marks(count: int) -> tuple[str, ...]:
    """Return how far along each stretch begins, its middle is, and so on; the last is the end. Charts have few sizes."""
    return tuple(f"{round(place * WIDTH / max(1, 2 * count), 1):g}" for place in range(2 * count + 1))


@lru_cache(maxsize=64)
def _pattern(count: int, first: int, after: int) -> str:
    """Return the path of stretches without what is filled in: how high it stands at each mark. Most charts have no gap."""
    marks = _marks(count)
    along = [marks[2 * first], *marks[2 * first + 1 : 2 * after : 2], marks[2 * after]]
    return "M" + "L".join(f"{x} %.1f" for x in along)


def _edge(count: int, first: int, after: int, values: Sequence[float], scale: float) -> str:
    high = [HEIGHT - value * scale for value in values]
    return _pattern(count, first, after) % (high[0], *high, high[-1])
