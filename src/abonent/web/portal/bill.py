"""One bill: what stands on it and never changes, and what is owed for it today; the PDF and a file of its lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as say
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.billing import queries
from abonent.billing.models import Entry
from abonent.billing.queries import BillShown, Share
from abonent.billing.transfer import zbp
from abonent.drawing.qr import qr_svg
from abonent.web.files import Cell, pdf, table
from abonent.web.page import CustomerRequest, customer_page
from abonent.web.portal.calculation import lines, vat_rows
from abonent.web.portal.elsewhere import elsewhere
from abonent.web.portal.money import METHODS, Row, online, payment_url

GIVEN: dict[str, Promise] = {
    Entry.Kind.CORRECTION: say("correction of a bill"),
    Entry.Kind.WRITE_OFF: say("written off"),
}
"""What has paid a bill and was not money that came."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """How to pay by transfer, copied from the bill; the amount is that of today."""

    recipient: str
    bank: str
    bank_account: str
    title: str
    amount: Decimal


@customer_page(act="bills.see")
@require_safe
def bill(request: CustomerRequest, slug: str) -> HttpResponse:
    """Show a bill: what is owed for it today, its lines, and the document as it was issued."""
    found = queries.bill_shown(request.account, slug, on=profile.today(request.at))
    if found is None:
        return elsewhere(request, "bills.see", has=lambda account: queries.by_slug(account, [slug]).exists())
    offer = online(request, found.why_not)
    return render(request, "portal/bill.html", {"online": offer, **_shown(found)})


@customer_page(act="bills.see")
@require_safe
def bill_pdf(request: CustomerRequest, slug: str) -> HttpResponse:
    """Give the document, made from its frozen sheet: the same bytes each time."""
    found = _found(request, slug)
    return pdf(found.template, found.sheet, name=slug)


@customer_page(act="bills.see")
@require_safe
def bill_csv(request: CustomerRequest, slug: str) -> HttpResponse:
    """Give the lines of a bill as a file for a spreadsheet."""
    return table(_rows(_found(request, slug).sheet), name=slug)


def _found(request: CustomerRequest, slug: str) -> BillShown:
    found = queries.bill_shown(request.account, slug, on=profile.today(request.at))
    if found is None:
        raise Http404
    return found


def _shown(found: BillShown) -> dict[str, Any]:
    sheet, row = found.sheet, found.row
    to = transfer(sheet, row.open)
    return {
        "bill": row,
        "sheet": sheet,
        "period": tuple(map(date.fromisoformat, sheet["period"])) if sheet["period"] else None,
        "final": found.final,
        "corrected_by": found.corrections,
        "lines": lines(sheet),
        "vat": vat_rows(sheet),
        "at_issue": {name: Decimal(value) for name, value in sheet["settlement"].items()},
        "transfer": to,
        "qr": code(sheet, to),
        "payments": [_paid(share) for share in found.paid],
        "about": list(_about(found)),
    }


def transfer(sheet: dict[str, Any], amount: Decimal) -> Transfer | None:
    """Return how to pay what is open by transfer; None when nothing is open or the account has no bank account."""
    said = sheet.get("transfer") or {}
    if amount <= 0 or not said.get("bank_account"):
        return None
    return Transfer(said["recipient"], said.get("bank", ""), said["bank_account"], said["title"], amount)


def code(sheet: dict[str, Any], to: Transfer | None) -> str:
    """Draw the banks' code for a transfer; nothing where the operator's country has none or it cannot hold the words."""
    if to is None or profile.current().payments.qr != "zbp" or sheet["currency"] != "PLN":
        return ""
    try:
        payload = zbp(sheet["seller"]["tax_id"], to.bank_account, to.amount, to.recipient, to.title)
    except ValueError:
        return ""
    return qr_svg(payload, title=_("Code with the transfer"))


def _paid(share: Share) -> Row:
    word = METHODS[queries.method(share.book)] if share.receipt else GIVEN.get(share.kind, METHODS["other"])
    how = f"{word} {share.number}".strip() if share.number else word
    return Row(share.at, share.amount, how, "posted", payment_url(share.ref, share.receipt))


def _about(found: BillShown) -> Iterator[tuple[str, Any]]:
    sheet = found.sheet
    yield _("Seller"), ", ".join([sheet["seller"]["name"], *sheet["seller"]["address"]])
    yield _("Buyer"), ", ".join([sheet["buyer"]["name"], *sheet["buyer"]["address"]])
    if sheet["buyer"].get("tax_id"):
        yield _("Tax number of the buyer"), sheet["buyer"]["tax_id"]
    if found.state_number:
        yield _("Number in %(system)s") % {"system": found.state_system}, found.state_number
    yield _("Template"), found.template
    yield _("Fingerprint (SHA-256)"), found.sha256.hex()


def _rows(sheet: dict[str, Any]) -> Iterator[list[Cell]]:
    yield [
        _("No."),
        _("Service"),
        _("From"),
        _("To (not included)"),
        _("Quantity"),
        _("Unit"),
        _("Unit price"),
        _("Amount"),
        _("VAT"),
        _("Currency"),
    ]
    for line, shown in zip(sheet["lines"], lines(sheet), strict=True):
        quantity, price = (Decimal(line[name]).normalize() for name in ("quantity", "unit_price"))
        since, until = shown.days or (None, None)
        numbers: list[Cell] = [since, until, Decimal(f"{quantity:f}"), line["unit"], Decimal(f"{price:f}")]
        yield [shown.no, shown.name, *numbers, shown.amount, shown.vat, sheet["currency"]]
