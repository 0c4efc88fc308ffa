"""The network of one customer at the desk: their lines, each with how it stands; and the way there from a contract."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.modules.internet.bulk.now import account_now
from abonent.modules.internet.desk.words import speeds, tags
from abonent.modules.internet.models import Line, Session
from abonent.modules.internet.queries import line_name, lines_of
from abonent.modules.internet.queries.network import latest_sessions
from abonent.web.desk.customer import shown
from abonent.web.desk.lines import line_of
from abonent.web.desk.page import StaffRequest, customer, staff_page
from abonent.web.desk.tables import Tag

MOST = 200
"""More lines than anybody reads on one page; the others are found by their logins."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a customer: what it is called, how it stands and how fast it may be, and its latest session."""

    line: Line
    name: str
    tags: list[Tag]
    speeds: str
    session: Session | None


@staff_page(act="network.see")
@require_safe
def desk_customer_network(request: StaffRequest, number: str) -> HttpResponse:
    """List the lines of a customer; the only one is shown at once."""
    lines = list(lines_of(customer(number))[:MOST])
    if len(lines) == 1:
        return redirect("desk_network_line", line=lines[0].pk)
    about = shown(request, number, "network")
    now, sessions = account_now(about.account, at=request.at), latest_sessions(line.pk for line in lines)
    on = profile.today(request.at)
    rows = [
        Row(line, line_name(line), tags(line, may, session, on=on), speeds(may), session)
        for line in lines
        for may, session in [(now.get(line.pk), sessions.get(line.pk))]
    ]
    return render(request, "internet/desk_customer_network.html", {"customer": about, "rows": rows})


@staff_page(act="network.see")
@require_safe
def desk_network_line_of(request: StaffRequest, number: str, line: int) -> HttpResponse:  # noqa: ARG001 - the page it leads to asks
    """Lead from a line of a contract to what it is in the network; to the customer's list as long as it is not set up."""
    delivered = line_of(customer(number), line)
    found = Line.objects.filter(account=delivered.account_id, subscription=delivered).first()
    if found is None:
        return redirect("desk_customer_network", number=number)
    return redirect("desk_network_line", line=found.pk)
