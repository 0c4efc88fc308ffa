"""What happened once in the demonstration's history: a payment that the bank took back, a bill that was wrong."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from abonent.billing import actions as billing
from abonent.billing.models import Entry, Invoice
from abonent.database.rounding import half_away
from abonent.demo.script import month, script

ON = timedelta(days=19)


def happen(day: date, *, begin: date, at: datetime) -> Iterator[int]:
    """Let happen what the script says for a day, once; yield the accounts whose bills are open again by it."""
    for said in script().happenings:
        if day == month(begin, back=1 - said["month"]) + ON:
            what = {"TAKEN_BACK": _take_back, "CORRECTED": _correct}[said["what"]]
            yield from what(said, at)


def _take_back(said: dict[str, Any], at: datetime) -> Iterator[int]:
    entries = Entry.objects.filter(account__number=said["account"])
    payment = entries.filter(kind=Entry.Kind.PAYMENT).order_by("-pk").first()
    if payment and not entries.filter(kind=Entry.Kind.REVERSAL).exists():
        billing.reverse(payment, at=at)
        yield payment.account_id


def _correct(said: dict[str, Any], at: datetime) -> Iterator[int]:
    invoices = Invoice.objects.filter(account__number=said["account"])
    bill = invoices.filter(kind=Invoice.Kind.BILL).order_by("-pk").first()
    if bill and not invoices.filter(kind=Invoice.Kind.CORRECTION).exists():
        charge = bill.charges.order_by("line").first()
        if charge and charge.line:
            ought = half_away(charge.amount * (100 - Decimal(said["percent"])) / 100)
            billing.correct_invoice(bill, amounts={charge.line: ought}, reason=said["reason"], at=at)
    yield from ()
