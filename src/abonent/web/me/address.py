"""Where letters on paper go: shown, changed in three steps; where the profile says so the office has to agree.

What is typed travels from the form to the check as with `invoice_data`.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from abonent import profile
from abonent.cases.models import Order
from abonent.language import is_printable
from abonent.people import actions
from abonent.people import queries as people
from abonent.people.actions.moving import FIELDS, written
from abonent.web import kept_form
from abonent.web.changing import Change
from abonent.web.door.forms import status
from abonent.web.lettering import must_be_writable
from abonent.web.page import CustomerRequest, customer_page

POST_CODES = {"PL": (re.compile(r"([0-9]{2})[ -]?([0-9]{3})"), r"\1-\2")}
"""How post codes look where we know it, and how they are kept."""
CHANGE = Change(Order.Kind.POST_ADDRESS, "my_address")


def post_code(typed: str) -> str:
    """Return a post code as it is kept in the operator's country. Raises ValidationError."""
    pattern, kept = POST_CODES.get(profile.current().country, (None, ""))
    if pattern is None:
        return typed.strip()
    found = pattern.fullmatch(typed.strip())
    if found is None:
        raise forms.ValidationError(_("A post code looks like 16-999."), code="invalid")
    return found.expand(kept)


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

    def __init__(self, data: QueryDict | None, *, present: dict[str, str]) -> None:
        super().__init__(data, initial=present)
        self.present = present

    def clean_post_code(self) -> str:
        return post_code(str(self.cleaned_data["post_code"]))

    def clean(self) -> None:
        """Take each field as one line, without spaces at its ends; what is the same already needs no change."""
        self.cleaned_data = {name: " ".join(str(value).split()) for name, value in self.cleaned_data.items()}
        for name, value in list(self.cleaned_data.items()):
            self._look_at(name, value)
        if not self.errors and self.cleaned_data == self.present:
            self.add_error(None, _("This is the address that letters go to already."))

    def _look_at(self, name: str, value: str) -> None:
        """Refuse what letters on paper cannot show."""
        if not is_printable(value):
            self.add_error(name, _("There is a character in it that cannot be printed. Please type it anew."))
            return
        try:
            must_be_writable(value)
        except forms.ValidationError as foreign:
            self.add_error(name, foreign)


@customer_page(act="contact.see")
@require_safe
def my_address(request: CustomerRequest) -> HttpResponse:
    """Show where letters go, and what became of a change that the office decides."""
    standing = CHANGE.standing(request)
    newest = standing["newest"]
    context = {
        **standing,
        "place": request.account.post_place,
        "lines": list(side_by_side_address(newest.old, newest.new)) if newest else [],
        "may": people.may(request.access.role, "contact.change"),
    }
    return render(request, "me/address.html", context)


@customer_page(act="contact.change")
@require_http_methods(["GET", "HEAD", "POST"])
def change_address(request: CustomerRequest) -> HttpResponse:
    """Take another address in a form, show it beside the present one, and with a second press change it or ask the office."""
    if "withdraw" in request.POST:
        return CHANGE.take_back(request)
    if CHANGE.waits(request):
        return redirect("my_address")
    typed = kept_form.typed(request)
    form = AddressForm(typed, present=written(request.account.post_place))
    if typed is None or not form.is_valid() or (request.method != "POST" and "edit" in typed):
        return render(request, "me/address_change.html", {"form": form}, status=status(form))
    if request.method != "POST":
        return _check(request, form)
    return _do(request, form) if kept_form.is_confirmed(request) else kept_form.keep(request)


def _check(request: CustomerRequest, form: AddressForm) -> HttpResponse:
    typed = form.cleaned_data
    context = {
        "typed": typed,
        "lines": list(side_by_side_address(form.present, typed)),
        "waits": _waits(),
        "free": Decimal(0),
    }
    return render(request, "me/address_check.html", context)


def _do(request: CustomerRequest, form: AddressForm) -> HttpResponse:
    kept_form.forget(request)
    if _waits():
        return CHANGE.ask(request, old=form.present, new=form.cleaned_data)
    actions.move_post(request.account, **form.cleaned_data, at=request.at, by=request.user)
    return CHANGE.done("changed")


def _waits() -> bool:
    return profile.current().panel.changes.post_address == "OFFICE"


def side_by_side_address(old: dict[str, str], new: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield what `ui.old_and_new` shows of two addresses."""
    labels = (say("Street"), say("House number"), say("Flat"), say("Post code"), say("Town"))
    for name, label in zip(FIELDS, labels, strict=True):
        yield label, old.get(name, ""), new.get(name, "")
