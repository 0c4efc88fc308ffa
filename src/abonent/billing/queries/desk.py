"""Everybody's bills, money and payments, for the lists of the desk. Each is found by an index whatever there is of it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import F, QuerySet, Sum

from abonent.billing.models import Allocation, Book, Entry, Invoice, Payment, Receipt
from abonent.billing.queries.ledger import NOTHING


def all_bills() -> QuerySet[Invoice]:
    """Return all bills and corrections with their accounts; without the sheets, which are as large as a page."""
    return Invoice.objects.select_related("account").defer("sheet", "sha256")


def by_number(slug: str) -> Invoice | None:
    """Return the bill that stands under a word in an address, whosever it is."""
    found = Invoice.objects.select_related("account").defer("sheet")
    return found.filter(number__in={slug, slug.replace("-", "/")}).first()


def open_of(bills: Sequence[int]) -> dict[int, Decimal]:
    """Return what is still to be paid of some bills, those of which something is; in two statements."""
    due = Entry.objects.filter(invoice__in=bills, debit_id=Book.RECEIVABLE).order_by().values("invoice")
    owed = dict(due.annotate(sum=Sum("amount")).values_list("invoice", "sum"))
    paid = Allocation.objects.filter(debit__invoice__in=bills).order_by().values("debit__invoice")
    for bill, amount in paid.annotate(sum=Sum("amount")).values_list("debit__invoice", "sum"):
        owed[bill] -= amount
    return {bill: amount for bill, amount in owed.items() if amount != NOTHING}


def all_receipts() -> QuerySet[Receipt]:
    """Return all money that came, with its accounts; `back` is the day on which it was taken back."""
    return Receipt.objects.select_related("account", "payment").defer("raw")


def reversed_receipts() -> QuerySet[Any]:
    """Return the ids of receipts that were taken back: few among many, and an index knows them."""
    return Entry.objects.filter(reverses__isnull=False).order_by().values("reverses__receipt")


def days_taken_back(receipts: Sequence[int]) -> dict[int, Any]:
    """Return of some receipts those that were taken back, and on which days."""
    found = Entry.objects.filter(receipt__in=receipts, reversal__isnull=False).order_by()
    return dict(found.annotate(back_on=F("reversal__booked_on")).values_list("receipt", "back_on"))


def all_payments() -> QuerySet[Payment]:
    """Return all that was set out to be paid online, with its accounts."""
    return Payment.objects.select_related("account")
