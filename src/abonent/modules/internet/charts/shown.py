"""All that a page about traffic shows, and its file: the same for the customer and at the desk."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from abonent import profile
from abonent.modules.internet.charts.chart import BITS, DAY, PACKETS, RANGES, SHOWS, chart, course, file_rows
from abonent.modules.internet.charts.used import used
from abonent.modules.internet.models import Line
from abonent.web.files import Cell


def shown(line: Line, name: str, asked: Mapping[str, str], *, at: datetime) -> dict[str, Any]:
    """Return what stands on the page: `range` and `show` are as the address asks for them."""
    span, show = RANGES.get(asked.get("range", ""), DAY), asked.get("show", "")
    show = show if show in SHOWS else BITS
    return {
        "line": line,
        "name": name,
        "chart": chart(course(line, span, at=at, show=show), span, show=show),
        "used": used(line, on=profile.today(at)),
        "span": span,
        "ranges": [(code, each.label, code == span.code) for code, each in RANGES.items()],
        "show": show,
        "shows": [(code, label, code == show) for code, label in SHOWS.items()],
    }


def file(line: Line, asked: Mapping[str, str], *, at: datetime) -> tuple[Iterator[list[Cell]], str]:
    """Return the rows of a file of the range that is asked for, and its name."""
    span = RANGES.get(asked.get("range", ""), DAY)
    bits, packets = (course(line, span, at=at, show=each) for each in (BITS, PACKETS))
    return file_rows(bits, packets), f"traffic-{line.login}-{span.code}"
