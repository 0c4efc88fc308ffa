"""Cash at the counter: how much and for what, a check before, and afterwards the receipt with its number."""

import secrets
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.queries import NOTHING, Counter, Plan
from abonent.contracts.models import Restriction
from abonent.language import lengths, written
from abonent.people.models import Account
from abonent.web.addresses import address
from abonent.web.desk.customer import Customer, shown
from abonent.web.desk.money_fields import ONCE, amount_field, words_field
from abonent.web.desk.page import StaffRequest, customer, staff_page
from abonent.web.door.forms import status
from abonent.web.portal.wish import plain


class CashForm(forms.Form):
    """How much, for which bills, from whom; `besides`, where it is ticked, is owed and on no bill. `was` is the amount that the page proposed: left as it was, it follows the ticks."""

    amount = amount_field()
    payer = words_field(_("Who pays"), longest=lengths.NAME)
    was = forms.CharField(required=False)
    shown = forms.CharField(required=False)
    once = forms.RegexField(ONCE, required=False)

    def __init__(self, data: QueryDict | None, *, counter: Counter, chosen: list[str]) -> None:
        asked = data.getlist("bill") if data is not None else chosen
        self.chosen = [bill for bill in counter.open if bill.slug in asked or (data is None and not chosen)]
        self.besides = counter.besides if ("besides" in data if data is not None else not chosen) else []
        self.strange = data is not None and len(self.chosen) < len(set(asked))
        if data is not None and data.get("amount", "").strip() == data.get("was", "").strip():
            data = data.copy()
            data["amount"] = plain(self.proposed)
        super().__init__(data, initial={"amount": plain(self.proposed)})

    @property
    def proposed(self) -> Decimal:
        """What the chosen bills come to, and what was chosen besides."""
        return sum((bill.open for bill in [*self.chosen, *self.besides]), NOTHING)

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        largest = profile.current().desk.till.largest
        if amount > largest:
            told = say("At most %(amount)s can be taken in cash at once.")
            money = written(get_language() or "").money(largest, profile.current().currency)
            raise forms.ValidationError(told % {"amount": money})
        return amount


@staff_page(act="cash.take")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_take_cash(request: StaffRequest, number: str) -> HttpResponse:
    """Take the amount in a form, show what it pays, and with a second press take it."""
    account = customer(number)
    counter = queries.counter(account, at=request.at)
    posted = request.POST if request.method == "POST" else None
    form = CashForm(posted, counter=counter, chosen=request.GET.getlist("bill"))
    if not form.is_valid() or "edit" in request.POST:
        return _choose(request, shown(request, number), counter, form)
    if "confirm" in request.POST and not _is_stale(account, form):
        return _take(request, account, form)
    return _check(request, shown(request, number), counter, form)


def _choose(request: StaffRequest, about: Customer, counter: Counter, form: CashForm) -> HttpResponse:
    context = {"customer": about, "counter": counter, "form": form, "was": plain(form.proposed)}
    return render(request, "desk/take_cash.html", context, status=status(form))


def _is_stale(account: Account, form: CashForm) -> bool:
    """Say whether less is open of the chosen bills than the check showed, and the form has not been carried out already."""
    said = form.cleaned_data
    less = form.strange or said["shown"] != plain(form.proposed)
    return not said["once"] or (less and queries.cash_taken(account, said["once"]) is None)


def _take(request: StaffRequest, account: Account, form: CashForm) -> HttpResponse:
    said = form.cleaned_data
    receipt = actions.take_cash(
        account,
        amount=said["amount"],
        wanted=[bill.number for bill in form.chosen],
        payer=said["payer"],
        once=said["once"],
        at=request.at,
        by=request.user,
    )
    return redirect(f"{address('desk_receipt', receipt=receipt.pk)}?done=taken")


def _check(request: StaffRequest, about: Customer, counter: Counter, form: CashForm) -> HttpResponse:
    said, numbers = form.cleaned_data, [bill.number for bill in form.chosen]
    found = queries.plan([*counter.open, *counter.besides], chosen=numbers, amount=said["amount"])
    context: dict[str, Any] = {
        "customer": about,
        "counter": counter,
        "said": said,
        "plan": found,
        "left": max(counter.owed.total - said["amount"], NOTHING),
        "fee": NOTHING,
        "frees": _frees(about.account, counter, found),
        "changed": "confirm" in request.POST,
        "typed": _typed(form),
        "chosen": form.chosen,
        "once": said["once"] or secrets.token_urlsafe(18),
    }
    return render(request, "desk/check_cash.html", context, status=409 if context["changed"] else 200)


def _typed(form: CashForm) -> list[tuple[str, str]]:
    said = form.cleaned_data
    typed = [("amount", plain(said["amount"])), ("payer", said["payer"]), ("shown", plain(form.proposed))]
    return [*typed, ("besides", "1")] if form.besides else typed


def _frees(account: Account, counter: Counter, found: Plan) -> bool:
    """Say whether the restriction for debt will be lifted: too little overdue is left for it."""
    reasons = [reason for reason, _level in queries.standing(account, on=date.max).limits]
    debts = [bill for bill in [*counter.open, *counter.besides] if bill.days_left < 0]
    numbers = {bill.number for bill in debts}
    paid = sum((part.amount for part in found.parts if part.number in numbers), NOTHING)
    late = sum((bill.open for bill in debts), NOTHING) - paid
    smallest = profile.current().dunning.smallest
    return Restriction.Reason.DEBT in reasons and (not late or late < smallest or found.credit > 0)
