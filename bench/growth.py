"""Draws docs/growth.svg from bench/billrun.json: what the bill run does with ever more accounts, and month after month."""

import json
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from pathlib import Path
from typing import Any

from bench.billrun import FIGURES, LIMIT

PICTURE = Path(__file__).parents[1] / "docs" / "growth.svg"
WIDTH, HEIGHT = 300, 230
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 46, 44
HEADROOM = 1.15
STYLE = """
text { font: 11px system-ui, sans-serif; fill: #59636e }
.title { font-size: 13px; font-weight: 600 }
.line, .grid, .limit { fill: none; stroke-width: 2 }
.grid { stroke: #8c959f; stroke-width: 1; stroke-opacity: .35 }
.limit { stroke: #8c959f; stroke-width: 1.5; stroke-dasharray: 4 4 }
.a { stroke: #0b6e4f } .b { stroke: #b35900 } .dot.a { fill: #0b6e4f } .dot.b { fill: #b35900 }
text.a { fill: #0b6e4f; stroke: none } text.b { fill: #b35900; stroke: none }
@media (prefers-color-scheme: dark) {
  text { fill: #9da7b1 }
  .a { stroke: #3fb98c } .b { stroke: #f0883e } .dot.a { fill: #3fb98c } .dot.b { fill: #f0883e }
  text.a { fill: #3fb98c } text.b { fill: #f0883e }
}
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a chart: its name, its colour's class, its points."""

    name: str
    colour: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Chart:
    """One of the charts: where on the x axis a value stands (0 to 1), the values named there, and the lines."""

    title: str
    below: str
    place: Callable[[float], float]
    ticks: Sequence[tuple[float, str]]
    lines: Sequence[Line]
    limit: float | None = None

    def drawn(self, left: int) -> str:
        """Return it as a group of SVG."""
        top = HEADROOM * max([self.limit or 0, *(y for line in self.lines for _, y in line.points)], default=1) or 1
        step = _round_step(top / 4)
        grid = [number * step for number in range(int(top / step) + 1)]

        def x(value: float) -> float:
            return LEFT + self.place(value) * (WIDTH - LEFT - RIGHT)

        def y(value: float) -> float:
            return HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM)

        parts = [f'<text class="title" x="{LEFT}" y="16">{self.title}</text>']
        parts += [_level(y(value), f"{value:,.0f}".replace(",", " ")) for value in grid]
        parts += [
            f'<text x="{x(at):.0f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{name}</text>'
            for at, name in self.ticks
        ]
        parts.append(
            f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 8}" text-anchor="middle">{self.below}</text>'
        )
        if self.limit:
            parts.append(f'<path class="limit" d="M{LEFT} {y(self.limit):.1f}H{WIDTH - RIGHT}"/>')
        for line in self.lines:
            parts += _line(line, x, y)
        parts.append(_names(self.lines))
        return f'<g transform="translate({left} 0)">{"".join(parts)}</g>'


def main() -> None:
    ArgumentParser(prog="./run bench growth", description=__doc__).parse_args()
    figures = json.loads(FIGURES.read_text())
    charts = [*_by_size(figures.get("sizes", [])), *map(_by_month, figures.get("periods", []))]
    if not charts:
        raise SystemExit(f"{FIGURES} has no figures: ./run bench billrun makes them")
    PICTURE.write_text(_svg(charts))
    print(PICTURE)


def _svg(charts: Sequence[Chart]) -> str:
    wide = WIDTH * len(charts)
    drawn = "\n".join(chart.drawn(WIDTH * place) for place, chart in enumerate(charts))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {HEIGHT}" width="{wide}" height="{HEIGHT}" role="img">\n'
        f"<title>The bill run: {'; '.join(chart.title for chart in charts)}</title>\n<style>{STYLE}</style>\n{drawn}\n</svg>\n"
    )


def _by_size(sizes: Sequence[dict[str, Any]]) -> list[Chart]:
    """Return the charts over numbers of accounts: the month beside which rows were copied."""
    if not sizes:
        return []
    runs = [(one["accounts"], [run for run in one["runs"] if run["workers"] == 1][-1], one["copy"]) for one in sizes]
    first, last = floor(log10(runs[0][0])), max(ceil(log10(runs[-1][0])), floor(log10(runs[0][0])) + 1)
    ticks = [(10.0**power, f"{10**power:,}".replace(",", " ")) for power in range(first, last + 1)]

    def place(accounts: float) -> float:
        return (log10(accounts) - first) / (last - first)

    speed = Line("bill run", "a", [(accounts, run["speed"]) for accounts, run, _ in runs])
    copy = Line("raw COPY", "b", [(accounts, beside["speed"]) for accounts, _, beside in runs])
    python = Line("Python", "a", [(accounts, run["python_mb"]) for accounts, run, _ in runs])
    backend = Line("PostgreSQL", "b", [(accounts, run["backend_mb"]) for accounts, run, _ in runs])
    return [
        Chart("Bills in a second of one core", "accounts", place, ticks, [speed, copy], LIMIT),
        Chart("Memory at most, MB", "accounts", place, ticks, [python, backend]),
    ]


def _by_month(found: dict[str, Any]) -> Chart:
    runs = [run for run in found["runs"] if run["workers"] == 1]
    points = [(number, run["speed"]) for number, run in enumerate(runs, 1)]
    ticks = [(number, str(number)) for number, _ in points]

    def place(month: float) -> float:
        return (month - 1) / max(1, len(runs) - 1)

    accounts = f"{found['accounts']:,}".replace(",", " ")
    return Chart(
        f"Bills/s, {accounts} accounts", "month of their history", place, ticks, [Line("bill run", "a", points)], LIMIT
    )


def _level(y: float, name: str) -> str:
    return f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/><text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{name}</text>'


def _line(line: Line, x: Callable[[float], float], y: Callable[[float], float]) -> list[str]:
    places = [(x(at), y(value)) for at, value in line.points]
    path = " ".join(f"{across:.1f},{down:.1f}" for across, down in places)
    dots = [f'<circle class="dot {line.colour}" cx="{across:.1f}" cy="{down:.1f}" r="3"/>' for across, down in places]
    return [f'<polyline class="line {line.colour}" points="{path}"/>', *dots]


def _names(lines: Sequence[Line]) -> str:
    """Return the names of the lines, in their colours, below the title."""
    return "".join(
        f'<text class="{line.colour}" x="{LEFT + 110 * place}" y="34">● {line.name}</text>'
        for place, line in enumerate(lines)
    )


def _round_step(about: float) -> float:
    """Return a step of 1, 2 or 5 times a power of ten that is at least so large."""
    power: float = 10.0 ** floor(log10(about))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= about)


if __name__ == "__main__":
    main()
