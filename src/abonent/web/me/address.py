"""Where letters on paper go: shown, changed in three steps; where the profile says so the office has to agree."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from abonent import profile
from abonent.cases import actions as cases
from abonent.cases import queries as asked
from abonent.cases.models import Order
from abonent.people import actions
from abonent.people import queries as people
from abonent.people.actions.moving import FIELDS, written
from abonent.people.models import Place
from abonent.web.addresses import address
from abonent.web.door.forms import status
from abonent.web.page import CustomerRequest, customer_page
from abonent.web.withdrawing import withdraw

DRAFT = "post_address"
"""What the session calls an address that was typed and not confirmed yet, with the account it was typed for."""
POST_CODES = {"PL": (re.compile(r"([0-9]{2})[ -]?([0-9]{3})"), r"\1-\2")}
"""How post codes look where we know it, and how they are kept."""
KIND = Order.Kind.POST_ADDRESS


class AddressForm(forms.Form):
    """An address in the operator's country."""

    street = forms.CharField(label=_("Street"), max_length=160, required=False)
    house = forms.CharField(
        label=_("House number"), max_length=20, error_messages={"required": _("Please type the number of the house.")}
    )
    flat = forms.CharField(label=_("Flat"), max_length=20, required=False)
    post_code = forms.CharField(
        label=_("Post code"), max_length=12, error_messages={"required": _("Please type the post code.")}
    )
    town = forms.CharField(
        label=_("Town"), max_length=120, error_messages={"required": _("Please type the name of the town.")}
    )

    def clean_post_code(self) -> str:
        typed = self.cleaned_data["post_code"].strip()
        pattern, kept = POST_CODES.get(profile.current().country, (None, ""))
        if pattern is None:
            return str(typed)
        found = pattern.fullmatch(typed)
        if found is None:
            raise forms.ValidationError(_("A post code looks like 16-999."), code="invalid")
        return found.expand(kept)

    def clean(self) -> dict[str, Any]:
        """Take each field as one line, without spaces at its ends."""
        return {name: " ".join(str(value).split()) for name, value in self.cleaned_data.items()}


@customer_page(act="contact.see")
@require_safe
def my_address(request: CustomerRequest) -> HttpResponse:
    """Show where letters go, and what became of a change that the office decides."""
    newest = asked.orders(request.account).filter(kind=KIND).first()
    context = {
        "place": request.account.post_place,
        "order": newest if newest and newest.state == Order.State.WAITING else None,
        "refused": newest if newest and newest.state == Order.State.REFUSED else None,
        "lines": list(_lines(newest.old, newest.new)) if newest else [],
        "done": request.GET.get("done", ""),
        "may": people.may(request.access.role, "contact.change"),
    }
    return render(request, "me/address.html", context)


@customer_page(act="contact.change")
@require_http_methods(["GET", "HEAD", "POST"])
def change_address(request: CustomerRequest) -> HttpResponse:
    """Type another address."""
    if asked.waiting(request.account, KIND):
        return redirect("my_address")
    form = AddressForm(request.POST if request.method == "POST" else None, initial=_draft(request) or _now(request))
    if form.is_valid():
        request.session[DRAFT] = {"account": request.account.pk, **{name: form.cleaned_data[name] for name in FIELDS}}
        return redirect("check_address")
    return render(request, "me/address_change.html", {"form": form}, status=status(form))


@customer_page(act="contact.change")
@require_http_methods(["GET", "HEAD", "POST"])
def check_address(request: CustomerRequest) -> HttpResponse:
    """Show old and new once more, and do it. What was typed in another window meanwhile is shown first."""
    draft = _draft(request)
    if not draft:
        return redirect("change_address")
    place = Place(**draft)
    if request.method == "POST" and request.POST.get("shown") == str(place):
        del request.session[DRAFT]
        return _do(request, draft)
    now = _now(request)
    context = {"lines": list(_lines(now, draft)), "same": now == draft, "shown": str(place), "waits": _waits()}
    context |= {"free": Decimal(0)}
    return render(request, "me/address_check.html", context)


@customer_page(act="contact.change")
@require_POST
def withdraw_address(request: CustomerRequest) -> HttpResponse:
    """Take a change back that waits for the office."""
    return _done("withdrawn") if withdraw(request, KIND) else redirect("my_address")


def _do(request: CustomerRequest, new: dict[str, str]) -> HttpResponse:
    """Do it at once, or ask the office. What is the same already needs neither."""
    if not _waits():
        actions.move_post(request.account, **new, at=request.at, by=request.user)
        return _done("changed")
    try:
        cases.ask(request.account, KIND, old=_now(request), new=new, at=request.at, by=request.user)
    except (cases.AlreadyWaiting, cases.NothingAsked):
        return redirect("my_address")
    return _done("asked")


def _done(word: str) -> HttpResponse:
    return redirect(f"{address('my_address')}?done={word}")


def _waits() -> bool:
    return profile.current().panel.changes.post_address == "OFFICE"


def _now(request: CustomerRequest) -> dict[str, str]:
    return written(request.account.post_place)


def _draft(request: CustomerRequest) -> dict[str, str]:
    """Return what was typed for this account in this browser, if anything was."""
    found = request.session.get(DRAFT, {})
    return {name: found[name] for name in FIELDS} if found.get("account") == request.account.pk else {}


def _lines(old: dict[str, str], new: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    labels = (say("Street"), say("House number"), say("Flat"), say("Post code"), say("Town"))
    for name, label in zip(FIELDS, labels, strict=True):
        yield label, old.get(name, ""), new.get(name, "")
