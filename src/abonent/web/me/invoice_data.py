"""Whose name, address and tax number invoices bear: as it is, and changed in three steps: choose, check, done.

What is typed travels from the form to the check in `web.kept_form`: not in an address, where it would be logged.
"""

from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from abonent import profile
from abonent.billing import queries as billing
from abonent.billing.actions import change_invoice_data as change
from abonent.billing.invoice_data import (
    LONGEST_LINE,
    LONGEST_NAME,
    InvoiceData,
    faults_of_line,
    faults_of_tax_id,
    plain_tax_id,
    tidy,
)
from abonent.cases.models import Order
from abonent.people import queries as people
from abonent.people.models import Account
from abonent.web import kept_form
from abonent.web.changing import Change
from abonent.web.door.forms import status
from abonent.web.lettering import must_be_writable
from abonent.web.page import CustomerRequest, customer_page

NEEDED = _("Please type the tax number: a company’s invoice bears it.")
FAULTS: dict[tuple[str, str], Promise] = {
    ("name", "long"): _("The name is too long: at most 160 characters fit on an invoice."),
    ("address", "long"): _("This line is too long: at most 120 characters fit on an invoice."),
    ("tax_id", "needed"): NEEDED,
    ("tax_id", "wrong"): _("This is no valid tax number. Please check the digits."),
}
UNPRINTABLE = _("There is a character in it that cannot be printed. Please type it anew.")
CHANGE = Change(Order.Kind.INVOICE_DATA, "invoice_data")


class InvoiceDataForm(forms.Form):
    """Name, address in two lines, tax number. Dashes, spaces and the country's letters in the number do not matter."""

    name = forms.CharField(label=_("Name or company"), error_messages={"required": _("Please type the name.")})
    street = forms.CharField(
        label=_("Street and house number"), error_messages={"required": _("Please type the street and house number.")}
    )
    town = forms.CharField(
        label=_("Post code and town"), error_messages={"required": _("Please type the post code and town.")}
    )
    tax_id = forms.CharField(label=_("Tax number"), required=False, error_messages={"required": NEEDED})

    def __init__(self, data: QueryDict | None, *, account: Account, present: InvoiceData) -> None:
        super().__init__(data, initial=_typed(present))
        self.account, self.present = account, present
        self.fields["tax_id"].required = account.kind == Account.Kind.COMPANY

    def clean(self) -> None:
        """Bring it to what invoices bear, and see whether they can."""
        said = {name: tidy(value) for name, value in self.cleaned_data.items()}
        said["tax_id"] = plain_tax_id(said.get("tax_id", ""))
        self.cleaned_data = said
        faulty = [(name, fault) for name in said if name not in self.errors and (fault := self._fault(name))]
        for name, fault in faulty:
            self.add_error(name, fault)
        for name in [name for name in ("name", "street", "town") if name not in self.errors]:
            self._must_be_writable(name)
        if not self.errors and self.data_said() == self.present:
            self.add_error(None, _("Nothing is different from what is on invoices already."))

    def data_said(self) -> InvoiceData:
        said = self.cleaned_data
        return InvoiceData(said["name"], (said["street"], said["town"]), said["tax_id"])

    def _must_be_writable(self, name: str) -> None:
        try:
            must_be_writable(self.cleaned_data[name])
        except forms.ValidationError as foreign:
            self.add_error(name, foreign)

    def _fault(self, name: str) -> str:
        """Say what is wrong with one field that was filled in."""
        text, field = self.cleaned_data[name], "address" if name in ("street", "town") else name
        if name == "tax_id":
            codes = list(faults_of_tax_id(text, self.account))
        else:
            codes = faults_of_line(text, LONGEST_NAME if name == "name" else LONGEST_LINE)
        return next((str(FAULTS.get((field, code), UNPRINTABLE)) for code in codes), "")


@customer_page(act="invoice_data.see")
@require_safe
def invoice_data(request: CustomerRequest) -> HttpResponse:
    """Show what the next invoice will bear, and what waits for the office."""
    standing = CHANGE.standing(request)
    found = billing.billed(request.account, at=request.at)
    context = {
        "found": found,
        **standing,
        "lines": side_by_side(standing["newest"].old, standing["newest"].new) if standing["newest"] else [],
        "may_change": people.may(request.access.role, "invoice_data.change"),
        "days_left": _days_left(request, found),
    }
    return render(request, "me/invoice_data.html", context)


@customer_page(act="invoice_data.change")
@require_http_methods(["GET", "HEAD", "POST"])
def change_invoice_data(request: CustomerRequest) -> HttpResponse:
    """Take other data in a form, show them beside the present ones, and with a second press change them or ask the office."""
    if "withdraw" in request.POST:
        return CHANGE.take_back(request)
    if CHANGE.waits(request):
        return redirect("invoice_data")
    found = billing.billed(request.account, at=request.at)
    typed = kept_form.typed(request)
    form = InvoiceDataForm(typed, account=request.account, present=found.data)
    if typed is None or not form.is_valid() or (request.method != "POST" and "edit" in typed):
        return render(request, "me/change_invoice_data.html", {"form": form}, status=status(form))
    if request.method != "POST":
        return _check(request, form, found)
    return _do(request, form) if kept_form.is_confirmed(request) else kept_form.keep(request)


def _check(request: CustomerRequest, form: InvoiceDataForm, found: billing.Billed) -> HttpResponse:
    data = form.data_said()
    context = {
        "typed": _typed(data),
        "lines": side_by_side(_kept(found.data), _kept(data)),
        "found": found,
        "days_left": _days_left(request, found),
        "fee": billing.NOTHING,
        "at_once": _at_once(),
    }
    return render(request, "me/check_invoice_data.html", context)


def _do(request: CustomerRequest, form: InvoiceDataForm) -> HttpResponse:
    kept_form.forget(request)
    new = _kept(form.data_said())
    if not _at_once():
        return CHANGE.ask(request, old=_kept(form.present), new=new)
    change(request.account, **new, at=request.at, by=request.user)
    return CHANGE.done("changed")


def side_by_side(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[Promise, Any, Any]]:
    """Return what `ui.old_and_new` shows of an order for other invoice data."""
    labels = {"name": _("Name or company"), "address": _("Address"), "tax_id": _("Tax number")}
    return [(label, old.get(name, ""), new.get(name, "")) for name, label in labels.items()]


def _at_once() -> bool:
    return profile.current().panel.changes.invoice_data == "AT_ONCE"


def _kept(data: InvoiceData) -> dict[str, Any]:
    """Return invoice data as an order keeps them and as the action takes them."""
    return {"name": data.name, "address": list(data.address), "tax_id": data.tax_id}


def _typed(data: InvoiceData) -> dict[str, str]:
    street, *rest = data.address or ("",)
    return {"name": data.name, "street": street, "town": ", ".join(rest), "tax_id": data.tax_id}


def _days_left(request: CustomerRequest, found: billing.Billed) -> int:
    return (found.next_on - profile.today(request.at)).days if found.next_on else 0
