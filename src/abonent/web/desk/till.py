"""The till: a day's cash receipts, what was given back, what is left, and the way of the cash to the bank."""

import secrets
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.queries import Taken
from abonent.web.addresses import address
from abonent.web.desk.filters import DAYS
from abonent.web.desk.money_fields import ONCE, amount_field, typed
from abonent.web.desk.money_tabs import tabs
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.door.forms import status
from abonent.web.files import Cell, table
from abonent.web.sentences import money

A_DAY = timedelta(days=1)
LISTED = 20
"""So many days of which something is in the till are listed, the oldest; those after them are told as one sum."""


class BankForm(forms.Form):
    """How much goes to the bank."""

    amount = amount_field()
    once = forms.RegexField(ONCE)


@staff_page(act="cash.take")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_till(request: StaffRequest) -> HttpResponse:
    """Show what the till did on a day; with POST write down how much of it was carried to the bank."""
    day = _day(request)
    form = BankForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _carried(request, form, day):
        return redirect(f"{address('desk_till')}?day={day}&done=1")
    found, today, rows = queries.till_day(day), profile.today(request.at), queries.taken(day)
    waiting = [other for other in queries.not_banked(on=today) if other.day != day]
    context = {
        "tabs": tabs(request, "till"),
        "till": found,
        "rows": rows,
        "by": sorted(_by_whom(rows).items()),
        "form": form,
        "amount": form["amount"].value() or (typed(found.left) if found.left > 0 else ""),
        "once": secrets.token_urlsafe(18),
        "today": today,
        "before": day - A_DAY,
        "after": day + A_DAY if day < today else None,
        "waiting": waiting[:LISTED],
        "later": waiting[LISTED:],
        "waits": sum((other.left for other in waiting), queries.NOTHING),
        "note": profile.current().desk.till.law,
        "done": "done" in request.GET,
    }
    return render(request, "desk/till.html", context, status=status(form))


@staff_page(act="cash.take")
@require_safe
def desk_till_csv(request: StaffRequest) -> HttpResponse:
    """Give a day's cash receipts as a file."""
    day = _day(request)
    return table(_rows(day), name=f"till-{day}")


def _day(request: StaffRequest) -> date:
    """Read the day; today if the address says none. Raises Http404 for what is no day."""
    said = request.GET.get("day", "")
    if not said:
        return profile.today(request.at)
    try:
        day = date.fromisoformat(said)
    except ValueError:
        raise Http404 from None
    if not DAYS[0] <= day <= DAYS[1]:
        raise Http404
    return day


def _carried(request: StaffRequest, form: BankForm, day: date) -> bool:
    said = form.cleaned_data
    try:
        actions.bank_cash(day, amount=said["amount"], once=said["once"], at=request.at, by=request.user)
    except actions.MoreThanInTill as told:
        form.add_error("amount", say("Of this day only %(amount)s is in the till.") % {"amount": money(told.left)})
        return False
    return True


def _by_whom(rows: list[Taken]) -> dict[str, Any]:
    """Return what each person has taken that day and not given back."""
    sums: dict[str, Any] = {}
    for row in rows:
        if not row.back_on:
            sums[row.by] = sums.get(row.by, queries.NOTHING) + row.amount
    return sums


def _rows(day: date) -> Iterator[list[Cell]]:
    heads = (_("Number"), _("Day and time"), _("Account"), _("Customer"), _("Who pays"), _("Taken by"), _("Amount"))
    yield [*map(str, heads), say("Currency"), say("Cancelled on")]
    for row in queries.taken(day):
        about: list[Cell] = [row.number, row.at, row.account, row.holder, row.payer, row.by, row.amount]
        yield [*about, profile.current().currency, row.back_on]
