"""One customer's money: what is open, and the ledger entry by entry, each with what was owed after it and what it paid."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.billing import queries
from abonent.people.models import Account
from abonent.web.desk.customer import shown
from abonent.web.desk.entries import KINDS, explained, page_of, what
from abonent.web.desk.filters import Choice, Days
from abonent.web.desk.links import bill_page
from abonent.web.desk.page import StaffRequest, customer, staff_page
from abonent.web.desk.seeing import seen
from abonent.web.desk.tables import Column, Link, Table

OPEN = 12
"""How many open items are shown above the ledger."""

LEDGER = Table(
    caption=_("Ledger"),
    columns=(
        Column("day", _("Posted"), lambda row: row.entry.booked_on, "day", sort=("booked_on",)),
        Column("what", _("What"), lambda row: Link(what(row), page_of(row)), "link"),
        Column("how", _("How it was paid"), explained),
        Column("debit", _("Charged"), lambda row: row.debit, "money"),
        Column("credit", _("Credited"), lambda row: row.credit, "money"),
        Column("after", _("Owed after it"), lambda row: row.after, "money"),
    ),
    leads_to=lambda _row: "",
    filters=(
        Choice("kind", _("What"), {kind: (words, Q(kind=kind)) for kind, words in KINDS.items()}),
        Days("day", _("From"), _("Until"), "booked_on"),
    ),
    sort="-day",
    file="desk_customer_money_csv",
    empty=(_("Nothing was booked yet"), _("Bills and payments stand here as soon as they are booked.")),
)
"""One account's entries, found by the index over account, day and number."""


@dataclass(frozen=True, slots=True)
class Open:
    """A debt that is not paid whole."""

    what: str
    url: str
    entry: Any
    left: Decimal
    days: int


@staff_page(act="money.see")
@require_safe
def desk_customer_money(request: StaffRequest, number: str) -> HttpResponse:
    """Show what is open, and the ledger."""
    about = shown(request, number, "money")
    account = about.account
    return LEDGER.page(
        request,
        "desk/customer_money.html",
        queries.entries(account),
        shown=lambda found: queries.posted(account, found),
        customer=about,
        open=list(_open(request, account)),
        shown_open=OPEN,
        credit=queries.total_open(queries.unused_credits(account)),
        under_way=queries.under_way(account, at=request.at),
    )


@staff_page(act="money.see")
@require_safe
def desk_customer_money_csv(request: StaffRequest, number: str) -> StreamingHttpResponse:
    """Give the ledger as a file."""
    account = customer(number)
    seen(request, account)
    rows, name = queries.entries(account), f"ledger-{account.number}"
    return LEDGER.download(request, rows, name=name, shown=lambda found: queries.posted(account, found))


def _open(request: StaffRequest, account: Account) -> Iterator[Open]:
    on = profile.today(request.at)
    for entry in queries.debts(account).select_related("invoice").defer("invoice__sheet")[: OPEN + 1]:
        number = entry.invoice.number if entry.invoice else ""
        said = f"{KINDS[entry.kind]} {number}".strip()
        yield Open(said, bill_page(number) if number else "", entry, entry.open, ((entry.due_on or on) - on).days)
