"""How an account is billed and pays: cash, e-invoice, cycle; the first two are switched here, each with a check before."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.actions import consent_to_e_invoice
from abonent.billing.models import Payer
from abonent.billing.queries import Billed, WhyNotOnline, payer
from abonent.people.models import Account
from abonent.profile.tree import Cycle
from abonent.web.addresses import address
from abonent.web.desk.customer import shown
from abonent.web.desk.page import StaffRequest, customer, staff_page
from abonent.web.frame import speaking

SWITCHES = ("cash", "e_invoice")


@dataclass(frozen=True, slots=True)
class Switch:
    """What is to be switched, and which way."""

    what: str
    on: bool


@staff_page(act="payers.change")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_payer(request: StaffRequest, number: str) -> HttpResponse:
    """Show how an account is billed and pays; `switch` and `to` ask for the check, and with a press it is done."""
    account = customer(number)
    if "form" in request.POST:
        return _chosen(request, account)
    asked = _asked(request)
    found = queries.billed(account, at=request.at)
    if asked and request.method == "POST" and _agreed(request, asked):
        return _switched(request, account, asked)
    context = {
        "customer": shown(request, number),
        "found": found,
        "cycle": _cycle(account),
        "done": request.GET.get("done", ""),
        **_costs(request, found),
    }
    if asked is None or _is_so(found, asked):
        return render(request, "desk/payer.html", context)
    context |= _check(request, found, asked)
    return render(request, "desk/switch_payer.html", context, status=422 if request.method == "POST" else 200)


def _asked(request: StaffRequest) -> Switch | None:
    """Read what is to be switched. Raises Http404 for what cannot be."""
    said = request.POST if request.method == "POST" else request.GET
    if "switch" not in said and request.method != "POST":
        return None
    what, to = said.get("switch"), said.get("to")
    if what not in SWITCHES or to not in ("on", "off"):
        raise Http404
    return Switch(what, to == "on")


def _agreed(request: StaffRequest, asked: Switch) -> bool:
    """Electronic bills need the customer's consent, to the words that the page has shown."""
    if asked != Switch("e_invoice", on=True):
        return True
    return request.POST.get("version") == consent_to_e_invoice().version and "agreed" in request.POST


def _switched(request: StaffRequest, account: Account, asked: Switch) -> HttpResponse:
    do = actions.switch_cash if asked.what == "cash" else actions.switch_e_invoice
    different = do(account, on=asked.on, at=request.at, by=request.user, via="desk")
    done = f"{asked.what}_{'on' if asked.on else 'off'}" if different else "same"
    return redirect(f"{address('desk_payer', number=account.number)}?done={done}")


def _chosen(request: StaffRequest, account: Account) -> HttpResponse:
    form = request.POST["form"]
    if form not in Payer.Form:
        raise Http404
    different = actions.choose_form(account, form=form, at=request.at, by=request.user, via="desk")
    return redirect(f"{address('desk_payer', number=account.number)}?done={form.lower() if different else 'same'}")


def _is_so(found: Billed, asked: Switch) -> bool:
    return (found.pays_cash if asked.what == "cash" else found.e_invoice) is asked.on


def _costs(request: StaffRequest, found: Billed) -> dict[str, Any]:
    today = profile.today(request.at)
    return {
        "fee": queries.paper_fee(on=found.next_on or today),
        "free": queries.NOTHING,
        "days_left": (found.next_on - today).days if found.next_on else 0,
        "hinders_cash": WhyNotOnline.CASH_OFF in found.why_not,
        "hinders_paper": WhyNotOnline.E_INVOICE_ON in found.why_not,
    }


def _check(request: StaffRequest, found: Billed, asked: Switch) -> dict[str, Any]:
    needs = profile.current().payments.online_needs
    need = WhyNotOnline.CASH_OFF if asked.what == "cash" else WhyNotOnline.E_INVOICE_ON
    good = asked.on is (asked.what == "e_invoice")
    said, language = consent_to_e_invoice(), speaking()
    return {
        "asked": asked,
        "concerns_online": need in needs,
        "opens_online": good and set(found.why_not) <= {need},
        "closes_online": not good and not found.why_not,
        "words": {"title": said.title[language], "text": said.text[language], "version": said.version},
        "refused": request.method == "POST",
    }


def _cycle(account: Account) -> Cycle | None:
    code = payer(account).cycle
    return next((cycle for cycle in profile.current().billing.cycles if cycle.code == code), None)
