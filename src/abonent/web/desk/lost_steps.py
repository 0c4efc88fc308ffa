"""Somebody has lost the second step of signing in: the office makes sure who it is, and then the waiting time begins.

Only customers are helped here. For somebody of the staff it is the administrator's, on the page of the staff.
"""

from contextlib import suppress
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from abonent import profile
from abonent.people import queries
from abonent.people.actions import AlreadyConfirmed, NoLostStep, confirm_lost_step, stop_lost_step
from abonent.people.models import Account, Contact, LostStep, User
from abonent.web.addresses import address
from abonent.web.desk.deadline import answer_by
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.desk.seeing import seen
from abonent.web.door.forms import status

CHECKS: dict[str, tuple[Promise, Promise]] = {
    "DOCUMENT": (
        _("An identity document, here at the office"),
        _("The name and the picture are those of the person who signs in; the document is valid."),
    ),
    "CALL_BACK": (
        _("A call back to a number that was confirmed before"),
        _(
            "We called the number below – not one that was named just now – and asked for something that only they know."
        ),
    ),
}
"""How the office makes sure who it is; the journal keeps which."""


class ConfirmForm(forms.Form):
    """How it was made sure who it is. Without a number there is no calling back."""

    checked = forms.ChoiceField(
        choices=[(code, "") for code in CHECKS],
        error_messages={
            "required": _("Please choose how it was made sure who it is."),
            "invalid_choice": _("Please choose how it was made sure who it is."),
        },
    )

    def __init__(self, data: Any = None, *, can_call: bool) -> None:
        super().__init__(data)
        self.can_call = can_call

    def clean_checked(self) -> str:
        checked = str(self.cleaned_data["checked"])
        if checked == "CALL_BACK" and not self.can_call:
            raise forms.ValidationError(_("There is no confirmed number to call."), code="no number")
        return checked


@staff_page(act="lost_steps.confirm")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_lost_step(request: StaffRequest, person: int) -> HttpResponse:
    """Show who it is and what to make sure of; let the waiting time begin, or leave everything as it is."""
    step = LostStep.objects.filter(user=person, user__staff_role="").select_related("user", "confirmed_by")
    newest = step.order_by("-asked_at", "-pk").first()
    if newest is None:
        raise Http404
    numbers = _numbers(newest)
    form = ConfirmForm(request.POST if request.method == "POST" else None, can_call=bool(numbers))
    if request.method == "POST" and ("stop" in request.POST or form.is_valid()):
        return _settle(request, newest.user, form)
    return _page(request, newest, form, numbers)


def _settle(request: StaffRequest, user: User, form: ConfirmForm) -> HttpResponse:
    """What somebody else has settled meanwhile is on the page that follows."""
    with suppress(NoLostStep, AlreadyConfirmed):
        if "stop" in request.POST:
            stop_lost_step(user, by=request.user, at=request.at, via="desk")
        else:
            confirm_lost_step(user, by=request.user, at=request.at, checked=form.cleaned_data["checked"], via="desk")
    return redirect("desk_lost_step", person=user.pk)


def _page(request: StaffRequest, step: LostStep, form: ConfirmForm, numbers: list[Contact]) -> HttpResponse:
    accounts = [right.account for right in queries.accesses(step.user, at=request.at)]
    _looked_at(request, accounts)
    context = {
        "step": step,
        "form": form,
        "state": _state(step, request),
        "accounts": [(account, address("desk_customer", number=account.number)) for account in accounts],
        "numbers": numbers,
        "mails": len(queries.mail_addresses_of(step.user)),
        "checks": [(code, *words) for code, words in CHECKS.items() if code != "CALL_BACK" or numbers],
        "hours": profile.current().panel.lost_step_hours,
        "deadline": answer_by("LOST_STEP", step.asked_at, at=request.at),
    }
    return render(request, "desk/lost_step.html", context, status=status(form))


def _looked_at(request: StaffRequest, accounts: list[Account]) -> None:
    for account in accounts if request.method in {"GET", "HEAD"} else ():
        seen(request, account)


def _numbers(step: LostStep) -> list[Contact]:
    """Return the telephone numbers that had been confirmed before somebody said that the step is lost."""
    found = Contact.objects.filter(user=step.user_id, kind=Contact.Kind.PHONE, ended_at=None)
    return list(found.filter(confirmed_at__lt=step.asked_at).order_by("value"))


def _state(step: LostStep, request: StaffRequest) -> str:
    if step.done_at or step.stopped_at:
        return "done" if step.done_at else "stopped"
    if step.confirmed_at is None:
        return "asked"
    return "open" if step.is_open(request.at) else "waits"
