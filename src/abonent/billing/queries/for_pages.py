"""What one page asks at once: a bill with all beside it, a page of the list, the counter at which one pays."""

from dataclasses import dataclass
from datetime import date, datetime

from abonent import profile
from abonent.billing.models import EInvoice, Invoice, Payment
from abonent.billing.queries.bill_list import Bill, bills, by_slug, count_bills, open_bills
from abonent.billing.queries.bill_list import slug as in_address
from abonent.billing.queries.ledger import not_online_because
from abonent.billing.queries.overview import payer
from abonent.billing.queries.payment_list import Move, count_moves, moves, under_way
from abonent.billing.queries.story import Share, paid_towards
from abonent.billing.queries.today import Owed, owed
from abonent.people.models import Account


@dataclass(frozen=True, slots=True)
class BillShown:
    """A bill as it was issued, what came after it, and its number with the state where there is one."""

    row: Bill
    invoice: Invoice
    corrections: list[tuple[str, str]]
    """Number, and the same for an address."""
    paid: list[Share]
    why_not: list[str]
    state_system: str
    state_number: str


@dataclass(frozen=True, slots=True)
class BillPage:
    """A page of the list of bills, and what is open of all."""

    owed: Owed
    bills: list[Bill]
    open: list[Bill]
    count: int
    why_not: list[str]


def bill_shown(account: Account, slug: str, *, on: date) -> BillShown | None:
    """Return a bill of an account by the word in its address; None when the account has no such bill."""
    invoice = by_slug(account, [slug]).defer(None).select_related("corrects").first()
    if invoice is None:
        return None
    row = Bill(on, invoice.number, invoice.kind, invoice.issued_on, invoice.due_on, invoice.total, invoice.open)
    corrections = invoice.corrections.filter(account=account).order_by("pk").values_list("number", flat=True)
    state = EInvoice.objects.filter(invoice=invoice).first()
    return BillShown(
        row=row,
        invoice=invoice,
        corrections=[(number, in_address(number)) for number in corrections],
        paid=paid_towards(invoice),
        why_not=why_not_online(account),
        state_system=state.system if state else "",
        state_number=state.number if state else "",
    )


def bill_page(account: Account, *, on: date, page: int, size: int) -> BillPage:
    """Return one page of the list of bills, the newest first. Pages count from 1."""
    return BillPage(
        owed=owed(account, on=on),
        bills=bills(account, on=on, page=page, size=size),
        open=open_bills(account, on=on),
        count=count_bills(account),
        why_not=why_not_online(account),
    )


@dataclass(frozen=True, slots=True)
class Counter:
    """What somebody needs to know who is about to pay. `why_not` are the profile's codes; none means paying is offered."""

    owed: Owed
    open: list[Bill]
    why_not: list[str]
    under_way: list[Payment]


def counter(account: Account, *, at: datetime) -> Counter:
    """Return what can be paid at an instant, and what has been set out to be paid already."""
    on = profile.today(at)
    return Counter(
        owed=owed(account, on=on),
        open=open_bills(account, on=on),
        why_not=why_not_online(account),
        under_way=under_way(account, at=at),
    )


@dataclass(frozen=True, slots=True)
class PaymentPage:
    """A page of the list of payments, and what is owed."""

    owed: Owed
    moves: list[Move]
    count: int
    why_not: list[str]


def payment_page(account: Account, *, at: datetime, page: int, size: int) -> PaymentPage:
    """Return one page of the list of payments, the newest first. Pages count from 1."""
    return PaymentPage(
        owed=owed(account, on=profile.today(at)),
        moves=moves(account, at=at, page=page, size=size),
        count=count_moves(account),
        why_not=why_not_online(account),
    )


def why_not_online(account: Account) -> list[str]:
    """Return which of the profile's needs for online payment an account does not meet."""
    return not_online_because(payer(account))
