"""What the search box finds of papers by their numbers: bills, money that came, payments begun, wishes, proposals."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from abonent import profile
from abonent.billing.models import Invoice
from abonent.billing.queries import finding as billing
from abonent.cases import queries as cases
from abonent.people.models import Account
from abonent.web.addresses import address_if_there
from abonent.web.desk import links

BILL = pgettext_lazy("paper", "Bill")
CORRECTION = pgettext_lazy("paper", "Correction")
RECEIPT = pgettext_lazy("paper", "Money received")
PAYMENT = pgettext_lazy("paper", "Payment online")
PROPOSAL = pgettext_lazy("paper", "Refund or write-off")
ORDER = pgettext_lazy("paper", "Change asked for")


@dataclass(frozen=True, slots=True)
class Paper:
    """Something with a number of its own, and whose it is. What stands for the whole is no amount: `amount` is None."""

    kind: Promise
    number: str
    account: Account
    on: date
    amount: Decimal | None
    url: str


def papers(said: str, acts: frozenset[str]) -> Iterator[Paper]:
    """Find papers by a number, for somebody who may do these acts; they lead to the customer where the paper has no page."""
    if "money.see" in acts:
        yield from _money(said)
    if "changes.decide" in acts and (order := cases.order(said)):
        yield _paper(ORDER, order.ref, order, _day(order.placed_at), None, links.order_page(order.ref))


def _money(said: str) -> Iterator[Paper]:
    for payment in billing.payments_numbered(said):
        page = address_if_there("desk_payment", payment=payment.ref)
        yield _paper(PAYMENT, payment.ref, payment, _day(payment.started_at), payment.amount, page)
    if not any(sign.isdigit() for sign in said):
        return
    for bill in billing.bills_numbered(said):
        kind = BILL if bill.kind == Invoice.Kind.BILL else CORRECTION
        yield _paper(kind, bill.number, bill, bill.issued_on, bill.total, links.bill_page(bill.number))
    for receipt in billing.receipts_numbered(said):
        yield _paper(RECEIPT, receipt.number, receipt, receipt.paid_on, receipt.amount, links.receipt_page(receipt.pk))
    for proposal in billing.proposals_numbered(said):
        page = links.proposal_page(proposal.ref)
        yield _paper(PROPOSAL, proposal.ref, proposal, _day(proposal.proposed_at), proposal.amount, page)


def _paper(kind: Promise, number: str, row: Any, on: date, amount: Decimal | None, url: str) -> Paper:
    return Paper(
        kind, number, row.account, on, amount, url or address_if_there("desk_customer", number=row.account.number)
    )


_day = profile.today
