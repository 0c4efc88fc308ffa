"""Instalments: what is divided, in how many parts and from when; the parts proposed, to be edited; a check, and it is agreed."""

import secrets
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.actions.instalments import LEAST
from abonent.billing.queries.respites import months_after
from abonent.language import lengths
from abonent.people.models import Account
from abonent.profile.dunning import Instalments
from abonent.web.desk.customer import Customer, shown
from abonent.web.desk.debt_words import day
from abonent.web.desk.money_fields import NOTHING, ONCE, amount_field, typed, words_field
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.desk.respites import day_field, to_the_debt
from abonent.web.door.forms import status
from abonent.web.sentences import money

LATE, ALL = "late", "all"
IN_A_WHILE = timedelta(days=14)


class PlanForm(forms.Form):
    """What is divided, into how many parts, and the day of the first; the others come a month later each."""

    what = forms.ChoiceField(choices=[(LATE, LATE), (ALL, ALL)], error_messages={"required": _("Please choose what.")})
    count = forms.TypedChoiceField(
        label=_("Number of parts"), coerce=int, error_messages={"required": _("Please choose how many.")}
    )
    first = day_field(_("Day of the first part"))

    def __init__(self, data: Any, *, most: int, today: date) -> None:
        super().__init__(data, initial={"what": LATE, "count": min(3, most), "first": today + IN_A_WHILE})
        self.today = today
        self.counts = [(str(number), str(number)) for number in range(LEAST, most + 1)]
        self.fields["count"].choices = self.counts  # type: ignore[attr-defined]

    def clean_first(self) -> date:
        """Take a day to come."""
        first: date = self.cleaned_data["first"]
        if not self.today < first < self.today + timedelta(days=3660):
            raise forms.ValidationError(say("Please choose a day after today."))
        return first


class PartsForm(forms.Form):
    """The parts, each with its day and amount, and a note for the office. `once` is the form's own token."""

    note = words_field(_("Note for the office"))
    once = forms.RegexField(ONCE, required=False)

    def __init__(self, data: Any, *, count: int, account: Account, at: Any, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.count, self.account, self.at = count, account, at
        for number in range(1, count + 1):
            self.fields[f"day_{number}"] = day_field(say("Day of part %(number)s") % {"number": number})
            self.fields[f"amount_{number}"] = amount_field(label=say("Amount of part %(number)s") % {"number": number})

    @property
    def parts(self) -> list[tuple[date, Decimal]]:
        """The days and amounts, in order."""
        said = self.cleaned_data
        return [(said[f"day_{number}"], said[f"amount_{number}"]) for number in range(1, self.count + 1)]

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """The fields of each part."""
        return [(self[f"day_{number}"], self[f"amount_{number}"]) for number in range(1, self.count + 1)]

    def clean(self) -> None:
        """Look whether the debt can be divided so."""
        if self.errors or _is_there(self):
            return
        try:
            actions.check_parts(self.account, self.parts, at=self.at)
        except actions.NotTheSum as wrong:
            self.add_error(None, _not_the_sum(wrong))
        except actions.BadParts:
            self.add_error(None, _how_parts_are(profile.today(self.at)))


def _is_there(form: PartsForm) -> bool:
    """Say whether it is the same form sent again: what it divided is not late any more then."""
    once = form.cleaned_data.get("once")
    return bool(once) and any(each.plan == once for each in queries.respites(form.account))


def _not_the_sum(wrong: actions.NotTheSum) -> str:
    sums = {"total": money(wrong.total), "late": money(wrong.late), "owed": money(wrong.owed)}
    if not wrong.owed:
        return say("Nothing is owed any more.")
    if wrong.late in {NOTHING, wrong.owed}:
        return say("The parts come to %(total)s; %(owed)s is owed.") % sums
    return say("The parts come to %(total)s; %(late)s is overdue, and %(owed)s is owed in all.") % sums


def _how_parts_are(today: date) -> str:
    rules = _rules()
    facts = {"most": rules.most, "last": day(months_after(today, rules.months))}
    return (
        say(
            "Each part has a day after the one before, the first after today, the last not after %(last)s; there are 2 to %(most)s."
        )
        % facts
    )


def _rules() -> Instalments:
    """Return by which rules debts are divided. Raises Http404 where they are not."""
    rules = profile.current().dunning.instalments
    if rules is None:
        raise Http404
    return rules


@staff_page(act="respites.agree")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_agree_instalments(request: StaffRequest, number: str) -> HttpResponse:
    """Take how a debt is divided, propose parts, show what follows, and with a last press agree on them."""
    rules, today = _rules(), profile.today(request.at)
    about = shown(request, number, "debt")
    plan = PlanForm(request.POST if request.method == "POST" else None, most=rules.most, today=today)
    if not plan.is_valid() or "again" in request.POST:
        return _begin(request, about, plan)
    count = plan.cleaned_data["count"]
    if "propose" in request.POST:
        parts = PartsForm(
            None, count=count, account=about.account, at=request.at, initial=_proposed(about.account, plan)
        )
        return _edit(request, about, plan, parts)
    parts = PartsForm(request.POST, count=count, account=about.account, at=request.at)
    if not parts.is_valid() or "edit" in request.POST:
        return _edit(request, about, plan, parts)
    if "confirm" in request.POST and parts.cleaned_data["once"]:
        return _agree(request, about.account, parts)
    return _check(request, about, plan, parts)


def _proposed(account: Account, plan: PlanForm) -> dict[str, Any]:
    said = plan.cleaned_data
    late, owed = actions.late_and_owed(account, on=plan.today)
    days = queries.plan_days(said["first"], said["count"])
    parts = queries.equal_parts(late if late and said["what"] == LATE else owed, days)
    return {f"day_{number}": part for number, (part, _amount) in enumerate(parts, start=1)} | {
        f"amount_{number}": typed(amount) for number, (_day, amount) in enumerate(parts, start=1)
    }


def _begin(request: StaffRequest, about: Customer, plan: PlanForm) -> HttpResponse:
    late, owed = actions.late_and_owed(about.account, on=plan.today)
    there = [each for each in queries.respites_in_force(about.account) if each.kind == each.Kind.INSTALMENTS]
    context = {"customer": about, "form": plan, "late": late, "owed": owed, "there": there, "rules": _rules()}
    return render(request, "desk/instalments.html", context, status=status(plan))


def _edit(request: StaffRequest, about: Customer, plan: PlanForm, parts: PartsForm) -> HttpResponse:
    late, owed = actions.late_and_owed(about.account, on=plan.today)
    context = {
        "customer": about,
        "form": parts,
        "plan": _plan(plan),
        "late": late,
        "owed": owed,
        "longest": lengths.REASON,
    }
    return render(request, "desk/instalment_parts.html", context, status=status(parts))


def _plan(plan: PlanForm) -> dict[str, Any]:
    return {name: plan[name].value() for name in plan.fields}


def _check(request: StaffRequest, about: Customer, plan: PlanForm, parts: PartsForm) -> HttpResponse:
    names = [name for name in parts.fields if name != "once"]
    sent = {**_plan(plan), **{name: parts[name].value() or "" for name in names}}
    context = {
        "customer": about,
        "parts": [(on, amount, (on - plan.today).days) for on, amount in parts.parts],
        "total": sum((amount for _on, amount in parts.parts), NOTHING),
        "note": parts.cleaned_data["note"],
        "gives_way": [each for each in queries.respites_in_force(about.account) if queries.covers_all(each)],
        "sent": sent | {"once": parts.cleaned_data["once"] or secrets.token_urlsafe(18)},
        "fee": NOTHING,
    }
    return render(request, "desk/check_instalments.html", context)


def _agree(request: StaffRequest, account: Account, parts: PartsForm) -> HttpResponse:
    said = parts.cleaned_data
    try:
        actions.agree_instalments(
            account, parts=parts.parts, once=said["once"], note=said["note"], at=request.at, by=request.user
        )
    except actions.AlreadyAgreed:
        return to_the_debt(account, "meanwhile")
    except (actions.BadParts, actions.NotTheSum):
        return redirect(request.path)  # money came since it was looked at
    return to_the_debt(account, "instalments")
