"""What a line carried: a chart of the last day or week, a table, a file, and how much in each billing period."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.modules.internet.models import Line
from abonent.modules.internet.portal.charting import BITS, DAY, RANGES, SHOWS, chart, file_rows, slots_of
from abonent.modules.internet.portal.used import used
from abonent.modules.internet.queries.lines import named_line
from abonent.web.files import table
from abonent.web.page import CustomerRequest, customer_page


@customer_page(act="lines.see")
@require_safe
def line_traffic(request: CustomerRequest, line: int) -> HttpResponse:
    """Show what a line carried."""
    return render(request, "internet/traffic.html", shown(*_named(request, line), request.GET, at=request.at))


@customer_page(act="lines.see")
@require_safe
def line_traffic_csv(request: CustomerRequest, line: int) -> HttpResponse:
    """Give the same as a file for a spreadsheet."""
    found, _name = _named(request, line)
    return file(found, request.GET, at=request.at)


def shown(line: Line, name: str, asked: Mapping[str, str], *, at: datetime) -> dict[str, Any]:
    """Return what stands on the page, for the portal and the desk: `range` and `show` are as the address asks for them."""
    span, show = RANGES.get(asked.get("range", ""), DAY), asked.get("show", "")
    show = show if show in SHOWS else BITS
    return {
        "line": line,
        "name": name,
        "chart": chart(slots_of(line, span, at=at), span, show=show),
        "used": used(line, on=profile.today(at)),
        "span": span,
        "ranges": [(code, each.label, code == span.code) for code, each in RANGES.items()],
        "show": show,
        "shows": [(code, label, code == show) for code, label in SHOWS.items()],
    }


def file(line: Line, asked: Mapping[str, str], *, at: datetime) -> HttpResponse:
    """Answer with what a line carried in the range that is asked for."""
    span = RANGES.get(asked.get("range", ""), DAY)
    return table(file_rows(slots_of(line, span, at=at)), name=f"traffic-{line.login}-{span.code}")


def _named(request: CustomerRequest, line: int) -> tuple[Line, str]:
    """Return a line of the account and what it is called; another's is not found."""
    found = named_line(request.account, line)
    if found is None:
        raise Http404
    return found
