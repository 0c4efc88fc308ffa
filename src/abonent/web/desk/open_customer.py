"""Somebody becomes a customer at the counter: one form, a check with the first bill, and a page to print the terms from."""

import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from abonent import profile
from abonent.billing import actions
from abonent.billing.actions import BadInvoiceData, FirstBill, Opening
from abonent.billing.queries import NOTHING, paper_fee
from abonent.contracts.actions import NotSold
from abonent.contracts.queries import agreements, subject
from abonent.people import queries as people
from abonent.people.actions import LoginTaken
from abonent.people.addresses import masked
from abonent.people.addresses import shown as written
from abonent.people.numbering import NoNumberLeft
from abonent.people.queries import Alike
from abonent.post.queries import documents
from abonent.web.desk.customer import KINDS, shown
from abonent.web.desk.money_fields import ONCE
from abonent.web.desk.opening_form import OpeningForm
from abonent.web.desk.page import StaffRequest, customer, staff_page
from abonent.web.door.forms import status
from abonent.web.frame import speaking
from abonent.web.me.invoice_data import FAULTS, UNPRINTABLE
from abonent.web.me.joining import TAKEN

BESIDES = frozenset({"csrfmiddlewaretoken", "confirm", "edit", "once", "login"})
"""What of a form does not travel along to the next page as it was typed."""
SAME: dict[str, Promise] = {
    "tax_id": _("the same tax number"),
    "contact": _("the same e-mail address or telephone number"),
    "name": _("the same name at the same address"),
}
REFUSALS = (BadInvoiceData, LoginTaken, NoNumberLeft, NotSold, actions.UnknownFee)


@dataclass(frozen=True, slots=True)
class BillLine:
    """A line of the first bill; `days` are its first day and the first one after it."""

    name: str
    days: tuple[date, date]
    amount: Decimal
    once: bool


@staff_page(act="customers.open")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_open_customer(request: StaffRequest) -> HttpResponse:
    """Take everything in one form, show what it comes to, and with a second press open the customer."""
    once = request.POST.get("once", "")
    if "confirm" in request.POST and re.fullmatch(ONCE, once) and (done := actions.opened_by(once)):
        return redirect("desk_opened_customer", number=done.number)
    form = OpeningForm(request.POST if request.method == "POST" else None, on=profile.today(request.at))
    if not form.is_valid() or "edit" in request.POST:
        return _choose(request, form)
    try:
        opening = form.opening()
        return _open(request, opening, once) if "confirm" in request.POST and once else _check(request, form, opening)
    except REFUSALS as refused:
        _tell(form, refused)
        return _choose(request, form)


@staff_page(act="customers.open")
@require_safe
def desk_opened_customer(request: StaffRequest, number: str) -> HttpResponse:
    """Show what a new customer is given: numbers, the terms to print, where the link went."""
    account = customer(number)
    about = shown(request, number)
    signed = next(iter(agreements(account, at=request.at)), None)
    terms = documents(account.pk, subjects=[subject(signed.number)] if signed else []).filter(kind="TERMS")
    owner = account.accesses.select_related("user").order_by("pk").first()
    mails = people.mail_addresses_of(owner.user) if owner else []
    context = {
        "customer": about,
        "signed": signed,
        "terms": terms.order_by("pk").first() if signed else None,
        "login": owner.user.login if owner else "",
        "sent_to": masked(mails[0].to) if mails else "",
        "payer": account.payer,
    }
    return render(request, "desk/opened_customer.html", context)


def _choose(request: StaffRequest, form: OpeningForm) -> HttpResponse:
    context = {"form": form, "paper_fee": paper_fee(on=form.on)}
    return render(request, "desk/open_customer.html", context, status=status(form))


def _check(request: StaffRequest, form: OpeningForm, opening: Opening) -> HttpResponse:
    bill = actions.first_bill(opening, at=request.at, by=request.user)
    said = form.cleaned_data
    context: dict[str, Any] = {
        "form": form,
        "opening": opening,
        "kind": KINDS[opening.applicant.kind],
        "phone": written(opening.applicant.phone),
        "bill": bill,
        "lines": list(_lines(bill)) if bill else [],
        "plan": next(plan for plan in form.plans if plan.code == opening.plan),
        "extras": [extra for extra in form.extras_on_sale if extra.code in opening.extras],
        "fee": next((fee for fee in form.fees if fee.key == opening.fee), None),
        "paper_fee": NOTHING if opening.e_invoice else paper_fee(on=opening.since),
        "consents": [asked for asked in form.asked if asked.code in opening.consents],
        "term": dict(form.fields["months"].choices)[said["months"]],  # type: ignore[attr-defined]
        "cycle": dict(form.fields["cycle"].choices)[said["cycle"]],  # type: ignore[attr-defined]
        "alike": [(each.account, SAME[each.what]) for each in _alike(opening)],
        "typed": [*_typed(request), ("login", said["login"])],
        "once": request.POST.get("once") or secrets.token_urlsafe(18),
        "today": form.on,
    }
    return render(request, "desk/check_opening.html", context)


def _typed(request: StaffRequest) -> Iterator[tuple[str, str]]:
    """Yield what was typed, as it was typed, for the way back to the form."""
    for name in request.POST:
        if name not in BESIDES:
            yield from ((name, str(value)) for value in request.POST.getlist(name))


def _open(request: StaffRequest, opening: Opening, once: str) -> HttpResponse:
    opened = actions.open_customer(opening, once=once, at=request.at, by=request.user)
    return redirect("desk_opened_customer", number=opened.number)


def _tell(form: OpeningForm, refused: Exception) -> None:
    """Say in the form why nobody was opened."""
    if isinstance(refused, BadInvoiceData):
        field, code = refused.faults[0]
        name = {"name": "holder", "address": "to_street" if form.post is not form.place else "at_street"}.get(
            field, field
        )
        form.add_error(name, str(FAULTS.get((field, code), UNPRINTABLE)))
    elif isinstance(refused, LoginTaken):
        form.add_error("login", TAKEN)
    elif isinstance(refused, NotSold):
        form.add_error("plan", _("Something of this is not sold on the first day of the service. Please choose again."))
    elif isinstance(refused, NoNumberLeft):
        form.add_error(
            None, _("There is no free account number left. The administrator has to give the numbers another digit.")
        )
    else:
        form.add_error("fee", _("This installation does not belong to the plan. Please choose again."))


def _alike(opening: Opening) -> list[Alike]:
    applicant = opening.applicant
    return people.alike(
        applicant.holder, applicant.post, tax_id=applicant.tax_id, contacts=(applicant.mail, applicant.phone)
    )


def _lines(bill: FirstBill) -> Iterator[BillLine]:
    for line in bill.lines:
        name: Mapping[str, str] = line["name"]
        first, after = (date.fromisoformat(day) for day in line["days"])
        said = name.get(speaking()) or next(iter(name.values()))
        yield BillLine(said, (first, after), Decimal(line["amount"]), line["unit"] != "month")
