"""Charges outside the month, and corrections: documents of their own that stand beside the bill."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from abonent import profile
from abonent.billing import queries
from abonent.billing.actions.making import TEMPLATE, operator_facts
from abonent.billing.actions.numbers import numbering
from abonent.billing.actions.papers import send_papers
from abonent.billing.actions.posting import relieve
from abonent.billing.bulk import draft, sheets
from abonent.billing.bulk.allocate import allocate
from abonent.billing.models import Book, Charge, Entry, Invoice, Payer, Respite
from abonent.billing.queries.correcting import BASIS
from abonent.contracts.models import Price
from abonent.database.rounding import half_away
from abonent.journal.actions import record
from abonent.people import actions as people
from abonent.people.models import Account, User


class NothingToCorrect(Exception):
    """The new amounts are those already charged."""


class CorrectedMeanwhile(Exception):
    """Somebody else has corrected the bill since it was looked at (`correction`)."""

    def __init__(self, correction: Invoice) -> None:
        super().__init__(correction.number)
        self.correction = correction


class LessThanNothing(Exception):
    """What is charged for something cannot be below nothing."""


class TooMuch(Exception):
    """With this correction the bill would come to more (`total`) than corrections may bring it to (`limit`)."""

    def __init__(self, total: Decimal, limit: Decimal) -> None:
        super().__init__(f"{total} is more than {limit}")
        self.total, self.limit = total, limit


def charge_fee(account: Account, price: Price, *, basis: str, on: date, at: datetime) -> Charge:
    """Charge a one-off fee; it comes with the account's next bill. The same basis is charged once."""
    charge, _ = Charge.objects.get_or_create(
        account=account,
        basis=basis,
        revision=0,
        defaults={
            "source": "fee",
            "service": price.tariff.service,
            "name": price.tariff.name,
            "days": DateRange(on, date.fromordinal(on.toordinal() + 1)),
            "quantity": Decimal(1),
            "unit": price.unit,
            "unit_price": price.amount,
            "amount": half_away(price.amount),
            "gross": price.gross,
            "vat": price.vat,
            "why": {"rule": "one-off", "decision": price.decision},
            "recorded_at": at,
        },
    )
    return charge


@transaction.atomic
def correct_invoice(
    invoice: Invoice, *, amounts: Mapping[int, Decimal], reason: str, at: datetime, by: User | None = None
) -> Invoice:
    """Issue a correction of a bill: new amounts by line number; lines that are not named stay as they are.

    The difference is charged and booked; where it lowers what is owed, it pays what earlier corrections had added, then the
    corrected bill, and what is left of it is credit. Raises NothingToCorrect.
    """
    account = people.lock_account(invoice.account_id)
    draft.open_draft()
    if not _draft(invoice, amounts, reason):
        raise NothingToCorrect
    sheets.issue(common_of_correction(invoice, reason, at=at, by=by))
    allocate([account.pk], at=at, first=_debts(invoice))
    correction = Invoice.objects.filter(account=account, corrects=invoice).latest("pk")
    record(
        "bill.corrected",
        at=at,
        by=by.pk if by else None,
        account=account.pk,
        subject=f"invoice:{correction.number}",
        via="desk",
    )
    relieve(account, at=at)
    return correction


def _debts(invoice: Invoice) -> list[int]:
    """Return what a bill and its corrections have charged, the latest first: who takes a slip back pays no other bill with it."""
    documents = Q(invoice=invoice) | Q(invoice__corrects=invoice)
    found = Entry.objects.filter(documents, account=invoice.account_id, debit=Book.RECEIVABLE)
    return list(found.order_by("-pk").values_list("pk", flat=True))


@transaction.atomic
def correct_bill(
    bill: Invoice, *, amounts: Mapping[int, Decimal], reason: str, seen: int, at: datetime, by: User
) -> Invoice:
    """Correct a bill at the desk, and tell the customer. `seen` is how many corrections of it were there when it was looked at.

    Raises NothingToCorrect, LessThanNothing, TooMuch, CorrectedMeanwhile.
    """
    account = people.lock_account(bill.account_id)
    there = Invoice.objects.filter(account=account, corrects=bill).order_by("-pk")
    if len(there) > seen:
        raise CorrectedMeanwhile(there[0])
    if any(amount < 0 for amount in amounts.values()):
        raise LessThanNothing
    check_correction(bill, amounts)
    correction = correct_invoice(bill, amounts=amounts, reason=reason, at=at, by=by)
    _end_waiting(bill, at=at, by=by)
    people.notify(account, "bill_corrected", key=f"corrected:{correction.pk}", at=at, about=f"invoice:{correction.pk}", context={
        "account": account.number,
        "bill": bill.number,
        "number": correction.number,
        "slug": queries.slug(correction.number),
        "total": str(correction.total),
        "reason": reason,
        "enclosed": account.payer.form == Payer.Form.PDF,
    })  # fmt: skip
    send_papers(account, [correction], at=at)
    return correction


def check_correction(bill: Invoice, amounts: Mapping[int, Decimal]) -> None:
    """Stop a slip of the keyboard before it is a document: corrections make a bill dearer up to a limit. Raises TooMuch."""
    change = queries.difference(bill, queries.correctable(bill), amounts).total
    total = queries.corrected_total(bill) + change
    limit = queries.most_after_corrections(bill)
    if change > 0 and total > limit:
        raise TooMuch(total, limit)


def _end_waiting(bill: Invoice, *, at: datetime, by: User) -> None:
    """End that entries of a bill wait for the correction which the office has agreed to."""
    waiting = Respite.objects.filter(
        account=bill.account_id, entry__invoice=bill, kind=Respite.Kind.OFFICE, ended_at=None
    )
    waiting.update(ended=Respite.Ended.KEPT, ended_at=at, ended_by=by)


_DRAFT = f"""
INSERT INTO draft_line ({draft.COLUMNS}, revision)
SELECT account_id, subscription_id, holding_id, 'correction', service, name, days, quantity, unit, unit_price,
       %(amount)s, gross, vat, why || jsonb_build_object('rule', 'correction', 'reason', %(reason)s::text,
       'ought', %(ought)s::text, 'charged', %(charged)s::text), %(basis)s, %(revision)s
FROM billing_charge WHERE id = %(charge)s
"""


def _draft(invoice: Invoice, amounts: Mapping[int, Decimal], reason: str) -> int:
    now = {line.no: line.now for line in queries.correctable(invoice)}
    lines = [(charge.line or 0, charge) for charge in invoice.charges.filter(line__in=amounts).order_by("line")]
    return sum(_draft_line(charge, now[no], amounts[no], reason) for no, charge in lines)


def _draft_line(charge: Charge, charged: Decimal, ought: Decimal, reason: str) -> int:
    """Draft the difference; on a basis of its own, so that the next bill run does not charge it back."""
    if ought == charged:
        return 0
    basis = BASIS.format(charge.pk)
    facts: dict[str, Any] = {
        "amount": ought - charged,
        "reason": reason,
        "ought": str(ought),
        "charged": str(charged),
        "basis": basis,
        "revision": Charge.objects.filter(account=charge.account_id, basis=basis).count(),
        "charge": charge.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DRAFT, facts)
    return 1


def common_of_correction(invoice: Invoice, reason: str, *, at: datetime, by: User | None) -> sheets.Issue:
    """Return what a correction of a bill has in common with it.

    Seller and buyer are those of the bill, whatever they are called by now (ustawa o VAT z 11.03.2004, art. 106j ust. 2 pkt 3).
    """
    today = profile.today(at)
    prefix, width = numbering(profile.current().billing.series.correction, today)
    period = invoice.period
    return sheets.Issue(
        kind=Invoice.Kind.CORRECTION,
        template=TEMPLATE,
        prefix=prefix,
        width=width,
        issued_on=today,
        due_on=max(today, invoice.due_on),
        period=None,
        days=f"[{period.days.lower},{period.days.upper})" if period else None,
        corrects={"number": invoice.number, "issued_on": invoice.issued_on.isoformat(), "reason": reason},
        corrects_id=invoice.pk,
        at=at,
        by=by.pk if by else None,
        buyer=invoice.sheet["buyer"],
        # What is corrected was taxed by the rates of its own day.
        **{**operator_facts(invoice.issued_on), "seller": invoice.sheet["seller"]},
    )
