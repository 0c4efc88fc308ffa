"""What a line carried, at the desk: the same chart, table, file and periods as its customer sees."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from abonent.modules.internet.charts.shown import file, shown
from abonent.modules.internet.desk.line import about_line
from abonent.modules.internet.queries.lines import line_name
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.files import table


@staff_page(act="network.see")
@require_safe
def desk_network_traffic(request: StaffRequest, line: int) -> HttpResponse:
    """Show what a line carried."""
    found, about = about_line(request, line)
    return render(
        request,
        "internet/desk_traffic.html",
        {"customer": about, **shown(found, line_name(found), request.GET, at=request.at)},
    )


@staff_page(act="network.see")
@require_safe
def desk_network_traffic_csv(request: StaffRequest, line: int) -> HttpResponse:
    """Give the same as a file."""
    found, _about = about_line(request, line)
    rows, name = file(found, request.GET, at=request.at)
    return table(rows, name=name)
