"""What was agreed with a customer: agreements, lines, what they hold, held and will hold, and every restriction."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.billing.queries import one_off_fees
from abonent.contracts import queries
from abonent.contracts.models import Restriction
from abonent.contracts.queries import AgreementShown, Line
from abonent.people.models import Account
from abonent.web.addresses import address_if_there
from abonent.web.desk.customer import BECAUSE, LIMITED, shown
from abonent.web.desk.links import bill_page
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.frame import MenuItem
from abonent.web.module import modules
from abonent.web.portal.calculation import named
from abonent.web.portal.contract import megabits, term

LINES, RESTRICTIONS, FEES = 40, 20, 20
"""How many of each are shown at once; `?all` shows the rest of the lines."""

# What can be done with one agreement, with one line, with one restriction: as ACTIONS of web.desk.customer.
WITH_AGREEMENT: tuple[tuple[str, Promise, str, str], ...] = (
    ("desk_end_agreement", _("End it"), "leave", "contracts.change"),
    ("desk_transfer_agreement", _("Transfer it to somebody else"), "people", "contracts.change"),
)
WITH_LINE: tuple[tuple[str, Promise, str, str], ...] = (
    ("desk_line", _("About this line"), "connections", "contracts.see"),
    ("desk_change_tariff", _("Change the plan"), "change", "contracts.change"),
    ("desk_add_extra", _("Add an extra"), "services", "contracts.change"),
)


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line, where it is or what it is called, and what can be done with it."""

    line: Line
    name: str
    place: str
    actions: list[MenuItem]


@dataclass(frozen=True, slots=True)
class Agreed:
    """An agreement with so many of its lines as are shown, and what can be done with it."""

    agreement: AgreementShown
    lines: list[LineShown]
    more: int
    actions: list[MenuItem]


@staff_page(act="contracts.see")
@require_safe
def desk_customer_contract(request: StaffRequest, number: str) -> HttpResponse:
    """Show what was agreed."""
    about = shown(request, number, "contract")
    agreements = [_agreed(request, about.account, each) for each in queries.agreements(about.account, at=request.at)]
    context = {
        "agreements": [each for each in agreements if each.agreement.state != "ended"],
        "ended": [each for each in agreements if each.agreement.state == "ended"],
        "restrictions": list(_restrictions(about.account)),
        "fees": list(_fees(about.account)) if request.may("money.see") else [],
        "named": named,
        "term": term,
        "megabits": megabits,
    }
    return render(request, "desk/customer_contract.html", {"customer": about, **context})


def _agreed(request: StaffRequest, account: Account, agreement: AgreementShown) -> Agreed:
    lines = agreement.lines if "all" in request.GET else agreement.lines[:LINES]
    of = {"number": account.number, "agreement": agreement.slug}
    may = list(_actions(request, WITH_AGREEMENT, of)) if agreement.state != "ended" else []
    return Agreed(agreement, [_line(request, account, line) for line in lines], len(agreement.lines) - len(lines), may)


def _line(request: StaffRequest, account: Account, line: Line) -> LineShown:
    over = line.until is not None and line.until <= profile.today(request.at)
    actions = WITH_LINE[:1] if over else (*WITH_LINE, *(act for module in modules() for act in module.desk_with_line))
    place = ", ".join(line.place)
    found = list(_actions(request, actions, {"number": account.number, "line": line.pk}))
    return LineShown(line, line.label or place or line.ref, place if line.label else "", found)


def _actions(
    request: StaffRequest, actions: tuple[tuple[str, Promise, str, str], ...], parts: dict[str, Any]
) -> Iterator[MenuItem]:
    for name, label, icon, act in actions:
        if request.may(act) and (address := address_if_there(name, **parts)):
            yield MenuItem(address, str(label), icon)


def _restrictions(account: Account) -> Iterator[tuple[Restriction, Promise, Promise, str]]:
    """Give restrictions with what is limited and why in words, and where they can be lifted."""
    for each in queries.restrictions_ever(account)[:RESTRICTIONS]:
        lift = "" if each.lifted_at else address_if_there("desk_release", number=account.number, restriction=each.pk)
        yield each, LIMITED[each.level], BECAUSE[each.reason], lift


def _fees(account: Account) -> Iterator[tuple[Any, str]]:
    for fee in one_off_fees(account)[:FEES]:
        yield fee, bill_page(fee.bill) if fee.bill else ""
