"""All sessions of one line, as its access devices told of them: a list to page through and download."""

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from abonent.modules.internet.desk.line import about_line, rows
from abonent.modules.internet.models import Session
from abonent.modules.internet.queries import line_name
from abonent.web.desk.filters import Days
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.desk.tables import Column, Table

SESSIONS = Table(
    caption=_("Sessions"),
    columns=(
        Column(
            "began", pgettext_lazy("session", "Began"), lambda row: row.session.began_at, "moment", sort=("began_at",)
        ),
        Column("ended", pgettext_lazy("session", "Ended"), lambda row: row.session.ended_at, "moment"),
        Column("device", _("Access device"), lambda row: row.device),
        Column("mac", _("MAC"), lambda row: row.mac),
        Column("address", _("IP address"), lambda row: row.session.address4 or row.session.prefix6),
        Column("down", _("Received"), lambda row: row.session.in_bytes, "size"),
        Column("up", pgettext_lazy("octets", "Sent"), lambda row: row.session.out_bytes, "size"),
        Column("cause", _("Why it ended"), lambda row: row.cause),
    ),
    leads_to=lambda _row: "",
    filters=(Days("began", _("Began from"), _("Began until"), "began_at", instant=True),),
    sort="-began",
    file="desk_network_sessions_csv",
    empty=(_("No session yet"), _("Each time the line connects it is written down here.")),
)


@staff_page(act="network.see")
@require_safe
def desk_network_sessions(request: StaffRequest, line: int) -> HttpResponse:
    """Show a page of the sessions of a line: index `session_of_line`."""
    found, about = about_line(request, line)
    rest = {"customer": about, "line": found, "name": line_name(found)}
    sessions = Session.objects.filter(line=found).select_related("device")
    return SESSIONS.page(request, "internet/desk_sessions.html", sessions, shown=rows, **rest)


@staff_page(act="network.see")
@require_safe
def desk_network_sessions_csv(request: StaffRequest, line: int) -> StreamingHttpResponse:
    """Give the sessions of a line as a file."""
    found, _about = about_line(request, line)
    sessions = Session.objects.filter(line=found).select_related("device")
    return SESSIONS.download(request, sessions, name=f"sessions-{found.login}", shown=rows)
