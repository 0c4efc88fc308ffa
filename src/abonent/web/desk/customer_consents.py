"""What a customer agrees to, said at the counter: given and taken back by one press, with the words that were read out."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from abonent import profile
from abonent.people import actions, queries
from abonent.people.actions.consents import words
from abonent.people.models import Account, Consent
from abonent.profile import panel
from abonent.web.addresses import address, address_if_there
from abonent.web.desk.customer import shown
from abonent.web.desk.page import StaffRequest, customer, staff_page
from abonent.web.frame import speaking
from abonent.web.me.consents import WAYS, sayable


@staff_page(act="customers.change")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_consents(request: StaffRequest, number: str) -> HttpResponse:
    """Show what is agreed to; `consent` and `say` give one or take it back, in the words that the page showed."""
    account = customer(number)
    if request.method != "POST":
        return _page(request, account)
    asked = sayable(request.POST.get("consent", ""))
    say = request.POST.get("say")
    if say not in ("yes", "no"):
        raise BadRequest
    if say == "yes" and request.POST.get("version") != asked.version:
        return _page(request, account, changed=asked.code)
    change = actions.give_consent if say == "yes" else actions.take_back_consent
    change(account, asked.code, at=request.at, by=request.user, via="desk")
    return redirect(f"{address('desk_consents', number=account.number)}?said={asked.code}#{asked.code}")


def _page(request: StaffRequest, account: Account, changed: str = "") -> HttpResponse:
    about, said = shown(request, account.number), queries.consents(account)
    context = {
        "customer": about,
        "asked": [_shown(asked, said.get(asked.code)) for asked in profile.current().panel.consents],
        "payer": address_if_there("desk_payer", number=account.number) if request.may("payers.change") else "",
        "said": request.GET.get("said", ""),
        "changed": changed,
    }
    return render(request, "desk/consents.html", context, status=409 if changed else 200)


def _shown(asked: panel.Consent, said: Consent | None) -> dict[str, Any]:
    """Return a consent as the page shows it; `newer`: it was given to other words than these."""
    language = speaking()
    return {
        "code": asked.code,
        "version": asked.version,
        "title": asked.title[language],
        "text": asked.text[language],
        "bills": asked.channel == "BILLS",
        "said": said,
        "via": WAYS.get(said.via, said.via) if said else "",
        "who": said.user.name if said and said.user else "",
        "newer": bool(said and said.given and said.wording.text != words(asked)),
    }
