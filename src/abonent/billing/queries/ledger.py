"""What the ledger says: balances, open debts and credits, what a payment covered."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from abonent import profile
from abonent.billing.models import Allocation, Book, Entry, Invoice, Payer, Payment, Receipt
from abonent.people.models import Account

ZERO = Value(Decimal("0.00"), output_field=DecimalField(max_digits=14, decimal_places=2))
NOTHING = Decimal("0.00")

SIGNED = Case(When(debit_id=Book.RECEIVABLE, then=F("amount")), default=-F("amount"))
"""What an entry adds to what is owed."""


def balance(account: Account) -> Decimal:
    """Return what the account owes: the sum of its entries. Below zero it is credit."""
    total: Decimal = Entry.objects.filter(account=account).aggregate(sum=Coalesce(Sum(SIGNED), ZERO))["sum"]
    return total


def _allocated(side: str) -> Coalesce:
    sums = Allocation.objects.filter(**{side: OuterRef("pk")}).order_by().values(side).annotate(sum=Sum("amount"))
    return Coalesce(Subquery(sums.values("sum")), ZERO)


def debts(account: Account | int | OuterRef) -> QuerySet[Any]:
    """Return the open debit entries of an account with what is left of each in `open`, the oldest due first."""
    entries = Entry.objects.filter(account=account, debit_id=Book.RECEIVABLE)
    return entries.annotate(open=F("amount") - _allocated("debit")).filter(open__gt=0).order_by("due_on", "pk")


def unused_credits(account: Account) -> QuerySet[Any]:
    """Return the credit entries of an account that have not been used up, with the rest in `open`."""
    entries = Entry.objects.filter(account=account, credit_id=Book.RECEIVABLE)
    return entries.annotate(open=F("amount") - _allocated("credit")).filter(open__gt=0).order_by("pk")


def overdue(account: Account, *, on: date) -> Decimal:
    """Return the sum of open debts whose day has passed."""
    return total_open(debts(account).filter(due_on__lt=on))


def invoices(account: Account | int) -> QuerySet[Any]:
    """Return the invoices of an account, newest first, with what is still open of each in `open`.

    The sheet is left out: it is as large as a page.
    """
    entry = Entry.objects.filter(account=account, invoice=OuterRef("pk"), debit_id=Book.RECEIVABLE).order_by()
    due = entry.values("invoice").annotate(sum=Sum("amount"))
    paid = Allocation.objects.filter(account=account, debit__invoice=OuterRef("pk")).order_by()
    allocated = paid.values("debit__invoice").annotate(sum=Sum("amount"))
    left = Coalesce(Subquery(due.values("sum")), ZERO) - Coalesce(Subquery(allocated.values("sum")), ZERO)
    return Invoice.objects.filter(account=account).annotate(open=left).defer("sheet").order_by("-issued_on", "-pk")


def open_invoices(account: Account | int) -> QuerySet[Any]:
    """Return the invoices of an account on which something is still to be paid, the oldest due first."""
    return invoices(account).filter(open__gt=0).order_by("due_on", "pk")


def payments(account: Account) -> QuerySet[Payment]:
    """Return what was set out to be paid through a gateway, newest first."""
    return Payment.objects.filter(account=account).order_by("-started_at", "-pk")


def receipts(account: Account) -> QuerySet[Receipt]:
    """Return the money that came for an account, newest first."""
    return Receipt.objects.filter(account=account).order_by("-received_at", "-pk")


def entry_of(receipt: Receipt) -> Entry | None:
    """Return the entry by which a receipt was booked, if it was."""
    return Entry.objects.filter(account=receipt.account_id, cause=f"receipt:{receipt.pk}").first()


@dataclass(frozen=True, slots=True)
class Part:
    """How much of a payment went to one invoice; `number` is empty where it stands for no invoice."""

    number: str
    amount: Decimal


def covered(receipt: Receipt, *, when_booked: bool = False) -> tuple[list[Part], Decimal]:
    """Return what a receipt paid, invoice by invoice, and how much of it is still credit; now, or when it was booked.

    What it paid then bears the very instant of its booking. Whoever began earlier, and waited for the account, comes later.
    """
    entry = entry_of(receipt)
    if entry is None:
        return [], receipt.amount
    pays = Allocation.objects.filter(account=receipt.account_id, credit=entry)
    if when_booked:
        pays = pays.filter(at=entry.recorded_at)
    sums = pays.values_list("debit__invoice__number").annotate(sum=Sum("amount")).filter(~Q(sum=0))
    parts = [Part(number or "", amount) for number, amount in sums.order_by("debit__invoice__number")]
    return parts, receipt.amount - sum((part.amount for part in parts), NOTHING)


class WhyNotOnline:
    """Reasons for which online payment is not offered; codes of the profile's `payments.online_needs`."""

    E_INVOICE_ON = "E_INVOICE_ON"
    CASH_OFF = "CASH_OFF"


def not_online_because(payer: Payer) -> list[str]:
    """Return which of the profile's needs for online payment an account does not meet; none means it is offered."""
    met = {
        WhyNotOnline.E_INVOICE_ON: payer.delivery == Payer.Delivery.ELECTRONIC,
        WhyNotOnline.CASH_OFF: not payer.pays_cash,
    }
    return sorted(need for need in profile.current().payments.online_needs if not met[need])


def total_open(found: QuerySet[Any]) -> Decimal:
    """Return the sum of what is open on debts, credits or invoices that came from here."""
    total: Decimal = found.aggregate(sum=Coalesce(Sum("open"), ZERO))["sum"]
    return total
