"""Paying for an account by its number, without signing in: it tells nobody whose it is, nor whether anything is owed.

What was checked travels sealed in the form: exactly that is paid, once, and nothing of it stands in an address.
"""

import secrets
from decimal import Decimal
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as say
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.models import Payment
from abonent.people.models import Account
from abonent.web import trouble
from abonent.web.engine import render_block
from abonent.web.page import OpenRequest
from abonent.web.portal.paying import SeeOther
from abonent.web.portal.paying import doors as portal_doors
from abonent.web.portal.payment import USUAL, pause, standing
from abonent.web.portal.wish import NOTHING, payable, plain
from abonent.web.public.page import public_page

SEAL = "abonent.public-pay"
LASTS = 1800
"""Seconds for which what was checked can be paid."""
NOBODYS = "no-store, private"
DIGITS = "1234567890"

TOO_OFTEN = (
    say("Too many tries"),
    say("Please wait ten minutes, then try again. A transfer is always possible; its details are on each bill."),
)
NOT_PAYABLE = say(
    "An account with this number cannot be paid here. Please compare it with a bill. "
    "Paying by transfer or at the office is always possible."
)
"""The same for every number that cannot be paid, whyever."""


class NumberForm(forms.Form):
    """Which account, and how much."""

    number = forms.CharField(label=pgettext_lazy("of a customer", "Account number"), max_length=40)
    amount = forms.CharField(label=say("Amount"), max_length=40)

    def clean_number(self) -> str:
        number = profile.current().account_number.plain(self.cleaned_data["number"])
        if number is None:
            raise forms.ValidationError(_("Write the account number as on the bill, like %(example)s.") % _example())
        return number

    def clean_amount(self) -> Decimal | None:
        amount, fault = payable(self.cleaned_data["amount"])
        if fault:
            raise forms.ValidationError(fault)
        return amount


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: OpenRequest) -> HttpResponse:
    """Ask for number and amount, show what would be paid, go to the bank."""
    if not profile.current().panel.public.pay:
        raise Http404
    if request.method != "POST":
        return _ask(request, NumberForm())
    if ratelimit.consume_or_429(request, action="public_pay"):
        return trouble.too_often(request, TOO_OFTEN)
    return _checked(request) if "checked" in request.POST else _check(request)


@public_page
@require_safe
def payment(request: OpenRequest, begun: str) -> HttpResponse:
    """Show how a payment stands: amount, state, time. Its address is a word of 24 random signs."""
    found = queries.anybodys_payment(begun)
    if found is None:
        raise Http404
    context = _standing(request, found)
    if "HX-Request" in request.headers:
        answer = render_block(request, "public/payment.html", "live", context)
    else:
        answer = render(request, "public/payment.html", context)
    answer["Cache-Control"] = NOBODYS
    patch_vary_headers(answer, ("HX-Request",))
    return answer


def _ask(request: OpenRequest, form: NumberForm, *, stale: bool = False, status: int = 200) -> HttpResponse:
    context = {"form": form, "stale": stale, **_example()}
    return render(request, "public/pay.html", context, status=status)


def _check(request: OpenRequest) -> HttpResponse:
    """Show what would be paid. Nothing has been done yet, so this answers the form itself."""
    form = NumberForm(request.POST)
    if not form.is_valid() or _account(request, form.cleaned_data["number"], form) is None:
        return _ask(request, form, status=422)
    number, amount = form.cleaned_data["number"], form.cleaned_data["amount"]
    checked = {"number": number, "amount": str(amount), "once": secrets.token_urlsafe(18)}
    context = {"number": number, "amount": amount, "fee": NOTHING, "checked": signing.dumps(checked, salt=SEAL)}
    return render(request, "public/pay_check.html", context)


def _checked(request: OpenRequest) -> HttpResponse:
    """Take what was checked: to pay it, or to change it."""
    try:
        said: dict[str, str] = signing.loads(request.POST["checked"], salt=SEAL, max_age=LASTS)
    except signing.BadSignature:
        return _ask(request, NumberForm(), stale=True, status=409)
    amount = Decimal(said["amount"])
    shown = {"number": profile.current().account_number.shown(said["number"]), "amount": plain(amount)}
    if "change" in request.POST:
        return _ask(request, NumberForm(initial=shown))
    form = NumberForm(shown)
    account = _account(request, said["number"], form) if form.is_valid() else None
    return _ask(request, form, status=422) if account is None else _send(request, account, amount, said["once"])


def _account(request: OpenRequest, number: str, form: NumberForm) -> Account | None:
    found = queries.payable_account(number, on=profile.today(request.at))
    if found is None:
        form.add_error("number", NOT_PAYABLE)
    return found


def _send(request: OpenRequest, account: Account, amount: Decimal, once: str) -> HttpResponse:
    doors = _doors(request)
    try:
        begun = actions.start_payment(account, wanted=[], amount=amount, once=once, doors=doors, at=request.at)
    except actions.NotOffered:
        return _ask(request, NumberForm(), stale=True, status=409)  # changed in this very moment
    to_the_bank = begun.state == Payment.State.STARTED and begun.bank_url
    return SeeOther(begun.bank_url if to_the_bank else _address(request, begun.ref))


def _doors(request: OpenRequest) -> actions.Doors:
    """Return where the bank sends a stranger back to: never into the portal."""
    back = _address(request, "-").replace("/-/", "/{ref}/")
    hook = portal_doors().hook
    return actions.Doors(f"{settings.ABONENT_URL}{back}", hook, via="public", language=str(request.LANGUAGE_CODE))


def _address(request: OpenRequest, ref: str) -> str:
    return reverse("public_payment", kwargs={"language": request.LANGUAGE_CODE, "begun": ref})


def _standing(request: OpenRequest, found: Payment) -> dict[str, Any]:
    story = queries.story_of_payment(found)
    state, came = standing(story, request.at), story.receipt
    return {
        "ref": found.ref,
        "amount": found.amount,
        "other": came.amount if came and came.amount != found.amount else None,
        "ending": found.account.number[-2:],
        "started_at": found.started_at,
        "posted_at": story.posted_at,
        "bank_url": found.bank_url,
        "state": state,
        "late": request.at - found.started_at > USUAL,
        "pause": pause(found.started_at, request.at) if state == "waiting" else 0,
        "mark": f"{request.at:%H%M%S%f}",
    }


def _example() -> dict[str, str]:
    number = profile.current().account_number
    return {"example": number.shown(DIGITS[: number.digits])}
