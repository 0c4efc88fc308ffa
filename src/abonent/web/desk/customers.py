"""All customers: a list to filter, sort and download. Whoever looks for one of them types into the search box instead."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, Func, OuterRef, Q, TextField, Value
from django.db.models.lookups import Exact
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.billing.models import Payer
from abonent.contracts.models import Restriction
from abonent.contracts.queries.finding import levels, served_at
from abonent.people.models import Account, Place
from abonent.people.queries.finding import customers
from abonent.web.addresses import address
from abonent.web.desk.customer import KINDS, LIMITED
from abonent.web.desk.filters import Choice, Days, Letters
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.desk.tables import Column, Table, Tag

DELIVERIES: dict[str, Promise] = {
    Payer.Delivery.ELECTRONIC: pgettext_lazy("bills come", "electronically"),
    Payer.Delivery.PAPER: pgettext_lazy("bills come", "on paper"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A customer in the list; `level` is how far their service is restricted now."""

    account: Account
    place: Place | None
    level: str

    @property
    def payer(self) -> Payer | None:
        found: Payer | None = getattr(self.account, "payer", None)
        return found


def _town(typed: str) -> Q:
    """Whole names of towns, however they are spelled: index `place_by_town`."""
    there, said = (
        Func(each, function="abonent_fold", output_field=TextField()) for each in (F("post_place__town"), Value(typed))
    )
    return Q(Exact(there, said))


def _cycles() -> dict[str, tuple[str, Q]]:
    return {str(each.code): (str(each.code), Q(payer__cycle=each.code)) for each in profile.current().billing.cycles}


def _state(row: Row) -> list[Tag]:
    ended = [Tag("warn", pgettext_lazy("customer", "ended"))] if row.account.closed_on else []
    return [*ended, *([Tag("bad", LIMITED[row.level])] if row.level else [])]


IN_FORCE = Exists(Restriction.objects.filter(account=OuterRef("pk"), lifted_at=None))
CUSTOMERS = Table(
    caption=_("Customers"),
    columns=(
        Column("holder", _("Holder"), lambda row: row.account.holder, sort=("sort_key",)),
        Column("number", _("Account"), lambda row: row.account.number, "account", sort=("number",)),
        Column("kind", _("Kind"), lambda row: KINDS[row.account.kind]),
        Column("address", _("Address"), lambda row: str(row.place or "")),
        Column("since", _("Since"), lambda row: row.account.opened_on, "day", sort=("opened_on",)),
        Column("cycle", _("Cycle"), lambda row: row.payer and row.payer.cycle, "number"),
        Column("delivery", _("Bills"), lambda row: row.payer and DELIVERIES[row.payer.delivery]),
        Column("state", pgettext_lazy("of a customer", "State"), _state, "tag"),
    ),
    leads_to=lambda row: address("desk_customer", number=row.account.number),
    # Which index each is quick by, or how many rows have to be looked at instead: docs/decisions/0042.
    filters=(
        Choice("kind", _("Kind"), {value: (text, Q(kind=value)) for value, text in KINDS.items()}),
        Choice(
            "state",
            pgettext_lazy("of a customer", "State"),
            {
                "active": (pgettext_lazy("customers", "active"), Q(closed_on=None)),
                "restricted": (pgettext_lazy("customers", "restricted"), Q(IN_FORCE)),
                "ended": (pgettext_lazy("customers", "ended"), Q(closed_on__isnull=False)),
            },
        ),
        Choice("delivery", _("Bills"), {value: (text, Q(payer__delivery=value)) for value, text in DELIVERIES.items()}),
        Choice("cycle", _("Cycle"), _cycles),
        Letters("town", _("Town"), _town),
        Days("since", _("Customer from"), _("Customer until"), "opened_on"),
    ),
    sort="holder",
    file="desk_customers_csv",
    empty=(_("No customers yet"), _("The first will be here as soon as an account is opened.")),
)


@staff_page(act="customers.list")
@require_safe
def desk_customers(request: StaffRequest) -> HttpResponse:
    """Show a page of all customers."""
    return CUSTOMERS.page(request, "desk/customers.html", everybody(), shown=rows)


@staff_page(act="customers.list")
@require_safe
def desk_customers_csv(request: StaffRequest) -> StreamingHttpResponse:
    """Give the customers that the filters leave as a file."""
    return CUSTOMERS.download(request, everybody(), name="customers", shown=rows)


def everybody() -> Any:
    """Return all customers with what the list shows of them."""
    return customers().select_related("post_place", "payer")


def rows(accounts: list[Account]) -> list[Row]:
    """Look up what the list shows of the customers of a page."""
    limited = levels(account.pk for account in accounts)
    served = served_at(account.pk for account in accounts if account.post_place is None)
    return [Row(each, each.post_place or served.get(each.pk), limited.get(each.pk, "")) for each in accounts]
