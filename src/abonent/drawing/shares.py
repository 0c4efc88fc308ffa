"""A whole in parts, as pieces of one bar: where each begins and how wide it is. The words stand beside it in HTML."""

from collections.abc import Mapping
from dataclasses import dataclass

WIDTH = 600
LEAST = 8
"""A part that is there can be seen, however small it is beside the others."""


@dataclass(frozen=True, slots=True)
class Share:
    """One part and its rectangle in a picture 600 wide."""

    name: str
    count: int
    x: float
    width: float


def shares(counts: Mapping[str, int]) -> tuple[Share, ...]:
    """Draw parts in their order; those of nothing are left out."""
    there = {name: count for name, count in counts.items() if count > 0}
    total, room = sum(there.values()), WIDTH - LEAST * len(there)
    drawn, x = [], 0.0
    for name, count in there.items():
        width = LEAST + room * count / total
        drawn.append(Share(name, count, round(x, 1), round(width, 1)))
        x += width
    return tuple(drawn)
