"""A customer is opened at the office, in one transaction: account, sign-in, agreement, how it is billed, consents, fees.

What the first bill will be is not reckoned a second time: the opening is tried out, the bill is issued, and both are
taken back (`first_bill`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from abonent import profile
from abonent.billing.actions.below_nothing import leave_out
from abonent.billing.actions.correct import charge_fee
from abonent.billing.actions.issuing import common
from abonent.billing.actions.making import contributors, on_top, open_period
from abonent.billing.actions.numbers import take_number
from abonent.billing.actions.payers import consent_to_e_invoice
from abonent.billing.bulk import draft, sheets
from abonent.billing.bulk.fees import window
from abonent.billing.invoice_data import BadInvoiceData, InvoiceData, faults
from abonent.billing.models import Batch, Invoice, Payer, Period
from abonent.billing.queries.periods import period_begins
from abonent.contracts import actions as contracts
from abonent.contracts.actions.signing import Signed
from abonent.contracts.models import Price
from abonent.contracts.queries import OpeningFee, agreements, fees_of_opening
from abonent.journal.actions import record
from abonent.journal.queries import last_event
from abonent.people import actions as people
from abonent.people.actions.opening import Applicant
from abonent.people.bulk import one_at_a_time
from abonent.people.models import Account, User

MOST_MONTHS = 14
"""So far ahead a first bill is looked for: what begins later is not foreseen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """All that is agreed with a new customer.

    `fee` is the key of the installation that is charged (`OpeningFee.key`), `waived` why none is. `consents` are the codes of
    those given, that to the e-invoice among them where bills come electronically.
    """

    applicant: Applicant
    place: dict[str, str]
    signed_on: date
    since: date
    months: int
    plan: str
    extras: tuple[str, ...]
    fee: str
    cycle: int
    pays_cash: bool
    consents: frozenset[str]
    waived: str = ""

    @property
    def e_invoice(self) -> bool:
        return consent_to_e_invoice().code in self.consents


@dataclass(frozen=True, slots=True)
class FirstBill:
    """The first bill of somebody who is not a customer yet: its lines and sums as the sheet has them."""

    issued_on: date
    due_on: date
    total: Decimal
    lines: list[dict[str, Any]]
    days: tuple[date, date]


class UnknownFee(LookupError):
    """The price list of the day on which the line begins has no such fee for this plan."""


@transaction.atomic
def open_customer(opening: Opening, *, once: str, at: datetime, by: User) -> Account:
    """Open a customer with everything that belongs to them, confirm the terms, send the link to the first password.

    The same form (`once`) opens one customer, however often it is sent. Raises NoNumberLeft, LoginTaken, NotSold,
    UnknownFee, BadInvoiceData.
    """
    subject = f"opening:{once}"
    one_at_a_time(subject)
    if (done := last_event(subject)) and done.account_id:
        return Account.objects.get(pk=done.account_id)
    account = _open(opening, subject=subject, at=at, by=by)
    shown = next(iter(agreements(account, at=max(at, profile.midnight(opening.since)))))
    contracts.confirm_terms(account, shown, language=account.language, at=at, by=by.pk, via="desk")
    for right in account.accesses.select_related("user"):
        people.invite_in(right.user, at=at, by=by.pk)
    return account


def first_bill(opening: Opening, *, at: datetime, by: User) -> FirstBill | None:
    """Return what the first bill will be if nothing else happens; None when there is none within a year.

    Nothing of it stays. Raises what open_customer raises.
    """
    with transaction.atomic():
        account = _open(opening, subject="", at=at, by=by)
        found = next((bill for period in _periods(opening, at) if (bill := _bill(account, period, at=at, by=by))), None)
        transaction.set_rollback(True)
    return found


def opened_by(once: str) -> Account | None:
    """Return the customer whom a form has opened, if it has."""
    done = last_event(f"opening:{once}")
    return Account.objects.filter(pk=done.account_id).first() if done and done.account_id else None


def _open(opening: Opening, *, subject: str, at: datetime, by: User) -> Account:
    account = people.open_account(opening.applicant, at=at, by=by, subject=subject)
    _pay(account, opening)
    agreement = contracts.sign_agreement(
        account,
        Signed(
            number=take_number(profile.current().desk.opening.agreement, on=opening.signed_on),
            signed_on=opening.signed_on,
            since=opening.since,
            months=opening.months,
            plan=opening.plan,
            extras=opening.extras,
            place=opening.place,
        ),
        at=at,
        by=by,
    )
    _charge(account, opening, basis=agreement.number, at=at, by=by)
    for code in sorted(opening.consents):
        people.give_consent(account, code, at=at, by=by, via="desk")
    return account


def _pay(account: Account, opening: Opening) -> None:
    """Let invoices bear the holder's name and the address of letters. Raises BadInvoiceData."""
    lines = account.post_place.lines if account.post_place else ()
    data = InvoiceData(account.holder, tuple(filter(None, lines)), account.tax_id)
    if wrong := list(faults(data, account)):
        raise BadInvoiceData(wrong)
    Payer.objects.create(
        account=account,
        cycle=opening.cycle,
        name=data.name,
        address=list(data.address),
        tax_id=data.tax_id,
        delivery=Payer.Delivery.ELECTRONIC if opening.e_invoice else Payer.Delivery.PAPER,
        pays_cash=opening.pays_cash,
        bank_account=profile.current().bank.virtual_account(account.number),
    )


def _charge(account: Account, opening: Opening, *, basis: str, at: datetime, by: User) -> None:
    """Charge the installation, or write down why it is not charged."""
    due = list(due_fees(opening.plan, on=opening.since))
    if not opening.fee:
        if due:
            data = {"reason": opening.waived}
            record(
                "fee.waived", at=at, by=by.pk, account=account.pk, subject=f"agreement:{basis}", via="desk", data=data
            )
        return
    fee = next((fee for fee in due if fee.key == opening.fee), None)
    if fee is None:
        raise UnknownFee(opening.fee)
    price = Price.objects.select_related("tariff").get(
        tariff__code=fee.code, component=fee.component, replaced_at=None, valid__contains=opening.since
    )
    charge_fee(account, price, basis=f"opening:{basis}:{fee.key}", on=opening.since, at=at)
    data = {"fee": fee.key}
    record("fee.charged", at=at, by=by.pk, account=account.pk, subject=f"agreement:{basis}", via="desk", data=data)


def due_fees(plan: str, *, on: date) -> Iterator[OpeningFee]:
    """Yield what a new line with a plan costs once."""
    return (fee for fee in fees_of_opening(on=on) if fee.belongs_to(plan))


def _periods(opening: Opening, at: datetime) -> Iterator[Period]:
    """Open, one after the other, the periods that are not billed yet, from that of today or of the first day on."""
    cycle = next(each for each in profile.current().billing.cycles if each.code == opening.cycle)
    month = period_begins(cycle, min(opening.since, profile.today(at)))
    for _ in range(MOST_MONTHS):
        period = open_period(cycle, month=month)
        month = period.days.upper
        if period.state == Period.State.OPEN:
            yield Period.objects.get(pk=period.pk)


def _bill(account: Account, period: Period, *, at: datetime, by: User) -> FirstBill | None:
    """Issue the bill of one account and period, if there is anything on it."""
    batch = Batch(period=period, low=account.pk, high=account.pk)
    found = contributors()
    draft.open_draft()
    for contributor in found:
        contributor.draft(batch)
    draft.draft_lines(
        low=account.pk,
        high=account.pk,
        cycle=period.cycle,
        window=window(period),
        sources=[contributor.SOURCE for contributor in found],
    )
    bills = common(period, at=at, by=by)
    leave_out(bills.rates, days=bills.days)
    for fee in on_top():
        fee.add(batch, on=bills.issued_on)
    sheets.issue(bills)
    bill = Invoice.objects.filter(account=account).first()
    if bill is None:
        return None
    days = (period.days.lower, period.days.upper)
    return FirstBill(bill.issued_on, bill.due_on, bill.total, bill.sheet["lines"], days)
