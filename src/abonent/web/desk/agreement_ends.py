"""The end of an agreement is entered: the last day, why, what comes back; until that day it can be taken back here."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from abonent import profile
from abonent.billing import actions
from abonent.billing.models import Invoice
from abonent.billing.queries import earliest_change, next_period_begins
from abonent.contracts import queries
from abonent.contracts.actions import EndEntered
from abonent.contracts.models import Agreement, Ending
from abonent.contracts.queries import AgreementShown
from abonent.language import written
from abonent.people.models import Account
from abonent.web.desk.contract_words import ENDED_BY, REFUSALS, refusal
from abonent.web.desk.customer import Customer, shown
from abonent.web.desk.data_fields import day_field
from abonent.web.desk.links import bill_page
from abonent.web.desk.money_fields import NOTHING, words_field
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.desk.when import FARTHEST
from abonent.web.door.forms import status
from abonent.web.frame import speaking

A_DAY = timedelta(days=1)
BY_HAND = {code: words for code, words in ENDED_BY.items() if code != Ending.Reason.TRANSFER}


class EndForm(forms.Form):
    """The last day of an agreement, and why it ends; the note is for the office."""

    last = day_field(_("Last day"), _("Please choose the last day."))
    reason = forms.ChoiceField(choices=list(BY_HAND.items()), error_messages={"required": _("Please choose why.")})
    note = words_field(_("Note for the office"))

    def __init__(self, data: Any, *, account: Account, request: StaffRequest) -> None:
        self.today = profile.today(request.at)
        following = next_period_begins(account, on=self.today)
        super().__init__(data, initial={"last": following - A_DAY})
        self.earliest = earliest_change(account, on=self.today) - A_DAY

    def clean_last(self) -> date:
        last: date = self.cleaned_data["last"]
        if last < self.earliest:
            told = say("The earliest last day is %(day)s: no bill would set right what ended before.")
            raise forms.ValidationError(told % {"day": written(speaking()).day(self.earliest)})
        if last > self.today + FARTHEST:
            raise forms.ValidationError(say("That is more than two years ahead. Please look at the year."))
        return last

    @property
    def ends_on(self) -> date:
        """The first day without the agreement."""
        last: date = self.cleaned_data["last"]
        return last + A_DAY


@staff_page(act="contracts.change")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_end_agreement(request: StaffRequest, number: str, agreement: str) -> HttpResponse:
    """Show the end that was entered; where there is none take it in a form, show what follows, and enter it."""
    about = shown(request, number, "contract")
    found, signed = agreement_of(request, about.account, agreement)
    if ending := queries.ending_of(signed):
        return _entered(request, about, found, ending)
    if found.state == "ended":
        raise Http404
    if "take_back" in request.POST:  # the button was pressed twice
        return redirect(f"{request.path}?done=taken_back")
    form = EndForm(request.POST if request.method == "POST" else None, account=about.account, request=request)
    if form.is_valid() and "confirm" in request.POST:
        try:
            return _end(request, signed, form)
        except REFUSALS as wrong:
            form.add_error(None, refusal(wrong))
    if not form.is_valid() or "edit" in request.POST:
        return _choose(request, about, found, form)
    return _check(request, about, found, signed, form)


def agreement_of(request: StaffRequest, account: Account, slug: str) -> tuple[AgreementShown, Agreement]:
    """Return an agreement of this account, as it is shown and as it is kept. Raises Http404."""
    for shown_one in queries.agreements(account, at=request.at):
        if shown_one.slug == slug:
            return shown_one, Agreement.objects.select_related("account").get(account=account, number=shown_one.number)
    raise Http404


def _end(request: StaffRequest, agreement: Agreement, form: EndForm) -> HttpResponse:
    said = form.cleaned_data
    actions.end_agreement(
        agreement, ends_on=form.ends_on, reason=said["reason"], note=said["note"], at=request.at, by=request.user
    )
    return redirect(f"{request.path}?done=entered")


def terms_of_leaving(request: StaffRequest, about: Customer, found: AgreementShown) -> dict[str, Any]:
    """Return what every page about leaving says: the rules of notice, what binds, what is held at a discount."""
    bound = found.bound_until if found.bound_until and found.bound_until >= found.on else None
    others = [
        each
        for each in queries.agreements(about.account, at=request.at)
        if each.state != "ended" and each.number != found.number
    ]
    return {
        "customer": about,
        "agreement": found,
        "notice": profile.current().panel.contract.notice.get(speaking(), ""),
        "bound_until": bound,
        "discounts": [held for line in found.lines for held in line.held if held.kind == "DISCOUNT"],
        "others": others,
        "coming": [change for line in found.lines for change in line.coming if change.what == "begins"],
    }


def _choose(request: StaffRequest, about: Customer, found: AgreementShown, form: EndForm) -> HttpResponse:
    context = {**terms_of_leaving(request, about, found), "form": form, "reasons": BY_HAND}
    context["taken_back"] = request.GET.get("done") == "taken_back"
    return render(request, "desk/end_agreement.html", context, status=status(form))


def _check(
    request: StaffRequest, about: Customer, found: AgreementShown, signed: Agreement, form: EndForm
) -> HttpResponse:
    ends_on, said = form.ends_on, form.cleaned_data
    try:
        final = actions.expected_final_bill(signed, ends_on=ends_on, at=request.at)
    except REFUSALS as wrong:
        form.add_error(None, refusal(wrong))
        return _choose(request, about, found, form)
    context = {
        **terms_of_leaving(request, about, found),
        "last": said["last"],
        "days_left": (said["last"] - form.today).days,
        "at_once": ends_on <= form.today,
        "reason": ENDED_BY[said["reason"]],
        "note": said["note"],
        "final": final,
        "sent": {"last": said["last"].isoformat(), "reason": said["reason"], "note": said["note"]},
        "free": NOTHING,
    }
    return render(request, "desk/check_end.html", context)


def _entered(request: StaffRequest, about: Customer, found: AgreementShown, ending: Ending) -> HttpResponse:
    """Show an end that was entered, and take it back with a press while its day has not come."""
    wrong = ""
    if "take_back" in request.POST:
        try:
            actions.take_back_end(ending, at=request.at, by=request.user)
            return redirect(f"{request.path}?done=taken_back")
        except REFUSALS as refused:
            wrong = refusal(refused)
    elif request.method == "POST":
        wrong = _meanwhile(request, ending)
        if not wrong:
            return redirect(f"{request.path}?done=entered")
    today = profile.today(request.at)
    context = {
        **terms_of_leaving(request, about, found),
        "ending": ending,
        "last": ending.ends_on - A_DAY,
        "days_left": (ending.ends_on - A_DAY - today).days,
        "reason": ENDED_BY[ending.reason],
        "open": ending.carried_out_at is None and ending.ends_on > today,
        "documents": list(_documents(ending)),
        "done": request.GET.get("done", ""),
        "wrong": wrong,
        "to_number": ending.to.number if ending.to else "",
    }
    return render(request, "desk/agreement_end.html", context, status=409 if wrong else 200)


def _meanwhile(request: StaffRequest, ending: Ending) -> str:
    """Say that somebody else has entered an end; nothing where it is the same form sent twice."""
    same = request.POST.get("last") == (ending.ends_on - A_DAY).isoformat()
    mine = ending.entered_by_id == request.user.pk
    return "" if same and mine else refusal(EndEntered(ending))


def _documents(ending: Ending) -> list[tuple[str, str, Any]]:
    """Return the final bill, if it was issued with this end: number, address, total."""
    if not ending.carried_out_at:
        return []
    found = Invoice.objects.filter(account=ending.account_id, recorded_at=ending.carried_out_at).order_by("pk")
    return [(each.number, bill_page(each.number), each.total) for each in found]
