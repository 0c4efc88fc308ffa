"""One line of a customer: what it holds, held and will hold, where it is, what is restricted, and what can be done with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.contracts import queries
from abonent.contracts.models import Restriction, Subscription, Tariff
from abonent.contracts.queries import AgreementShown, HeldByLine
from abonent.people.models import Account
from abonent.web.addresses import address_if_there
from abonent.web.desk.contract_words import ENDED_BY, KINDS
from abonent.web.desk.customer import BECAUSE, LIMITED, Customer, shown
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.frame import MenuItem
from abonent.web.module import modules
from abonent.web.portal.calculation import named
from abonent.web.portal.contract import megabits, term

A_DAY = timedelta(days=1)

DONE: dict[str, tuple[Promise, Promise]] = {
    "changed": (_("The plan was changed"), _("The customer gets a letter with the new terms; what it costs stands on the next bill.")),
    "planned": (_("The change is planned"), _("The customer gets a letter with the new terms. Until that day it can be taken back here.")),
    "added": (_("The extra was added"), _("The customer gets a letter with the new terms.")),
    "ended": (_("The end of the extra was entered"), _("The customer gets a letter with the new terms.")),
    "taken_back": (_("It was taken back"), _("Everything goes on as it was. The customer gets a letter.")),
}  # fmt: skip
"""What was just done, and what follows from it."""


@dataclass(frozen=True, slots=True)
class Row:
    """Something that a line holds, held or will hold, in words, and what can be done with it."""

    held: HeldByLine
    name: str
    kind: Promise
    speed: str
    acts: list[MenuItem]


@staff_page(act="contracts.see")
@require_safe
def desk_line(request: StaffRequest, number: str, line: int) -> HttpResponse:
    """Show a line."""
    about = shown(request, number, "contract")
    found = line_of(about.account, line)
    agreement, ending = agreement_of(request, found), queries.ending_of(found.agreement)
    may = request.may("contracts.change") and ending is None
    rows = [_row(found, held, may=may) for held in queries.held_by(found, at=request.at)]
    context = {
        "line": found,
        "name": name_of(found),
        "agreement": agreement,
        "ending": ending,
        "ended_by": ENDED_BY,
        "term": term(agreement),
        "rows": [row for row in rows if row.held.state != "before"],
        "before": [row for row in rows if row.held.state == "before"],
        "restrictions": list(_restrictions(request, about.account, found)),
        "acts": list(_acts(request, found, agreement, ends=ending is not None)),
        "done": DONE.get(request.GET.get("done", "")),
        "a_day": A_DAY,
    }
    return render(request, "desk/line.html", {"customer": about, **context})


def line_of(account: Account, pk: int) -> Subscription:
    """Return a line of this account. Raises Http404."""
    found = queries.lines(account).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def name_of(line: Subscription) -> str:
    """Return what a line is called: its own name, or else where it is."""
    return line.label or (str(line.place) if line.place else line.ref)


def agreement_of(request: StaffRequest, line: Subscription) -> AgreementShown:
    """Return the agreement of a line as it is now."""
    found = queries.agreements(line.account, at=request.at)
    return next(each for each in found if each.number == line.agreement.number)


def speed(tariff: Tariff) -> str:
    """Write how fast a plan is, where it has a speed."""
    down, up = tariff.facts.get("down_kbits"), tariff.facts.get("up_kbits")
    return f"{megabits(down)} / {megabits(up)}" if down and up else ""


def is_over(request: StaffRequest, line: Subscription) -> bool:
    """Say whether nothing is delivered on a line any more."""
    return line.valid.upper is not None and line.valid.upper <= profile.today(request.at)


def _row(line: Subscription, held: HeldByLine, *, may: bool) -> Row:
    acts = list(_acts_on(line, held)) if may and held.state != "before" else []
    return Row(held, named(held.tariff.name), KINDS[held.tariff.kind], speed(held.tariff), acts)


def _acts_on(line: Subscription, held: HeldByLine) -> Iterator[MenuItem]:
    """Give what can be done with one row: a plan is changed, an extra ended, what is to come taken back."""
    extra, ends = held.tariff.kind == Tariff.Kind.EXTRA, held.until is not None
    parts: dict[str, Any] = {"number": line.account.number, "line": line.pk}
    of = {**parts, "holding": held.holding.pk}
    if held.state == "coming" or (extra and ends):
        yield MenuItem(address_if_there("desk_take_back_change", **of), str(_("Take it back")), "change")
    elif extra:
        yield MenuItem(address_if_there("desk_end_extra", **of), str(_("End it")), "leave")
    elif held.tariff.kind == Tariff.Kind.PLAN and not ends:
        yield MenuItem(address_if_there("desk_change_tariff", **parts), str(_("Change the plan")), "change")


def _acts(request: StaffRequest, line: Subscription, agreement: AgreementShown, *, ends: bool) -> Iterator[MenuItem]:
    if is_over(request, line):
        return
    number, slug = line.account.number, agreement.slug
    for name, label, icon, act in (entry for module in modules() for entry in module.desk_with_line):
        if request.may(act):
            yield MenuItem(address_if_there(name, number=number, line=line.pk), str(label), icon)
    if not ends and request.may("contracts.change"):
        where = address_if_there("desk_add_extra", number=number, line=line.pk)
        yield MenuItem(where, str(_("Add an extra")), "services")
    if request.may("restrictions.change"):
        where = f"{address_if_there('desk_restrict', number=number)}?line={line.pk}"
        yield MenuItem(where, str(_("Restrict this line")), "warn")
    if request.may("contracts.change"):
        where = address_if_there("desk_end_agreement", number=number, agreement=slug)
        yield MenuItem(where, str(_("About the end of the agreement") if ends else _("End the agreement")), "leave")


def _restrictions(
    request: StaffRequest, account: Account, line: Subscription
) -> Iterator[tuple[Restriction, Promise, Promise, str]]:
    """Give what is restricted on this line, why, and where it is released."""
    may = request.may("restrictions.change")
    for each in queries.restrictions_of(line):
        where = address_if_there("desk_release", number=account.number, restriction=each.pk) if may else ""
        yield each, LIMITED[each.level], BECAUSE[each.reason], where


def about_line(request: StaffRequest, number: str, line: int) -> tuple[Customer, Subscription]:
    """Return customer and line of a page on which the line is changed. Raises Http404."""
    about = shown(request, number, "contract")
    return about, line_of(about.account, line)
