"""Everybody's bills: the list of all, and one of them with its lines, what paid it and what corrected it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.billing import queries
from abonent.billing.models import Invoice
from abonent.billing.queries import BillShown, Share
from abonent.people.models import Account
from abonent.web.addresses import address
from abonent.web.desk.customer import shown
from abonent.web.desk.filters import Choice, Days, Letters
from abonent.web.desk.links import bill_page
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.desk.seeing import seen
from abonent.web.desk.tables import Column, Table, Tag
from abonent.web.files import pdf
from abonent.web.portal.bill import GIVEN
from abonent.web.portal.calculation import lines, vat_rows
from abonent.web.portal.money import METHODS

KINDS: dict[str, Promise] = {
    Invoice.Kind.BILL: _("Bill"),
    Invoice.Kind.CORRECTION: _("Correction"),
}
STATES: dict[str, tuple[str, Promise]] = {
    "paid": ("ok", pgettext_lazy("bill", "paid")),
    "given-back": ("info", _("in the customer’s favour")),
    "open": ("warn", pgettext_lazy("bill", "open")),
    "partly": ("warn", pgettext_lazy("bill", "partly paid")),
    "overdue": ("bad", pgettext_lazy("bill", "overdue")),
}

LAST_SIGN = "\U0010ffff"
"""Sorts after every sign that a number can have."""


@dataclass(frozen=True, slots=True)
class Row:
    """A bill of anybody in the list, as it is today."""

    invoice: Invoice
    open: Decimal
    state: str


def _account(typed: str) -> Q:
    """Find an account's bills: by its id, as an index of accounts has them in order already."""
    number = profile.current().account_number.plain(typed) or ""
    found = Account.objects.filter(number=number).values_list("pk", flat=True).first()
    return Q(account=found) if found else Q(pk__in=[])


def _begins(typed: str) -> Q:
    """Find numbers that begin so: the range is what an index can walk, whatever the database's collation."""
    return Q(number__startswith=typed, number__gte=typed, number__lt=f"{typed}{LAST_SIGN}")


BILLS = Table(
    caption=_("Bills"),
    columns=(
        Column("number", _("Number"), lambda row: row.invoice.number),
        Column("holder", _("Customer"), lambda row: row.invoice.account.holder),
        Column("account", _("Account"), lambda row: row.invoice.account.number, "account"),
        Column("kind", _("What"), lambda row: KINDS[row.invoice.kind]),
        Column("issued", _("Issued"), lambda row: row.invoice.issued_on, "day", sort=("issued_on",)),
        Column("due", _("Due"), lambda row: row.invoice.due_on, "day"),
        Column("total", _("Total"), lambda row: row.invoice.total, "money"),
        Column("open", _("Still to pay"), lambda row: row.open, "money"),
        Column("state", _("How it stands"), lambda row: Tag(*STATES[row.state]), "tag"),
    ),
    leads_to=lambda row: bill_page(row.invoice.number),
    filters=(
        Letters("number", _("Number begins"), _begins),
        Letters("account", _("Account"), _account),
        Choice("kind", _("What"), {kind.lower(): (words, Q(kind=kind)) for kind, words in KINDS.items()}),
        Days("issued", _("Issued from"), _("Issued until"), "issued_on"),
    ),
    sort="-issued",
    file="desk_bills_csv",
    empty=(_("No bills yet"), _("Bills stand here from the day of the first bill run.")),
)


@staff_page(act="money.see")
@require_safe
def desk_bills(request: StaffRequest) -> HttpResponse:
    """Show everybody's bills, the newest first."""
    return BILLS.page(request, "desk/bills.html", queries.all_bills(), shown=_rows(request))


@staff_page(act="money.see")
@require_safe
def desk_bills_csv(request: StaffRequest) -> StreamingHttpResponse:
    """Give the bills that the filters leave as a file."""
    return BILLS.download(request, queries.all_bills(), name="bills", shown=_rows(request))


@staff_page(act="money.see")
@require_safe
def desk_bill(request: StaffRequest, slug: str) -> HttpResponse:
    """Show a bill as it was issued, what has paid it, and what corrects it."""
    invoice, found = bill_of(request, slug)
    context = {
        "customer": shown(request, invoice.account.number, "money"),
        "may_correct": request.may("bills.correct") and invoice.kind != Invoice.Kind.CORRECTION,
        "done": request.GET.get("done", ""),
        "duplicates": queries.duplicates(invoice),
        **_shown(found),
    }
    return render(request, "desk/bill.html", context)


@staff_page(act="money.see")
@require_safe
def desk_bill_pdf(request: StaffRequest, slug: str) -> HttpResponse:
    """Give the document as it was issued."""
    invoice, found = bill_of(request, slug)
    seen(request, invoice.account)
    return pdf(found.template, found.sheet, name=slug)


def bill_of(request: StaffRequest, slug: str) -> tuple[Invoice, BillShown]:
    """Return a bill by the word in its address. Raises Http404."""
    invoice = queries.by_number(slug)
    on = profile.today(request.at)
    found = queries.bill_shown(invoice.account, queries.slug(invoice.number), on=on) if invoice else None
    if invoice is None or found is None:
        raise Http404
    return invoice, found


def _rows(request: StaffRequest) -> Any:
    """Return what makes rows of bills, with what is open of each."""
    on = profile.today(request.at)

    def rows(bills: list[Invoice]) -> list[Row]:
        left = queries.open_of([bill.pk for bill in bills])
        return [_row(bill, left.get(bill.pk, queries.NOTHING), on) for bill in bills]

    return rows


def _row(bill: Invoice, left: Decimal, on: date) -> Row:
    standing = queries.Bill(on, bill.number, bill.kind, bill.issued_on, bill.due_on, bill.total, left)
    return Row(bill, left, standing.state)


def _shown(found: BillShown) -> dict[str, Any]:
    sheet = found.sheet
    return {
        "bill": found.row,
        "kind": _("Final bill") if found.final else KINDS[found.row.kind],
        "sheet": sheet,
        "period": tuple(map(date.fromisoformat, sheet["period"])) if sheet["period"] else None,
        "corrects": (sheet["corrects"], bill_page(sheet["corrects"]["number"])) if sheet["corrects"] else None,
        "corrected_by": [(number, bill_page(number)) for number, _slug in found.corrections],
        "lines": lines(sheet),
        "vat": vat_rows(sheet),
        "at_issue": {name: Decimal(value) for name, value in sheet["settlement"].items()},
        "paid": [_paid(share) for share in found.paid],
        "about": list(_about(found)),
    }


def _paid(share: Share) -> tuple[Any, str, Decimal, str]:
    """Return when, how, how much, and where that is shown."""
    word = METHODS[queries.method(share.book)] if share.receipt else GIVEN.get(share.kind, METHODS["other"])
    how = f"{word} {share.number}".strip()
    if share.number:
        return share.at, how, share.amount, bill_page(share.number)
    return share.at, how, share.amount, address("desk_receipt", receipt=share.receipt) if share.receipt else ""


def _about(found: BillShown) -> Iterator[tuple[str, Any]]:
    sheet = found.sheet
    yield say("Buyer"), ", ".join([sheet["buyer"]["name"], *sheet["buyer"]["address"]])
    if sheet["buyer"].get("tax_id"):
        yield say("Tax number of the buyer"), sheet["buyer"]["tax_id"]
    if found.state_number:
        yield say("Number in %(system)s") % {"system": found.state_system}, found.state_number
    yield say("Template"), found.template
    yield say("Fingerprint (SHA-256)"), found.sha256.hex()
