"""An agreement is handed over to another customer (a cession): to whom, from when, and a check that names both sides."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.queries import next_period_begins
from abonent.contracts import queries as contracts
from abonent.contracts.models import Agreement
from abonent.contracts.queries import AgreementShown
from abonent.people.models import Account
from abonent.web.addresses import address
from abonent.web.desk.agreement_ends import agreement_of, terms_of_leaving
from abonent.web.desk.contract_words import REFUSALS, refusal
from abonent.web.desk.customer import Customer, shown
from abonent.web.desk.data_fields import day_field
from abonent.web.desk.money_fields import NOTHING, words_field
from abonent.web.desk.page import StaffRequest, customer, staff_page
from abonent.web.desk.seeing import seen
from abonent.web.desk.when import FARTHEST
from abonent.web.door.forms import status

A_DAY = timedelta(days=1)


class HandOverForm(forms.Form):
    """To which account, from which day; the note is for the office."""

    to = forms.CharField(
        label=_("Account number of whoever takes it over"), max_length=30,
        error_messages={"required": _("Please type the account number.")},
    )  # fmt: skip
    on = day_field(_("First day with the new customer"), _("Please choose the day."))
    note = words_field(_("Note for the office"))

    def __init__(self, data: Any, *, account: Account, request: StaffRequest) -> None:
        self.today, self.account = profile.today(request.at), account
        super().__init__(
            data, initial={"on": next_period_begins(account, on=self.today), "to": request.GET.get("to", "")}
        )

    def clean_to(self) -> str:
        """Return the number as it is kept. Who it is stands in `other`."""
        said = str(self.cleaned_data["to"])
        try:
            self.other = customer(said)
        except Http404:
            raise forms.ValidationError(say("There is no account with this number.")) from None
        if self.other.pk == self.account.pk:
            raise forms.ValidationError(say("That is this account itself. Please type the number of the other one."))
        return self.other.number

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on < self.today:
            raise forms.ValidationError(say("An agreement is handed over today at the earliest."))
        if on > self.today + FARTHEST:
            raise forms.ValidationError(say("That is more than two years ahead. Please look at the year."))
        return on


@staff_page(act="contracts.change")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_transfer_agreement(request: StaffRequest, number: str, agreement: str) -> HttpResponse:
    """Take account and day in a form, show both sides and what follows, and with a second press hand it over."""
    about = shown(request, number, "contract")
    found, signed = agreement_of(request, about.account, agreement)
    there = address("desk_end_agreement", number=number, agreement=agreement)
    if contracts.ending_of(signed):
        return redirect(f"{there}?done=before" if request.method == "POST" and not _is_mine(request, signed) else there)
    if found.state == "ended":
        raise Http404
    form = HandOverForm(request.POST if request.method == "POST" else None, account=about.account, request=request)
    if form.is_valid() and "confirm" in request.POST:
        try:
            said = form.cleaned_data
            actions.hand_over(signed, to=form.other, on=said["on"], note=said["note"], at=request.at, by=request.user)
            return redirect(f"{there}?done=handed_over")
        except REFUSALS as wrong:
            form.add_error(None, refusal(wrong))
    if not form.is_valid() or "edit" in request.POST:
        return _choose(request, about, found, form)
    return _check(request, about, found, signed, form)


def _is_mine(request: StaffRequest, signed: Agreement) -> bool:
    """Say whether the end that is there is what this form has entered, sent twice."""
    ending = contracts.ending_of(signed)
    return bool(ending and ending.to and ending.entered_by_id == request.user.pk)


def _choose(request: StaffRequest, about: Customer, found: AgreementShown, form: HandOverForm) -> HttpResponse:
    context = {**terms_of_leaving(request, about, found), "form": form}
    return render(request, "desk/hand_over.html", context, status=status(form))


def _check(
    request: StaffRequest, about: Customer, found: AgreementShown, signed: Agreement, form: HandOverForm
) -> HttpResponse:
    said, other = form.cleaned_data, form.other
    seen(request, other)
    try:
        final = actions.expected_final_bill(signed, ends_on=said["on"], to=other, at=request.at)
    except REFUSALS as wrong:
        form.add_error(None, refusal(wrong))
        return _choose(request, about, found, form)
    context = {
        **terms_of_leaving(request, about, found),
        "other": other,
        "on": said["on"],
        "last": said["on"] - A_DAY,
        "days_left": (said["on"] - form.today).days,
        "held": [held for line in found.lines for held in line.held if held.kind in {"PLAN", "EXTRA"}],
        "owed": queries.total_open(queries.debts(about.account)),
        "note": said["note"],
        "final": final,
        "sent": {"to": other.number, "on": said["on"].isoformat(), "note": said["note"]},
        "free": NOTHING,
    }
    return render(request, "desk/check_hand_over.html", context)
