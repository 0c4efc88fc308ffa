"""What the customer agrees to: given and taken back by the same one press, with the words and the whole history."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from abonent import profile
from abonent.billing.queries import billed
from abonent.people import actions, queries
from abonent.people.actions.consents import words
from abonent.people.models import Consent, Contact
from abonent.people.queries import consent_history, contacts
from abonent.profile import panel
from abonent.web.addresses import address, address_if_there
from abonent.web.frame import speaking
from abonent.web.page import CustomerRequest, customer_page

A_PAGE = 100
WAYS: dict[str, Promise] = {"web": _("in the panel"), "office": _("in the office"), "desk": _("in the office")}


@dataclass(frozen=True, slots=True)
class Asked:
    """A consent as the page shows it. `said` is what was said last; `newer`: it was given to earlier words than these."""

    code: str
    version: str
    title: str
    text: str
    said: Consent | None
    via: Promise | str
    newer: bool
    no_phone: bool

    @property
    def given(self) -> bool:
        return self.said is not None and self.said.given


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the history."""

    at: datetime
    given: bool
    title: str
    text: str
    version: str
    via: Promise | str
    who: str


@customer_page(act="consents.see")
@require_safe
def my_consents(request: CustomerRequest) -> HttpResponse:
    """Show what the customer agrees to, since when, in which words."""
    return _page(request)


@customer_page(act="consents.change")
@require_POST
def change_consent(request: CustomerRequest) -> HttpResponse:
    """Give a consent or take it back. What is given is what the page showed: words that changed meanwhile are shown first."""
    asked = sayable(request.POST.get("consent", ""))
    if request.POST.get("say") == "no":
        actions.take_back_consent(request.account, asked.code, at=request.at, by=request.user)
    elif request.POST.get("say") != "yes":
        raise BadRequest
    elif request.POST.get("version") != asked.version:
        return _page(request, changed=asked.code)
    else:
        actions.give_consent(request.account, asked.code, at=request.at, by=request.user)
    return redirect(f"{address('my_consents')}?said={asked.code}#{asked.code}")


def sayable(code: str) -> panel.Consent:
    """Return what can be said on a page of consents; that to electronic bills is said where they are switched.

    Raises BadRequest for any other.
    """
    for asked in profile.current().panel.consents:
        if asked.code == code and asked.channel != "BILLS":
            return asked
    raise BadRequest


def _page(request: CustomerRequest, changed: str = "") -> HttpResponse:
    said = queries.consents(request.account)
    there = contacts(request.account.pk, request.user)
    no_phone = not there.filter(kind=Contact.Kind.PHONE, confirmed_at__isnull=False).exists()
    listed = [_shown(asked, said.get(asked.code), no_phone=no_phone) for asked in profile.current().panel.consents]
    bills = next(asked.code for asked in profile.current().panel.consents if asked.channel == "BILLS")
    context: dict[str, Any] = {
        "asked": [each for each in listed if each.code != bills],
        "bills": next(each for each in listed if each.code == bills),
        "history": list(_history(request)),
        "e_invoice": address_if_there("e_invoice"),
        "e_invoice_is_on": billed(request.account, at=request.at).e_invoice,
        "said": request.GET.get("said", ""),
        "changed": changed,
        "may": queries.may(request.access.role, "consents.change"),
    }
    return render(request, "me/consents.html", context, status=409 if changed else 200)


def _shown(asked: panel.Consent, said: Consent | None, *, no_phone: bool) -> Asked:
    language = speaking()
    return Asked(
        code=asked.code,
        version=asked.version,
        title=asked.title[language],
        text=asked.text[language],
        said=said,
        via=WAYS.get(said.via, said.via) if said else "",
        newer=bool(said and said.given and said.wording.text != words(asked)),
        no_phone=asked.channel == "SMS" and no_phone,
    )


def _history(request: CustomerRequest) -> Iterator[Said]:
    language = speaking()
    for each in consent_history(request.account)[:A_PAGE]:
        words = each.wording.text.get(language) or next(iter(each.wording.text.values()))
        via = WAYS.get(each.via, each.via)
        who = each.user.name if each.user else ""
        yield Said(each.at, each.given, words["title"], words["text"], each.wording.version, via, who)
