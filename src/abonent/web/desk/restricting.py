"""The service of a customer is restricted by hand, and released: why, how much, and what the customer reads of it."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from abonent import profile
from abonent.billing import actions as billing
from abonent.contracts import actions, queries
from abonent.contracts.models import Restriction, Subscription
from abonent.contracts.queries import fees_of_release
from abonent.journal.queries import last_event
from abonent.people.models import Account
from abonent.web.addresses import address
from abonent.web.desk.contract_words import BY_HAND, LEVELS, REFUSALS, refusal
from abonent.web.desk.customer import BECAUSE, LIMITED, Customer, shown
from abonent.web.desk.lines import is_over, name_of
from abonent.web.desk.money_fields import NOTHING, words_field
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.door.forms import status
from abonent.web.portal.calculation import named
from abonent.web.portal.overview import BECAUSE as CUSTOMER_READS

MOST_LINES = 200
"""More lines than anybody chooses from in one form; others are restricted from their own pages."""


def words_of(choices: dict[str, tuple[Promise, Promise]]) -> list[tuple[str, Promise]]:
    """Return codes with what they are called."""
    return [(code, label) for code, (label, _hint) in choices.items()]


class RestrictForm(forms.Form):
    """What of it (a line, or nothing: everything), why, how much; the note is for the office."""

    line = forms.CharField(required=False, max_length=20)
    reason = forms.ChoiceField(choices=words_of(BY_HAND), error_messages={"required": _("Please choose why.")})
    level = forms.ChoiceField(choices=words_of(LEVELS), error_messages={"required": _("Please choose how much.")})
    note = words_field(_("Note for the office"))

    def __init__(self, data: Any, *, lines: list[Subscription], line: str) -> None:
        super().__init__(data, initial={"line": line})
        self.lines = {str(each.pk): each for each in lines}

    def clean_line(self) -> str:
        line = str(self.cleaned_data["line"])
        if line and line not in self.lines:
            raise forms.ValidationError(say("Please choose one of the lines."))
        return line

    @property
    def chosen(self) -> Subscription | None:
        return self.lines.get(self.cleaned_data["line"])


@staff_page(act="restrictions.change")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_restrict(request: StaffRequest, number: str) -> HttpResponse:
    """Take in a form what is restricted and why, show what follows, and with a second press restrict it."""
    about = shown(request, number, "contract")
    lines = [each for each in queries.lines(about.account)[:MOST_LINES] if not is_over(request, each)]
    line = request.GET.get("line", "")
    form = RestrictForm(request.POST if request.method == "POST" else None, lines=lines, line=line)
    if form.is_valid() and "confirm" in request.POST:
        try:
            return _restrict(request, about.account, form)
        except REFUSALS as wrong:
            if there := _sent_twice(request, about.account, form):
                return _to(there, "restricted")
            form.add_error(None, refusal(wrong))
    if not form.is_valid() or "edit" in request.POST:
        context = {"customer": about, "lines": [(pk, name_of(each)) for pk, each in form.lines.items()]}
        more = {"form": form, "reasons": BY_HAND, "levels": LEVELS}
        return render(request, "desk/restrict.html", {**context, **more}, status=status(form))
    return _check(request, about, form)


def _restrict(request: StaffRequest, account: Account, form: RestrictForm) -> HttpResponse:
    said = form.cleaned_data
    placed = actions.restrict_by_hand(
        account, reason=said["reason"], level=said["level"], subscription=form.chosen, note=said["note"],
        at=request.at, by=request.user.pk,
    )  # fmt: skip
    return _to(placed, "restricted")


def _sent_twice(request: StaffRequest, account: Account, form: RestrictForm) -> Restriction | None:
    """Return what this very form has restricted already."""
    said = form.cleaned_data
    found = (
        queries.restrictions(account)
        .select_related("account")
        .filter(subscription=form.chosen, **{name: said[name] for name in ("reason", "level", "note")})
    )
    return next((each for each in found if _is_mine(request, each, "restriction.placed")), None)


def _is_mine(request: StaffRequest, found: Restriction, kind: str) -> bool:
    """Say whether the last that happened to a restriction is this, and done by whoever asks."""
    last = last_event(f"restriction:{found.pk}")
    return last is not None and (last.kind, last.by_id) == (kind, request.user.pk)


def _to(found: Restriction, done: str) -> HttpResponse:
    return redirect(f"{address('desk_release', number=found.account.number, restriction=found.pk)}?done={done}")


def _check(request: StaffRequest, about: Customer, form: RestrictForm) -> HttpResponse:
    said = form.cleaned_data
    context = {
        "customer": about,
        "what": LIMITED[said["level"]],
        "why": BECAUSE[said["reason"]],
        "line": name_of(form.chosen) if form.chosen else "",
        "reads": CUSTOMER_READS[said["reason"]],
        "note": said["note"],
        "sent": {name: form[name].value() or "" for name in form.fields},
        "free": NOTHING,
        "after": sum((fee.amount for fee in fees_of_release(said["reason"], on=profile.today(request.at))), NOTHING),
    }
    return render(request, "desk/check_restriction.html", context)


class ReleaseForm(forms.Form):
    """Whether the fees of the price list are charged, and why it is released."""

    fees = forms.BooleanField(required=False)
    note = words_field(_("Why it is released"))

    def __init__(self, data: Any, *, owes: bool, costs: bool) -> None:
        super().__init__(data, initial={"fees": costs})
        self.owes, self.costs = owes, costs
        note = self.fields["note"]
        note.required, note.error_messages["required"] = owes, say("Please type why: something is still owed.")

    def clean(self) -> None:
        """Ask for a reason where a debt is let be, or a fee."""
        if self.costs and not self.cleaned_data["fees"] and not self.cleaned_data.get("note", "-"):
            self.add_error("note", say("Please type why the fee is not charged."))


@staff_page(act="restrictions.change")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_release(request: StaffRequest, number: str, restriction: int) -> HttpResponse:
    """Show a restriction, and release it with a press."""
    about = shown(request, number, "contract")
    found = _restriction(about.account, restriction)
    due = fees_of_release(found.reason, on=profile.today(request.at))
    owes = found.reason == Restriction.Reason.DEBT
    form = ReleaseForm(request.POST if request.method == "POST" else None, owes=owes, costs=bool(due))
    if form.is_valid():
        try:
            said = form.cleaned_data
            billing.release(found, fees=said["fees"], note=said["note"], at=request.at, by=request.user)
            return redirect(f"{request.path}?done=released")
        except actions.AlreadyReleased:
            mine = _is_mine(request, found, "restriction.lifted")
            return redirect(f"{request.path}?done={'released' if mine else 'meanwhile'}")
    context = {
        "customer": about,
        "restriction": found,
        "what": LIMITED[found.level],
        "why": BECAUSE[found.reason],
        "line": name_of(found.subscription) if found.subscription else "",
        "fees": [(named(fee.name), fee.amount) for fee in due],
        "sum": sum((fee.amount for fee in due), NOTHING),
        "others": queries.restrictions(about.account).exclude(pk=found.pk).count(),
        "form": form,
        "done": request.GET.get("done", ""),
    }
    return render(request, "desk/restriction.html", context, status=status(form))


def _restriction(account: Account, pk: int) -> Restriction:
    found = Restriction.objects.select_related("account", "subscription__place").filter(account=account, pk=pk).first()
    if found is None:
        raise Http404
    return found
