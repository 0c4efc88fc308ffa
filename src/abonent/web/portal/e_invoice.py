"""Bills in the panel instead of on paper: whether it is so, since when and by which consent; switched on and off."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from abonent import profile
from abonent.billing import queries as billing
from abonent.billing.actions import choose_form, consent_to_e_invoice
from abonent.billing.actions import switch_e_invoice as switch
from abonent.billing.models import Payer
from abonent.billing.queries import Billed, WhyNotOnline
from abonent.cases.models import Order
from abonent.people import queries as people
from abonent.people.models import Consent
from abonent.web.changing import Change
from abonent.web.frame import speaking
from abonent.web.page import CustomerRequest, customer_page

PAPER = Change(Order.Kind.PAPER_BILLS, "e_invoice", ("on", "off", "asked", "withdrawn", "link", "pdf"))


@dataclass(frozen=True, slots=True)
class Words:
    """A consent as it is read: the words that are asked now, or those that were agreed to `at` an instant."""

    title: str
    text: str
    version: str
    at: datetime | None = None


@customer_page(act="e_invoice.see")
@require_safe
def e_invoice(request: CustomerRequest) -> HttpResponse:
    """Show whether bills come electronically, since when, by which consent, and what each way costs."""
    found = billing.billed(request.account, at=request.at)
    said = people.consents(request.account).get(consent_to_e_invoice().code)
    context = {
        **PAPER.standing(request),
        "said": said if said and said.given is found.e_invoice else None,
        "consent": _agreed(said) if said and said.given and found.e_invoice else None,
        "may_switch": people.may(request.access.role, "e_invoice.switch"),
        **_costs(request, found),
    }
    return render(request, "portal/e_invoice.html", context)


@customer_page(act="e_invoice.switch")
@require_http_methods(["GET", "HEAD", "POST"])
def switch_e_invoice(request: CustomerRequest) -> HttpResponse:
    """Show what switching it on or off (`to`) brings, and with a press do it; where the profile says so, ask the office."""
    if "withdraw" in request.POST:
        return PAPER.take_back(request)
    to = (request.POST if request.method == "POST" else request.GET).get("to")
    if to not in ("on", "off"):
        raise Http404
    found = billing.billed(request.account, at=request.at)
    if found.e_invoice is (to == "on"):
        return PAPER.done(to) if request.method == "POST" else redirect("e_invoice")
    if PAPER.waits(request):
        return redirect("e_invoice")
    words = _asked()
    if request.method == "POST" and (to == "off" or request.POST.get("version") == words.version):
        return _do(request, on=to == "on")
    context = {"on": to == "on", "words": words, "office": _by_office(), **_costs(request, found)}
    context["changed"] = request.method == "POST"
    return render(request, "portal/switch_e_invoice.html", context, status=409 if context["changed"] else 200)


@customer_page(act="e_invoice.switch")
@require_POST
def choose_bill_form(request: CustomerRequest) -> HttpResponse:
    """Choose whether letters about bills have the PDF enclosed."""
    form = request.POST.get("form", "")
    if form not in Payer.Form:
        raise Http404
    choose_form(request.account, form=form, at=request.at, by=request.user)
    return PAPER.done(form.lower())


def _do(request: CustomerRequest, *, on: bool) -> HttpResponse:
    if not on and _by_office():
        return PAPER.ask(request, old={"on": True}, new={"on": False})
    switch(request.account, on=on, at=request.at, by=request.user)
    return PAPER.done("on" if on else "off")


def _costs(request: CustomerRequest, found: Billed) -> dict[str, Any]:
    """Return what a bill costs on paper and otherwise, from which bill on, and what paying online has to do with it."""
    today = profile.today(request.at)
    needs = profile.current().payments.online_needs
    return {
        "found": found,
        "fee": billing.paper_fee(on=found.next_on or today),
        "free": Decimal("0.00"),
        "days_left": (found.next_on - today).days if found.next_on else 0,
        "online_needs_it": WhyNotOnline.E_INVOICE_ON in needs,
        "cash_hinders": WhyNotOnline.CASH_OFF in found.why_not,
    }


def _by_office() -> bool:
    return profile.current().panel.e_invoice.off == "OFFICE"


def _asked() -> Words:
    said, language = consent_to_e_invoice(), speaking()
    return Words(said.title[language], said.text[language], said.version)


def _agreed(said: Consent) -> Words:
    words = said.wording.text.get(speaking()) or next(iter(said.wording.text.values()))
    return Words(words["title"], words["text"], said.wording.version, said.at)
