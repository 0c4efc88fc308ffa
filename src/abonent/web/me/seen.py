"""Who in the office looked at my data: when, at what, in which role, and why."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.journal.models import Event
from abonent.journal.queries import events_of
from abonent.web import viewing
from abonent.web.frame import speaking
from abonent.web.page import CustomerRequest, customer_page
from abonent.web.portal.money import last_page, page_number

A_PAGE = 25
WHAT: dict[str, Promise] = {
    "customer.seen": _("looked at the account at the office"),
    "customer.viewed": _("looked at these pages as you see them"),
    "customer.file_taken": _("downloaded a document or a table"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """A look as the page shows it. `role` is that of whoever looked, at the time; a name is told by the office on request.

    `until` says how long a look at the customer's own pages could last.
    """

    at: datetime
    what: Promise
    role: str
    reason: str
    until: str


@customer_page(act="seen.see")
@require_safe
def my_seen(request: CustomerRequest) -> HttpResponse:
    """Show who looked, the newest first."""
    since = profile.midnight(request.account.opened_on)
    found = events_of(request.account.pk).filter(kind__in=WHAT, at__gte=since).order_by("-at", "-id")
    number, last = page_number(request), last_page(found.count(), A_PAGE)
    if not 1 <= number <= last:
        raise Http404
    looks = [_look(event) for event in found[(number - 1) * A_PAGE : number * A_PAGE]]
    return render(request, "me/seen.html", {"looks": looks, "number": number, "last": last})


def _look(event: Event) -> Look:
    role = profile.current().desk.roles.get(event.data.get("role", ""))
    said = str(event.data.get("reason", ""))
    return Look(event.at, WHAT[event.kind], role[speaking()] if role else "", said, viewing.at_latest(event))
