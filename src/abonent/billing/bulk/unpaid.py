"""Which bills are not paid yet, of all accounts or of one period."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from abonent.billing.models import Period


@dataclass(frozen=True, slots=True)
class Unpaid:
    """A bill on which something is open."""

    account: int
    number: str
    issued_on: date
    due_on: date
    total: Decimal
    open: Decimal


_UNPAID = """
SELECT invoice.account_id, invoice.number, invoice.issued_on, invoice.due_on, invoice.total, rest.open
FROM billing_invoice invoice
CROSS JOIN LATERAL (
    SELECT sum(entry.amount - coalesce(
        (SELECT sum(amount) FROM billing_allocation WHERE debit_id = entry.id), 0)) AS open
    FROM billing_entry entry WHERE entry.invoice_id = invoice.id AND entry.debit_id = 1
) rest
WHERE invoice.kind = 'BILL' AND rest.open > 0
"""


def unpaid(period: Period | None = None) -> list[Unpaid]:
    """Return the unpaid bills of a period, or of all time, in the order of accounts and issue."""
    only, facts = (" AND invoice.period_id = %s", [period.pk]) if period else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(f"{_UNPAID}{only} ORDER BY invoice.account_id, invoice.id", facts)
        return [Unpaid(*row) for row in cursor.fetchall()]
