"""What a line carried: a chart of the last day or week, a table, a file, and how much in each billing period."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from abonent.modules.internet.charts.shown import file, shown
from abonent.modules.internet.models import Line
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
    rows, name = file(found, request.GET, at=request.at)
    return table(rows, name=name)


def _named(request: CustomerRequest, line: int) -> tuple[Line, str]:
    """Return a line of the account and what it is called; another's is not found."""
    found = named_line(request.account, line)
    if found is None:
        raise Http404
    return found
