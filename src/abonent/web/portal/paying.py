"""Paying: choose what and how much, check, go to the bank. What is chosen stands in the address until the bank is told."""

import secrets
from decimal import Decimal
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from abonent.billing import actions, queries
from abonent.billing.models import Payment
from abonent.billing.queries import Counter
from abonent.web.page import CustomerRequest, customer_page
from abonent.web.portal.elsewhere import elsewhere
from abonent.web.portal.money import may_promise, online
from abonent.web.portal.wish import NOTHING, WishForm, plain


class SeeOther(HttpResponseRedirect):
    """After a form: look there, with GET."""

    status_code = 303


class SendForm(forms.Form):
    """The proof that the page was shown: the same one twice is the same payment."""

    once = forms.CharField(min_length=16, max_length=40)


@customer_page(act="bills.pay")
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: CustomerRequest) -> HttpResponse:
    """Show what would be paid; with POST go and pay it."""
    counter = queries.counter(request.account, at=request.at)
    if counter.why_not:
        return _not_offered(request, counter)
    form = _wish(request, counter)
    if form.first_look and not form.proposed:
        return _choose(request, counter, form)
    if not form.is_valid():
        return _choose(request, counter, form, status=422)
    return _send(request, form) if request.method == "POST" else _check(request, counter, form)


@customer_page(act="bills.pay")
@require_safe
def choose_payment(request: CustomerRequest) -> HttpResponse:
    """Show what can be paid, with what has been chosen so far."""
    counter = queries.counter(request.account, at=request.at)
    if counter.why_not:
        return _not_offered(request, counter)
    return _choose(request, counter, _wish(request, counter))


@customer_page(act="bills.pay")
@require_safe
def pay_bill(request: CustomerRequest, slug: str) -> HttpResponse:
    """Pay one bill: the same page with this one chosen. A bill that is paid shows itself instead."""
    bill = queries.by_slug(request.account, [slug]).first()
    if bill is None:
        return elsewhere(request, "bills.pay", has=lambda account: queries.by_slug(account, [slug]).exists())
    to_pay = f"{reverse('pay')}?{urlencode({'bill': slug})}"
    return redirect(to_pay if bill.open > 0 else reverse("bill", kwargs={"slug": slug}))


def _wish(request: CustomerRequest, counter: Counter) -> WishForm:
    """Read what is wanted. Raises Http404 for another's bill; one that was paid meanwhile is not chosen any more."""
    said = request.POST if request.method == "POST" else request.GET
    form = WishForm(said, open_bills=counter.open, besides=counter.besides)
    if form.strange and queries.by_slug(request.account, form.strange).count() < len(form.strange):
        raise Http404
    return form


def _not_offered(request: CustomerRequest, counter: Counter) -> HttpResponse:
    context = {"online": online(request, counter.why_not), "owed": counter.owed, "open_bills": counter.open}
    context["may_promise"] = may_promise(request, counter.owed)
    return render(request, "portal/not_online.html", context, status=409 if request.method == "POST" else 200)


def _choose(request: CustomerRequest, counter: Counter, form: WishForm, *, status: int = 200) -> HttpResponse:
    faults = form.errors if status != 200 else {}  # noqa: PLR2004 - what was only looked at is not judged
    amount, was = form.typed or plain(form.proposed), plain(form.proposed)
    context = {"wish": form, "form": {"errors": faults}, "counter": counter, "amount": amount, "was": was}
    context["changed"] = "changed" in request.GET
    return render(request, "portal/choose_payment.html", context, status=status)


def _check(request: CustomerRequest, counter: Counter, form: WishForm) -> HttpResponse:
    amount = form.cleaned_data["amount"]
    wish = [*_chosen(form), ("amount", plain(amount)), ("was", plain(form.proposed))]
    context = {
        "amount": amount,
        "fee": NOTHING,
        "wish": wish,
        "plan": queries.plan(
            [*counter.open, *counter.besides], chosen=[bill.number for bill in form.chosen], amount=amount
        ),
        "left": max(counter.owed.total - amount, NOTHING),
        "counter": counter,
        "change": f"{reverse('choose_payment')}?{urlencode(wish)}",
        "once": _once(counter, amount, form),
        "shown": form.proposed,
        "changed": "changed" in request.GET,
        "may_promise": may_promise(request, counter.owed),
    }
    return render(request, "portal/pay.html", context)


def _chosen(form: WishForm) -> list[tuple[str, str]]:
    """Return what was ticked, as it stands in an address."""
    bills = [("bill", bill.slug) for bill in form.chosen]
    return [*bills, ("besides", "1")] if form.besides else bills


def _once(counter: Counter, amount: Decimal, form: WishForm) -> str:
    """Return the token of the form: a new one, or that of the same payment, when it is under way already."""
    wanted = [bill.number for bill in form.chosen]
    same = (each.once for each in counter.under_way if (each.amount, each.wanted) == (amount, wanted))
    return next(same, secrets.token_urlsafe(18))


def _send(request: CustomerRequest, form: WishForm) -> HttpResponse:
    sent = SendForm(request.POST)
    if not sent.is_valid():
        return redirect("pay")
    if _is_stale(request, form, sent.cleaned_data["once"]):
        left = urlencode([*_chosen(form), ("changed", "1")])
        return redirect(f"{reverse('pay')}?{left}")
    try:
        payment = actions.start_payment(
            request.account,
            wanted=[bill.number for bill in form.chosen],
            amount=form.cleaned_data["amount"],
            once=sent.cleaned_data["once"],
            doors=doors(),
            at=request.at,
            by=request.user,
        )
    except (actions.NotOffered, actions.NothingToPay, actions.OutOfBounds):
        return redirect("pay")  # changed since the page was made: it says how it is now
    to_the_bank = payment.state == Payment.State.STARTED and payment.bank_url
    return SeeOther(payment.bank_url if to_the_bank else reverse("payment", kwargs={"ref": payment.ref}))


def _is_stale(request: CustomerRequest, form: WishForm, once: str) -> bool:
    """Say whether less is open of the chosen bills than the page showed: nobody shall pay them twice.

    The same form sent again is not: it leads to the payment that it began.
    """
    shown = request.POST.get("shown", str(form.proposed))
    is_less = bool(form.strange) or shown != str(form.proposed)
    return is_less and not queries.payments(request.account).filter(once=once).exists()


def doors() -> actions.Doors:
    """Return where the bank sends people back to, and where it calls."""
    back = reverse("payment", kwargs={"ref": "-"}).replace("/-/", "/{ref}/")
    hook = reverse("payment_hook", kwargs={"gateway": "-"}).replace("/-/", "/{gateway}/")
    return actions.Doors(back=f"{settings.ABONENT_URL}{back}", hook=f"{settings.ABONENT_URL}{hook}")
