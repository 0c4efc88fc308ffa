"""I will pay by …: what is late, what happens next and when, a day to choose, what it costs; a check, and it is promised."""

import secrets
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise as Text
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as say
from django.views.decorators.http import require_http_methods

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.models import Reminder
from abonent.billing.queries import PromiseOffer
from abonent.people import queries as people
from abonent.web import kept_form
from abonent.web.page import CustomerRequest, customer_page

HAPPENS: dict[str, Text] = {
    Reminder.Kind.REMINDER: say("A reminder is sent."),
    Reminder.Kind.NOTICE: say("A notice is sent: the service will be limited if nothing is paid."),
    Reminder.Kind.RESTRICTION: say("The service is limited."),
    Reminder.Kind.SUSPENSION: say("The service is switched off."),
}
"""What a step of the ladder is to the customer."""


class PromiseForm(forms.Form):
    """By when it will be paid. `once` is the form's own token: sent twice, it is one promise."""

    day = forms.DateField(
        label=say("I will pay by"),
        input_formats=["%Y-%m-%d"],
        error_messages={"required": say("Please choose a day."), "invalid": say("Please choose one of these days.")},
    )
    once = forms.SlugField(required=False, min_length=16, max_length=40)

    def __init__(self, data: Any, *, offer: PromiseOffer) -> None:
        super().__init__(data, initial={"day": offer.last_day.isoformat()})
        self.offer = offer

    def clean_day(self) -> date:
        """Take a day on which it can be promised."""
        day: date = self.cleaned_data["day"]
        if not self.offer.first_day <= day <= self.offer.last_day:
            raise forms.ValidationError(_("Please choose one of these days."))
        return day

    @property
    def days(self) -> list[tuple[str, date, int]]:
        """The days that can be chosen: as sent, as such, and how far away."""
        first, count = self.offer.first_day, (self.offer.last_day - self.offer.first_day).days + 1
        found = [first + timedelta(days=number) for number in range(count)]
        return [(day.isoformat(), day, number) for number, day in enumerate(found, start=1)]


@customer_page(act="debts.promise")
@require_http_methods(["GET", "HEAD", "POST"])
def promise(request: CustomerRequest) -> HttpResponse:
    """Show what is late and let a day be chosen, show what follows, and with a second press promise it."""
    offer = queries.promise_offer(request.account, at=request.at)
    typed = kept_form.typed(request)
    form = PromiseForm(typed, offer=offer)
    if kept_form.is_confirmed(request) and (done := _promised(request, form)):
        return done
    if offer.why_not:
        return _not_now(request, offer)
    if typed is None or not form.is_valid() or (request.method != "POST" and "edit" in typed):
        return _choose(request, form)
    if request.method == "POST":
        return kept_form.keep(request, once=form.cleaned_data["once"] or secrets.token_urlsafe(18))
    return _check(request, form)


def _promised(request: CustomerRequest, form: PromiseForm) -> HttpResponse | None:
    """Promise it; the same form sent twice leads to the same promise. None when it cannot be, as the page will say."""
    form.is_valid()
    day, once = form.cleaned_data.get("day"), form.cleaned_data.get("once")
    if not once:
        return None
    kept_form.forget(request)
    if any(each.plan == once for each in queries.respites(request.account)):
        return redirect(f"{request.path}?done=1")
    if form.offer.why_not or not day:
        return None
    try:
        actions.promise(request.account, day=day, once=once, at=request.at, by=request.user)
    except (actions.NoPromise, actions.BadDay):
        return redirect(request.path)  # changed since it was looked at: the page says how it is now
    return redirect(f"{request.path}?done=1")


def _not_now(request: CustomerRequest, offer: PromiseOffer) -> HttpResponse:
    there = offer.there
    context = {
        "offer": offer,
        "there": there,
        "last_day": queries.last_day(there) if there else None,
        "days_left": _days_left(request, there),
        "done": "done" in request.GET,
        **_around(request, offer),
    }
    return render(request, "portal/no_promise.html", context, status=409 if request.method == "POST" else 200)


def _days_left(request: CustomerRequest, there: Any) -> int:
    last = queries.last_day(there) if there else None
    return (last - profile.today(request.at)).days if last else 0


def _choose(request: CustomerRequest, form: PromiseForm) -> HttpResponse:
    told = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "offer": form.offer, **_around(request, form.offer)}
    return render(request, "portal/promise.html", context, status=told)


def _check(request: CustomerRequest, form: PromiseForm) -> HttpResponse:
    day = form.cleaned_data["day"]
    rules = profile.current().dunning.promise
    context = {
        "offer": form.offer,
        "per_period": rules.per_period if rules else 0,
        "day": day,
        "days_left": (day - profile.today(request.at)).days,
        "sent": {"day": day.isoformat(), "once": form.cleaned_data["once"]},
        **_around(request, form.offer),
    }
    return render(request, "portal/check_promise.html", context)


def _around(request: CustomerRequest, offer: PromiseOffer) -> dict[str, Any]:
    """Return what happens next unless it is paid, on which day, and what of it is on its way."""
    today = profile.today(request.at)
    coming = queries.coming_step(request.account, offer.chased, at=request.at)
    return {
        "coming": HAPPENS[coming.step.kind] if coming else "",
        "coming_on": coming.expected_on(today) if coming else None,
        "coming_in": (coming.expected_on(today) - today).days if coming else 0,
        "under_way": queries.under_way(request.account, at=request.at),
        "may_pay": people.may(request.access.role, "bills.pay"),
        "may_see": people.may(request.access.role, "bills.see"),
    }
