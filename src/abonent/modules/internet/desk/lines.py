"""All lines at the desk: a list to filter and download. Whoever looks for one of them types into the search box instead."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.lookups import Exact
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.modules.internet.bulk.now import Now, lines_now
from abonent.modules.internet.desk.network_tabs import network_tabs
from abonent.modules.internet.desk.words import tags
from abonent.modules.internet.models import Device, Line, Session
from abonent.modules.internet.queries.network import OPEN, OVER, RESTRICTED, all_lines, latest_sessions, lines_with
from abonent.web.addresses import address
from abonent.web.desk.filters import Choice, Letters, Options
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.desk.tables import Column, Link, Shown, Table, Tag


@dataclass(frozen=True, slots=True)
class Row:
    """A line in the list, what it may do now, and its latest session."""

    line: Line
    now: Now | None
    session: Session | None
    on: date

    @property
    def tags(self) -> list[Tag]:
        return tags(self.line, self.now, self.session, on=self.on)

    @property
    def online(self) -> Session | None:
        return self.session if self.session and not self.session.ended_at else None

    @property
    def address(self) -> str:
        return (self.online and self.online.address4) or self.line.address4 or ""

    @property
    def heard_at(self) -> datetime | None:
        return self.session.heard_at if self.session else None

    @property
    def device(self) -> Link | None:
        found = self.session and self.session.device
        return Link(found.name, address("desk_device", device=found.pk)) if found else None


def _town(typed: str) -> Q:
    """Whole names of towns, however they are spelled: index `place_by_town`."""
    there, said = (
        Func(each, function="abonent_fold", output_field=TextField())
        for each in (F("subscription__place__town"), Value(typed))
    )
    return Q(Exact(there, said))


def _devices() -> Options:
    """Lines that are connected at a device in use: index `session_by_device`."""
    here = Session.objects.filter(ended_at=None)
    found = Device.objects.filter(ended_at=None).order_by("name")
    return {str(each.pk): (each.name, Q(pk__in=here.filter(device=each).values("line"))) for each in found}


LINES = Table(
    caption=pgettext_lazy("internet", "Lines"),
    columns=(
        Column("login", _("Login"), lambda row: row.line.login, sort=("login",)),
        Column("where", _("Where"), lambda row: str(row.line.subscription.place or row.line.subscription.label)),
        Column("state", pgettext_lazy("of a line", "State"), lambda row: row.tags, "tag"),
        Column("address", _("IP address"), lambda row: row.address),
        Column("device", _("Access device"), lambda row: row.device, "link"),
        Column("heard", _("Last heard of"), lambda row: row.heard_at, "moment"),
    ),
    leads_to=lambda row: address("desk_network_line", line=row.line.pk),
    # Which index each is quick by, or how many rows have to be looked at instead: docs/decisions/0069.
    filters=(
        Choice(
            "state",
            pgettext_lazy("of a line", "State"),
            {
                "online": (pgettext_lazy("lines", "online"), Q(OPEN)),
                "offline": (pgettext_lazy("lines", "offline"), ~Q(OPEN) & ~OVER),
                "restricted": (pgettext_lazy("lines", "restricted"), Q(RESTRICTED) & ~OVER),
                "no_password": (pgettext_lazy("lines", "no password"), Q(secret="") & ~OVER),
                "ended": (pgettext_lazy("lines", "ended"), OVER),
            },
        ),
        Choice("device", _("Connected at"), _devices),
        Letters("with", _("Login, MAC or IP address"), lambda typed: Q(pk__in=lines_with(typed))),
        Letters("town", _("Town"), _town),
    ),
    sort="login",
    file="desk_network_csv",
    empty=(_("No lines yet"), _("With the first agreement about an internet line its line will be here.")),
)


@staff_page(act="network.see")
@require_safe
def desk_network(request: StaffRequest) -> HttpResponse:
    """Show a page of all lines; whose they are, their own pages say."""
    tabs = network_tabs("desk_network")
    return LINES.page(request, "internet/desk_network.html", _all(request), shown=_rows(request), tabs=tabs)


@staff_page(act="network.see")
@require_safe
def desk_network_csv(request: StaffRequest) -> StreamingHttpResponse:
    """Give the lines that the filters leave as a file."""
    return LINES.download(request, _all(request), name="lines", shown=_rows(request))


def _all(request: StaffRequest) -> QuerySet[Line]:
    return all_lines(profile.today(request.at))


def _rows(request: StaffRequest) -> Shown:
    def shown(lines: list[Line]) -> list[Row]:
        on, numbers = profile.today(request.at), [line.pk for line in lines]
        now, sessions = lines_now(numbers, at=request.at), latest_sessions(numbers)
        return [Row(line, now.get(line.pk), sessions.get(line.pk), on) for line in lines]

    return shown
