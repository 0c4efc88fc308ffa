"""Bills in the panel instead of on paper: whether it is so, since when and by which consent; switched on and off."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from abonent import profile
from abonent.billing import queries as billing
from abonent.billing.actions import consent_to_e_invoice
from abonent.billing.actions import switch_e_invoice as switch
from abonent.billing.queries import Billed, WhyNotOnline
from abonent.cases import actions as cases
from abonent.cases import queries as asked
from abonent.cases.models import Order
from abonent.people import queries as people
from abonent.people.models import Consent
from abonent.web.addresses import address
from abonent.web.page import CustomerRequest, customer_page
from abonent.web.withdrawing import withdraw

DONE = ("on", "off", "asked", "withdrawn")


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
    newest = asked.orders(request.account).filter(kind=Order.Kind.PAPER_BILLS).first()
    said = people.consents(request.account).get(consent_to_e_invoice().code)
    context = {
        "order": newest if newest and newest.state == Order.State.WAITING else None,
        "refused": newest if newest and newest.state == Order.State.REFUSED and found.e_invoice else None,
        "said": said if said and said.given is found.e_invoice else None,
        "consent": _agreed(said) if said and said.given and found.e_invoice else None,
        "may_switch": people.may(request.access.role, "e_invoice.switch"),
        "done": next((word for word in DONE if request.GET.get("done") == word), ""),
        **_costs(request, found),
    }
    return render(request, "portal/e_invoice.html", context)


@customer_page(act="e_invoice.switch")
@require_http_methods(["GET", "HEAD", "POST"])
def switch_e_invoice(request: CustomerRequest) -> HttpResponse:
    """Show what switching it on or off (`to`) brings, and with a press do it; where the profile says so, ask the office."""
    if "withdraw" in request.POST:
        return _withdraw(request)
    to = (request.POST if request.method == "POST" else request.GET).get("to")
    if to not in ("on", "off"):
        raise Http404
    found = billing.billed(request.account, at=request.at)
    if found.e_invoice is (to == "on"):
        return _done(to) if request.method == "POST" else redirect("e_invoice")
    if asked.waiting(request.account, Order.Kind.PAPER_BILLS):
        return redirect("e_invoice")
    words = _asked()
    if request.method == "POST" and (to == "off" or request.POST.get("version") == words.version):
        return _do(request, on=to == "on")
    context = {"on": to == "on", "words": words, "office": _by_office(), **_costs(request, found)}
    context["changed"] = request.method == "POST"
    return render(request, "portal/switch_e_invoice.html", context, status=409 if context["changed"] else 200)


def _do(request: CustomerRequest, *, on: bool) -> HttpResponse:
    if on or not _by_office():
        switch(request.account, on=on, at=request.at, by=request.user)
        return _done("on" if on else "off")
    cases.ask(
        request.account, Order.Kind.PAPER_BILLS, old={"on": True}, new={"on": False}, at=request.at, by=request.user
    )
    return _done("asked")


def _withdraw(request: CustomerRequest) -> HttpResponse:
    if withdraw(request, Order.Kind.PAPER_BILLS):
        return _done("withdrawn")
    return redirect("e_invoice")  # it says how it was decided


def _done(word: str) -> HttpResponse:
    return redirect(f"{address('e_invoice')}?done={word}")


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
    said, language = consent_to_e_invoice(), _language()
    return Words(said.title[language], said.text[language], said.version)


def _agreed(said: Consent) -> Words:
    words = said.wording.text.get(_language()) or next(iter(said.wording.text.values()))
    return Words(words["title"], words["text"], said.wording.version, said.at)


def _language() -> str:
    languages = profile.current().languages
    return found if (found := get_language() or "") in languages else languages[0]
