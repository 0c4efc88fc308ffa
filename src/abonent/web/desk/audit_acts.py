"""What one of the staff did: signed in, was refused, looked, changed; from the journal."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from abonent.journal.kinds import sentence
from abonent.journal.models import Event
from abonent.people.models import Account
from abonent.people.queries import staff
from abonent.web import viewing
from abonent.web.addresses import address_if_there
from abonent.web.desk.deeds import WAYS
from abonent.web.desk.filters import Choice, Days, Options
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.desk.tables import Column, Link, Table

GROUPS: dict[str, tuple[Promise, Q]] = {
    "signed": (pgettext_lazy("audit", "signing in"), Q(kind__in=("session.began", "session.ended"))),
    "refused": (pgettext_lazy("audit", "refused"), Q(kind__in=("access.denied", "form.refused"))),
    "looked": (
        _("looks at customers"),
        Q(kind__in=("customer.seen", "customer.viewed", "customer.view_ended", "customer.file_taken")),
    ),
}


@dataclass(frozen=True, slots=True)
class Act:
    """An event as the page shows it."""

    event: Event
    account: Account | None

    @property
    def customer(self) -> Link | None:
        if self.account is None:
            return None
        return Link(self.account.holder, address_if_there("desk_customer", number=self.account.number))

    @property
    def reason(self) -> str:
        """Why, and of a look through a customer's eyes how long it could last."""
        return ", ".join(filter(None, [str(self.event.data.get("reason", "")), viewing.at_latest(self.event)]))


@staff_page(act="audit.see")
@require_safe
def desk_audit_acts(request: StaffRequest) -> HttpResponse:
    """Show what somebody of the staff did, the newest first."""
    return ACTS.page(request, "desk/audit_acts.html", _events(request), shown=acts)


@staff_page(act="audit.see")
@require_safe
def desk_audit_acts_csv(request: StaffRequest) -> StreamingHttpResponse:
    """Give the same as a file."""
    return ACTS.download(request, _events(request), name="staff", shown=acts)


def acts(events: Iterable[Event]) -> list[Act]:
    """Return events as the page shows them, with their customers in one statement."""
    found = list(events)
    accounts = Account.objects.in_bulk({event.account_id for event in found if event.account_id})
    return [Act(event, accounts.get(event.account_id or 0)) for event in found]


def _events(request: StaffRequest) -> QuerySet[Event]:
    """Of nobody in particular nothing is shown: the index leads from a person to what they did."""
    return Event.objects.all() if request.GET.get("who") else Event.objects.none()


def _persons() -> Options:
    return {str(user.pk): (user.name, Q(by_id=user.pk)) for user in staff()}


ACTS = Table(
    caption=_("What the staff did"),
    columns=(
        Column("at", _("When"), lambda act: act.event.at, "moment", sort=("at",)),
        Column("what", _("What"), lambda act: sentence(act.event.kind)),
        Column("customer", _("Customer"), lambda act: act.customer, "link"),
        Column("about", _("About"), lambda act: act.event.subject),
        Column("way", _("How"), lambda act: WAYS.get(act.event.via, act.event.via)),
        Column("reason", _("Reason"), lambda act: act.reason),
    ),
    leads_to=lambda _act: "",
    filters=(
        Choice("who", pgettext_lazy("audit", "Who"), _persons, none=pgettext_lazy("audit", "choose somebody")),
        Choice("what", _("What"), GROUPS),
        Days("at", _("From"), _("Until"), "at", instant=True),
    ),
    sort="-at",
    key="id",
    file="desk_audit_acts_csv",
    empty=(_("Choose somebody of the staff"), _("What they did stands here then: from signing in to signing out.")),
)
"""Found by the index over person and instant of each month of the journal."""
