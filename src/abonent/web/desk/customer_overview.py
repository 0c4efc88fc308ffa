"""One customer at a glance: what somebody at the telephone has to see first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as say
from django.views.decorators.http import require_safe

from abonent import profile
from abonent.billing import queries as billing
from abonent.billing.models import Proposal
from abonent.cases import queries as cases
from abonent.cases.models import Order
from abonent.contracts import queries as contracts
from abonent.contracts.queries import AgreementShown, Line
from abonent.journal.queries import events_of
from abonent.people import queries as people
from abonent.people.models import Account
from abonent.web.addresses import address_if_there
from abonent.web.desk.customer import Customer, shown
from abonent.web.desk.customer_messages import rows
from abonent.web.desk.deadline import answer_by
from abonent.web.desk.deadline import words as due
from abonent.web.desk.deeds import deeds
from abonent.web.desk.links import bill_page, order_page, payment_page, proposal_page, receipt_page
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.portal.calculation import named
from abonent.web.portal.money import METHODS
from abonent.web.sentences import money

BILLS, MOVES, LETTERS, DEEDS, LINES = 6, 4, 4, 6, 5
"""How many of each are shown: the rest is a tab away."""
LATELY = timedelta(days=100)
LESSER = (
    "account.chosen", "customer.file_taken", "customer.seen", "payment.confirmed", "payment.sent", "payment.started",
    "session.began", "session.ended",
)  # fmt: skip
"""What happens all day, or on the way to something else: on the tab of the history only."""

ORDERS: dict[str, Promise] = {
    Order.Kind.POST_ADDRESS: say("asked for: another address for letters"),
    Order.Kind.INVOICE_DATA: say("asked for: other invoice data"),
    Order.Kind.PAPER_BILLS: say("asked for: bills on paper"),
}
PROPOSALS: dict[str, Promise] = {
    Proposal.Kind.WRITE_OFF: say("proposed: to write off %(amount)s"),
    Proposal.Kind.REFUND: say("proposed: to pay back %(amount)s"),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something about the customer that waits for somebody: what, since when, until when (colour and words), and where."""

    text: str
    since: datetime
    tag: tuple[str, str]
    url: str = ""


@staff_page(act="customers.see")
@require_safe
def desk_customer(request: StaffRequest, number: str) -> HttpResponse:
    """Show a customer as a whole."""
    about = shown(request, number, "overview")
    account = about.account
    sums = _sums(request, account) if request.may("money.see") else {"bills": None}
    context = {
        **sums,
        "lines": list(_lines(contracts.agreements(account, at=request.at))),
        "shown_lines": LINES,
        "waiting": list(_waiting(request, about)),
        "letters": rows(request, account, LETTERS) if request.may("messages.see") else None,
        "deeds": _deeds(request, account) if request.may("history.see") else None,
        "named": named,
    }
    return render(request, "desk/customer.html", {"customer": about, **context})


def _sums(request: StaffRequest, account: Account) -> dict[str, Any]:
    on = profile.today(request.at)
    latest = billing.bills(account, on=on, size=BILLS)
    payer = billing.payer(account)
    return {
        "bills": [(bill, bill_page(bill.number)) for bill in latest],
        "moves": [(move, _of_move(move)) for move in billing.moves(account, at=request.at, size=MOVES)],
        "methods": METHODS,
        "next_bill_on": billing.next_bill_on(payer, after=latest[0].issued_on if latest else None, on=on),
    }


def _of_move(move: billing.Move) -> str:
    return receipt_page(move.receipt) if move.receipt else payment_page(move.ref)


def _lines(agreements: list[AgreementShown]) -> Iterator[tuple[AgreementShown, Line]]:
    """Give what is delivered now or will be, with the agreement it belongs to."""
    for agreement in agreements:
        for line in agreement.lines:
            if agreement.state != "ended" and (line.until is None or line.until > agreement.on):
                yield agreement, line


def _waiting(request: StaffRequest, about: Customer) -> Iterator[Waiting]:
    account, at = about.account, request.at
    for order in cases.orders(account).filter(state=Order.State.WAITING):
        tag = due(answer_by("ORDER", order.placed_at, at=at))
        url = order_page(order.ref) if request.may("changes.decide") else ""
        yield Waiting(str(ORDERS[order.kind]), order.placed_at, tag, url)
    if request.may("money.see"):
        yield from _proposals(request, account)
    for step in people.lost_steps_on(account, at=at):
        text = _("%(person)s has lost the second step of signing in") % {"person": step.user.name}
        url = address_if_there("desk_lost_step", person=step.user_id) if request.may("lost_steps.confirm") else ""
        tag = ("info", _("confirmed")) if step.confirmed_at else due(answer_by("LOST_STEP", step.asked_at, at=at))
        yield Waiting(text, step.asked_at, tag, url)
    yield from _unreachable(request, about)


def _proposals(request: StaffRequest, account: Account) -> Iterator[Waiting]:
    for each in billing.proposals().filter(account=account, state=Proposal.State.WAITING):
        text = str(PROPOSALS[each.kind]) % {"amount": money(each.amount)}
        tag = due(answer_by("PROPOSAL", each.proposed_at, at=request.at))
        yield Waiting(text, each.proposed_at, tag, proposal_page(each.ref))


def _unreachable(request: StaffRequest, about: Customer) -> Iterator[Waiting]:
    for contact in about.contacts:
        if contact.bounced_at:
            text = _("mail to %(address)s comes back") % {"address": contact.value}
            yield Waiting(text, contact.bounced_at, due(answer_by("BOUNCE", contact.bounced_at, at=request.at)))
        elif not contact.confirmed_at:
            text = _("%(address)s is not confirmed") % {"address": contact.value}
            yield Waiting(text, contact.added_at, ("info", _("waits for the customer")))


def _deeds(request: StaffRequest, account: Account) -> Any:
    lately = events_of(account.pk).filter(at__gte=request.at - LATELY).exclude(kind__in=LESSER)
    return deeds(account, lately.order_by("-at", "-id")[:DEEDS], may=request.may)
