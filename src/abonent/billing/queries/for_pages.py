"""What one page asks at once: a bill with all beside it, a page of the list, the counter at which one pays."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from abonent import profile
from abonent.billing.models import Invoice, Payer, Payment
from abonent.billing.queries.bill_list import COLUMNS, Bill, besides_bills, bills, by_slug, count_bills, open_bills
from abonent.billing.queries.bill_list import slug as in_address
from abonent.billing.queries.ladder import Outlook, outlook_of
from abonent.billing.queries.ledger import not_online_because
from abonent.billing.queries.overview import payer
from abonent.billing.queries.payment_list import Move, count_moves, moves, under_way
from abonent.billing.queries.story import Share, paid_towards
from abonent.billing.queries.today import Owed, standing
from abonent.database.compiled import compiled
from abonent.journal.queries import events_about
from abonent.people.models import Account


@dataclass(frozen=True, slots=True)
class BillShown:
    """A bill as it was issued, what came after it, and its number with the state where there is one.

    `final`: it is what was left when nothing was delivered any more.
    """

    row: Bill
    sheet: dict[str, Any]
    sha256: bytes
    template: str
    corrections: list[tuple[str, str]]
    """Number, and the same for an address."""
    paid: list[Share]
    why_not: list[str]
    state_system: str
    state_number: str
    final: bool


@dataclass(frozen=True, slots=True)
class BillPage:
    """A page of the list of bills, and, when something is owed, the open ones of all."""

    owed: Owed
    bills: list[Bill]
    open: list[Bill]
    count: int
    why_not: list[str]
    e_invoice: bool
    outlook: Outlook | None


@compiled(lambda *columns: columns)
def _bill(account: int, slug: str) -> QuerySet[Any, Any]:
    beside = ("einvoice__system", "einvoice__number")
    return by_slug(account, [slug]).values_list("pk", "sheet", "sha256", "template", *beside, *COLUMNS)


@compiled(lambda number: (number, in_address(number)))
def _corrections(account: int, invoice: int) -> QuerySet[Any, Any]:
    return Invoice.objects.filter(account=account, corrects=invoice).order_by("pk").values_list("number")


def bill_shown(account: Account, slug: str, *, on: date) -> BillShown | None:
    """Return a bill of an account by the word in its address; None when the account has no such bill."""
    found = _bill(account=account.pk, slug=slug)
    if not found:
        return None
    invoice, sheet, sha256, template, system, number, *columns = found[0]
    row, told = Bill(on, *columns), json.loads(sheet)
    return BillShown(
        row=row,
        sheet=told,
        sha256=bytes(sha256),
        template=template,
        corrections=_corrections(account=account.pk, invoice=invoice),
        paid=paid_towards(account, invoice),
        why_not=why_not_online(account),
        state_system=system or "",
        state_number=number or "",
        final=not told["period"] and _is_final(account, row),
    )


def _is_final(account: Account, bill: Bill) -> bool:
    """Say whether a bill of no period is a final one. It is asked of no other, so theirs cost nothing more."""
    since = profile.midnight(bill.issued_on)
    told = events_about(f"invoice:{bill.number}", account=account.pk, since=since)
    return bill.kind == Invoice.Kind.BILL and told.filter(kind="final_bill.issued").exists()


def bill_page(account: Account, *, at: datetime, page: int, size: int) -> BillPage:
    """Return one page of the list of bills, the newest first. Pages count from 1."""
    on = profile.today(at)
    now = standing(account, on=on)
    return BillPage(
        owed=now.owed,
        bills=bills(account, on=on, page=page, size=size),
        open=open_bills(account, on=on) if now.owed.total else [],
        count=count_bills(account),
        why_not=not_online_because(now.payer),
        e_invoice=now.payer.delivery == Payer.Delivery.ELECTRONIC,
        outlook=outlook_of(account, limits=now.limits, at=at) if now.owed.overdue else None,
    )


@dataclass(frozen=True, slots=True)
class Counter:
    """What somebody needs to know who is about to pay. `why_not` are the profile's codes; none means paying is offered.

    `besides` is what is owed and stands on no bill.
    """

    owed: Owed
    open: list[Bill]
    besides: list[Bill]
    why_not: list[str]
    under_way: list[Payment]


def counter(account: Account, *, at: datetime) -> Counter:
    """Return what can be paid at an instant, and what has been set out to be paid already."""
    on = profile.today(at)
    now, found = standing(account, on=on), open_bills(account, on=on)
    is_all = sum(bill.open for bill in found) == now.owed.total
    return Counter(
        owed=now.owed,
        open=found,
        besides=[] if is_all else besides_bills(account, on=on),
        why_not=not_online_because(now.payer),
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
    now = standing(account, on=profile.today(at))
    return PaymentPage(
        owed=now.owed,
        moves=moves(account, at=at, page=page, size=size),
        count=count_moves(account),
        why_not=not_online_because(now.payer),
    )


def why_not_online(account: Account) -> list[str]:
    """Return which of the profile's needs for online payment an account does not meet."""
    return not_online_because(payer(account))
