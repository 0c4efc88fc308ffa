"""The office lets a customer wait, takes that back, and answers who disagrees with a line of the statement."""

import secrets
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
from abonent.billing.actions.respites import LONGEST_DAYS
from abonent.billing.models import Invoice, Respite
from abonent.language import lengths
from abonent.people.models import Account
from abonent.web.addresses import address
from abonent.web.desk.customer import shown
from abonent.web.desk.deadline import deadline
from abonent.web.desk.debt_words import KINDS, how_much
from abonent.web.desk.links import bill_page
from abonent.web.desk.money_fields import NOTHING, ONCE, words_field
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.door.forms import status


def day_field(label: Any) -> forms.DateField:
    """A day that has to be chosen."""
    return forms.DateField(
        label=label,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Please choose a day."), "invalid": _("This is not a date.")},
    )


class SpareForm(forms.Form):
    """Until when, and why; the note is for the office. `once` is the form's own token."""

    day = day_field(_("May wait until"))
    note = words_field(_("Note for the office"), _("Please type why."))
    once = forms.RegexField(ONCE, required=False)

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data)
        self.today = today

    def clean_day(self) -> date:
        """Take a day that has not passed and is not too far away."""
        day: date = self.cleaned_data["day"]
        if not timedelta(0) <= day - self.today <= timedelta(days=LONGEST_DAYS):
            raise forms.ValidationError(say("Please choose a day from today on, within a year."))
        return day


class ReasonForm(forms.Form):
    """Why it is taken back; the customer reads it."""

    reason = words_field(_("Reason"), _("Please type the reason."))


class AnswerForm(forms.Form):
    """What the office answers; the customer reads it."""

    answer = words_field(_("Answer"), _("Please type the answer."), longest=lengths.WORDS)


@staff_page(act="respites.agree")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_spare(request: StaffRequest, number: str) -> HttpResponse:
    """Take a day and a note in a form, show what follows, and with a second press let the customer wait."""
    about, today = shown(request, number, "debt"), profile.today(request.at)
    form = SpareForm(request.POST if request.method == "POST" else None, today=today)
    if form.is_valid() and "confirm" in request.POST and form.cleaned_data["once"]:
        return _spare(request, about.account, form)
    late, owed = actions.late_and_owed(about.account, on=today)
    context = {"customer": about, "form": form, "late": late, "owed": owed, "fee": NOTHING, "longest": lengths.REASON}
    if not form.is_valid() or "edit" in request.POST:
        return render(request, "desk/spare.html", context, status=status(form))
    context["days_left"] = (form.cleaned_data["day"] - today).days
    context["sent"] = {"day": form["day"].value(), "note": form.cleaned_data["note"], "once": _once(form)}
    return render(request, "desk/check_spare.html", context)


def _once(form: forms.Form) -> str:
    return form.cleaned_data.get("once") or secrets.token_urlsafe(18)


def _spare(request: StaffRequest, account: Account, form: SpareForm) -> HttpResponse:
    said = form.cleaned_data
    try:
        actions.spare(account, day=said["day"], note=said["note"], once=said["once"], at=request.at, by=request.user)
    except actions.AlreadySpared:
        return to_the_debt(account, "meanwhile")
    return to_the_debt(account, "spared")


@staff_page(act="respites.agree")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_end_respite(request: StaffRequest, number: str, respite: int) -> HttpResponse:
    """Show what may wait and what follows when it is taken back, and with a press take it back."""
    about = shown(request, number, "debt")
    found = _respite(about.account, respite)
    if found.kind == Respite.Kind.DISPUTE:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.end_respite(found, reason=form.cleaned_data["reason"], at=request.at, by=request.user)
            return to_the_debt(about.account, "ended")
        except actions.HasEnded as before:
            return to_the_debt(about.account, "ended" if _is_mine(request, before, "reason") else "meanwhile")
    context = {"customer": about, "form": form, "fee": NOTHING, "longest": lengths.REASON, **_shown(found)}
    return render(request, "desk/end_respite.html", context, status=status(form))


@staff_page(act="respites.agree")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_answer_dispute(request: StaffRequest, number: str, dispute: int) -> HttpResponse:
    """Show what a customer disagrees with, and answer: the office agrees, or the line stays."""
    about = shown(request, number, "debt")
    found = _respite(about.account, dispute)
    if found.kind != Respite.Kind.DISPUTE:
        raise Http404
    do = request.POST.get("do")
    yes, no = (
        AnswerForm(request.POST if do == kind else None, auto_id=f"id_{kind}_%s") for kind in ("accept", "refuse")
    )
    if (form := {"accept": yes, "refuse": no}.get(do or "")) and form.is_valid():
        return _answer(request, found, form.cleaned_data["answer"], accepted=do == "accept")
    by = deadline(queries.answer_dispute_by(found.made_at), at=request.at) if not found.ended_at else None
    context = {"customer": about, "yes": yes, "no": no, "form": form or yes, "fee": NOTHING, "longest": lengths.WORDS}
    context |= {"deadline": by, "bill": _bill(found), **_shown(found)}
    return render(request, "desk/answer_dispute.html", context, status=status(form or yes))


def _answer(request: StaffRequest, found: Respite, answer: str, *, accepted: bool) -> HttpResponse:
    """Answer; where the office agrees, lead whoever may to the correction of the bill."""
    try:
        actions.answer_dispute(found, accepted=accepted, answer=answer, at=request.at, by=request.user)
    except actions.HasEnded as before:
        if not _is_mine(request, before, "answer"):
            return to_the_debt(found.account, "meanwhile")
    bill = _bill(found)
    if accepted and bill and bill.kind == Invoice.Kind.BILL and request.may("bills.correct"):
        return redirect("desk_correct_bill", slug=queries.slug(bill.number))
    return to_the_debt(found.account, "accepted" if accepted else "refused")


def _is_mine(request: StaffRequest, before: actions.HasEnded, field: str) -> bool:
    """Say whether it was the same form, sent twice."""
    same = before.respite.answer == " ".join(request.POST.get(field, "").split())
    return same and before.respite.ended_by_id == request.user.pk


def _bill(found: Respite) -> Invoice | None:
    return found.entry.invoice if found.entry else None


def _respite(account: Account, pk: int) -> Respite:
    found = queries.respites(account).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _shown(found: Respite) -> dict[str, Any]:
    bill = _bill(found)
    return {
        "respite": found,
        "kind": KINDS[found.kind],
        "what": how_much(found),
        "last_day": queries.last_day(found),
        "bill_url": bill_page(bill.number) if bill else "",
    }


def to_the_debt(account: Account, done: str) -> HttpResponse:
    """Lead to the customer's debt, which says what was done."""
    return redirect(f"{address('desk_customer_dunning', number=account.number)}?done={done}")
