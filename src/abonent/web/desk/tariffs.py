"""The plan of a line is changed: which one, from when, for which fee; a check with old and new; what has not begun is taken back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from abonent import profile
from abonent.billing import actions
from abonent.contracts import queries
from abonent.contracts.models import Holding, Subscription, Tariff
from abonent.contracts.queries import DueFee, MonthlyPrices, fees_of_change
from abonent.people.models import Account
from abonent.web.addresses import address
from abonent.web.desk.contract_words import REFUSALS, refusal
from abonent.web.desk.customer import Customer
from abonent.web.desk.lines import about_line, agreement_of, name_of, speed
from abonent.web.desk.money_fields import NOTHING, words_field
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.desk.when import WhenForm
from abonent.web.door.forms import status
from abonent.web.portal.calculation import named


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan on sale, beside the one that is held: what it costs a month, how much more, and once."""

    tariff: Tariff
    name: str
    speed: str
    monthly: Decimal
    more: Decimal
    once: Decimal


class TariffForm(WhenForm):
    """Which plan, from when; `instead` is what was held when the page was made, `waived` why the fee is not charged."""

    plan = forms.CharField(max_length=40, error_messages={"required": _("Please choose a plan.")})
    instead = forms.IntegerField(min_value=1)
    waived = words_field(_("Do not charge the fee, because"))

    def __init__(self, data: Any, *, account: Account, request: StaffRequest, held: Holding, said: Any = None) -> None:
        super().__init__(data, account=account, at=request.at, initial={**(said or {}), "instead": held.pk})
        self.held = held
        self.offers = {offer.tariff.code: offer for offer in _offers(held, request)}

    def clean_plan(self) -> str:
        plan = str(self.cleaned_data["plan"])
        if plan not in self.offers:
            raise forms.ValidationError(say("Please choose one of the plans on sale."))
        return plan

    @property
    def offer(self) -> Offer:
        return self.offers[self.cleaned_data["plan"]]


@staff_page(act="contracts.change")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_change_tariff(request: StaffRequest, number: str, line: int) -> HttpResponse:
    """Take plan and day in a form, show old and new beside each other, and with a second press change it."""
    about, found = about_line(request, number, line)
    held = _instead(request, found) or queries.plan_of(found, at=request.at)
    if held is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = TariffForm(posted, account=about.account, request=request, held=held)
    if form.is_valid() and "confirm" in request.POST:
        try:
            return _change(request, found, form)
        except REFUSALS as wrong:
            return _anew(request, about, found, refusal(wrong))
    if not form.is_valid() or "edit" in request.POST:
        return _choose(request, about, found, form)
    return _check(request, about, found, form)


def _instead(request: StaffRequest, line: Subscription) -> Holding | None:
    """Return what the line held when the page was made: sent twice, a form finds what it changed."""
    said = request.POST.get("instead", "")[:18]
    found = Holding.objects.select_related("tariff", "subscription", "account").filter(subscription=line)
    return (
        found.filter(pk=int(said), tariff__kind=Tariff.Kind.PLAN).first()
        if said.isascii() and said.isdecimal()
        else None
    )


def _anew(request: StaffRequest, about: Customer, line: Subscription, wrong: str) -> HttpResponse:
    """Show the form as it has to be filled in now, with what was typed, and say what stands in the way."""
    held = queries.plan_of(line, at=request.at)
    if held is None:
        raise Http404
    said = {name: request.POST.get(name, "") for name in ("plan", "when", "day", "waived")}
    form = TariffForm(None, account=about.account, request=request, held=held, said=said)
    return _choose(request, about, line, form, wrong=wrong)


def _offers(held: Holding, request: StaffRequest) -> Iterator[Offer]:
    """Give the plans of the same service on sale today, by today's prices."""
    on = profile.today(request.at)
    plans = [each for each in queries.on_sale(Tariff.Kind.PLAN, on=on) if each.service == held.tariff.service]
    prices = MonthlyPrices({held.tariff_id, *(plan.pk for plan in plans)}, on=on)
    now = prices.of(held.tariff_id, held.quantity, on=on) or NOTHING
    for plan in plans:
        if plan.pk != held.tariff_id:
            monthly = prices.of(plan.pk, held.quantity, on=on) or NOTHING
            once = sum((fee.amount for fee in fees_of_change(held.tariff, plan, on=on)), NOTHING)
            yield Offer(plan, named(plan.name), speed(plan), monthly, monthly - now, once)


def _change(request: StaffRequest, line: Subscription, form: TariffForm) -> HttpResponse:
    tariff, waived = form.offer.tariff, form.cleaned_data["waived"]
    actions.change_tariff(form.held, tariff, on=form.on, waived=waived, at=request.at, by=request.user)
    done = "planned" if form.days_left > 0 else "changed"
    return redirect(f"{address('desk_line', number=line.account.number, line=line.pk)}?done={done}")


def _choose(
    request: StaffRequest, about: Customer, line: Subscription, form: TariffForm, *, wrong: str = ""
) -> HttpResponse:
    held = form.held
    planned = queries.planned_after(held)
    context = {
        "customer": about,
        "line": line,
        "name": name_of(line),
        "held": held,
        "held_name": named(held.tariff.name),
        "planned": planned,
        "planned_name": named(planned.tariff.name) if planned else "",
        "ending": queries.ending_of(line.agreement),
        "form": form,
        "today": form.today,
        "wrong": wrong,
    }
    return render(request, "desk/change_tariff.html", context, status=409 if wrong else status(form))


def _check(request: StaffRequest, about: Customer, line: Subscription, form: TariffForm) -> HttpResponse:
    held, offer, on = form.held, form.offer, form.on
    prices = MonthlyPrices({held.tariff_id, offer.tariff.pk}, on=min(on, form.today))
    old, new = (prices.of(each, held.quantity, on=on) or NOTHING for each in (held.tariff_id, offer.tariff.pk))
    besides = others(line, held, request, on=on)
    context = {
        "customer": about,
        "line": line,
        "name": name_of(line),
        "agreement": agreement_of(request, line),
        "old": {
            "name": named(held.tariff.name),
            "speed": speed(held.tariff),
            "monthly": old,
            "together": old + besides,
        },
        "new": {"name": offer.name, "speed": offer.speed, "monthly": new, "together": new + besides},
        "fees": [(named(fee.name), fee.amount) for fee in _fees(form)],
        "form": form,
        "sent": {**form.typed, **{name: form[name].value() or "" for name in ("plan", "instead", "waived")}},
        "free": NOTHING,
    }
    return render(request, "desk/check_tariff.html", context)


def _fees(form: TariffForm) -> list[DueFee]:
    return fees_of_change(form.held.tariff, form.offer.tariff, on=form.on)


def others(line: Subscription, besides: Holding | None, request: StaffRequest, *, on: date) -> Decimal:
    """Return what everything else on a line costs a month on a day."""
    return sum(
        (
            each.monthly
            for each in queries.held_by(line, at=request.at)
            if each.monthly and each.since <= on and (each.until is None or each.until > on)
            if besides is None or each.holding.slot != besides.slot
        ),
        NOTHING,
    )


@staff_page(act="contracts.change")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_take_back_change(request: StaffRequest, number: str, line: int, holding: int) -> HttpResponse:
    """Ask whether something that is to come shall not come, and with a press take it back."""
    about, found = about_line(request, number, line)
    held = held_by_line(found, holding)
    back = address("desk_line", number=number, line=found.pk)
    wrong = ""
    if request.method == "POST":
        try:
            actions.take_back_change(held, at=request.at, by=request.user)
            return redirect(f"{back}?done=taken_back")
        except REFUSALS as refused:
            wrong = refusal(refused)
    context = {
        "customer": about,
        "line": found,
        "name": name_of(found),
        "tariff": named(held.tariff.name),
        "begins": profile.today(held.valid.lower) if held.valid.lower > request.at else None,
        "ends": held.valid.upper and profile.today(held.valid.upper),
        "today": profile.today(request.at),
        "back": back,
        "wrong": wrong,
    }
    return render(request, "desk/take_back_change.html", context, status=409 if wrong else 200)


def held_by_line(line: Subscription, pk: int) -> Holding:
    """Return something that a line holds or held. Raises Http404."""
    found = Holding.objects.select_related("tariff", "subscription", "account").filter(subscription=line, pk=pk).first()
    if found is None:
        raise Http404
    return found
