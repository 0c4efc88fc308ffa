"""Extras of a line: one is added, or ends, from a day on, each with a check before."""

from collections.abc import Iterator
from dataclasses import dataclass
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
from abonent.contracts.actions.changing import slot_of
from abonent.contracts.models import Holding, Subscription, Tariff
from abonent.contracts.queries import MonthlyPrices
from abonent.people.models import Account
from abonent.web.addresses import address
from abonent.web.desk.contract_words import REFUSALS, refusal
from abonent.web.desk.customer import Customer
from abonent.web.desk.lines import about_line, name_of
from abonent.web.desk.money_fields import NOTHING
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.desk.tariffs import held_by_line, others
from abonent.web.desk.when import WhenForm
from abonent.web.door.forms import status
from abonent.web.portal.calculation import named


@dataclass(frozen=True, slots=True)
class Extra:
    """An extra on sale, by today's price."""

    tariff: Tariff
    name: str
    monthly: Decimal
    is_held: bool


class ExtraForm(WhenForm):
    """Which extra, from when."""

    extra = forms.CharField(max_length=40, error_messages={"required": _("Please choose an extra.")})

    def __init__(self, data: Any, *, account: Account, request: StaffRequest, extras: list[Extra]) -> None:
        super().__init__(data, account=account, at=request.at)
        self.extras = {extra.tariff.code: extra for extra in extras}

    def clean_extra(self) -> str:
        extra = str(self.cleaned_data["extra"])
        if extra not in self.extras:
            raise forms.ValidationError(say("Please choose one of the extras on sale."))
        return extra

    @property
    def chosen_extra(self) -> Extra:
        return self.extras[self.cleaned_data["extra"]]


@staff_page(act="contracts.change")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_add_extra(request: StaffRequest, number: str, line: int) -> HttpResponse:
    """Take an extra and a day in a form, show what it costs, and with a second press add it."""
    about, found = about_line(request, number, line)
    posted = request.POST if request.method == "POST" else None
    form = ExtraForm(posted, account=about.account, request=request, extras=list(_extras(found, request)))
    if form.is_valid() and "confirm" in request.POST:
        try:
            actions.add_extra(found, form.chosen_extra.tariff, on=form.on, at=request.at, by=request.user)
            return _done(found, "added")
        except REFUSALS as wrong:
            form.add_error(None, refusal(wrong))
    if not form.is_valid() or "edit" in request.POST:
        return _choose(request, about, found, form)
    return _check(request, about, found, form)


def _extras(line: Subscription, request: StaffRequest) -> Iterator[Extra]:
    """Give the extras on sale, with whether the line holds them, or will."""
    on = profile.today(request.at)
    sold = queries.on_sale(Tariff.Kind.EXTRA, on=on)
    taken = {
        each.holding.slot
        for each in queries.held_by(line, at=request.at)
        if each.state != "before" and each.until is None
    }
    prices = MonthlyPrices({tariff.pk for tariff in sold}, on=on)
    for tariff in sold:
        monthly = prices.of(tariff.pk, Decimal(1), on=on) or NOTHING
        yield Extra(tariff, named(tariff.name), monthly, slot_of(tariff) in taken)


def _choose(request: StaffRequest, about: Customer, line: Subscription, form: ExtraForm) -> HttpResponse:
    context = {
        "customer": about,
        "line": line,
        "name": name_of(line),
        "ending": queries.ending_of(line.agreement),
        "form": form,
        "today": form.today,
    }
    return render(request, "desk/add_extra.html", context, status=status(form))


def _check(request: StaffRequest, about: Customer, line: Subscription, form: ExtraForm) -> HttpResponse:
    extra = form.chosen_extra
    monthly = MonthlyPrices({extra.tariff.pk}, on=min(form.on, form.today)).of(extra.tariff.pk, Decimal(1), on=form.on)
    besides = others(line, None, request, on=form.on)
    context = {
        "customer": about,
        "line": line,
        "name": name_of(line),
        "title": say("Add %(name)s") % {"name": extra.name},
        "extra": extra.name,
        "old": besides,
        "new": besides + (monthly or NOTHING),
        "monthly": monthly or NOTHING,
        "form": form,
        "sent": {**form.typed, "extra": extra.tariff.code},
        "free": NOTHING,
        "ends": False,
    }
    return render(request, "desk/check_extra.html", context)


@staff_page(act="contracts.change")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_end_extra(request: StaffRequest, number: str, line: int, holding: int) -> HttpResponse:
    """Take the day from which an extra is not held any more, show what follows, and with a second press end it."""
    about, found = about_line(request, number, line)
    held = held_by_line(found, holding)
    if held.tariff.kind != Tariff.Kind.EXTRA:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = WhenForm(posted, account=about.account, at=request.at)
    if form.is_valid() and "confirm" in request.POST:
        try:
            actions.end_extra(held, on=form.on, at=request.at, by=request.user)
            return _done(found, "ended")
        except REFUSALS as wrong:
            form.add_error(None, refusal(wrong))
    if not form.is_valid() or "edit" in request.POST:
        context = {"customer": about, "line": found, "name": name_of(found), "extra": named(held.tariff.name)}
        more = {"ends": held.valid.upper and profile.today(held.valid.upper), "form": form, "today": form.today}
        return render(request, "desk/end_extra.html", {**context, **more}, status=status(form))
    return _check_end(request, about, found, held, form)


def _check_end(
    request: StaffRequest, about: Customer, line: Subscription, held: Holding, form: WhenForm
) -> HttpResponse:
    besides = others(line, held, request, on=form.on)
    prices = MonthlyPrices({held.tariff_id}, on=min(form.on, form.today))
    monthly = prices.of(held.tariff_id, held.quantity, on=form.on) or NOTHING
    context = {
        "customer": about,
        "line": line,
        "name": name_of(line),
        "title": say("End %(name)s") % {"name": named(held.tariff.name)},
        "extra": named(held.tariff.name),
        "old": besides + monthly,
        "new": besides,
        "monthly": -monthly,
        "form": form,
        "sent": form.typed,
        "free": NOTHING,
        "ends": True,
    }
    return render(request, "desk/check_extra.html", context)


def _done(line: Subscription, word: str) -> HttpResponse:
    return redirect(f"{address('desk_line', number=line.account.number, line=line.pk)}?done={word}")
