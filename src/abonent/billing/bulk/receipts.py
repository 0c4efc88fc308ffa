"""Money that arrives for many accounts at once, as a day of bank lines does."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from abonent.billing.bulk.allocate import allocate
from abonent.billing.models import Receipt

_LOCK = "SELECT id FROM people_account WHERE id = ANY(%(accounts)s) ORDER BY id FOR NO KEY UPDATE"

_ENTRIES = """
INSERT INTO billing_entry (account_id, debit_id, credit_id, amount, kind, service, cause, receipt_id, value_on,
                           booked_on, recorded_at)
SELECT receipt.account_id, book.id, 1, receipt.amount, 'PAYMENT', '', format('receipt:%%s', receipt.id), receipt.id,
       receipt.paid_on, %(day)s, %(at)s
FROM billing_receipt receipt JOIN billing_book book ON book.code = receipt.book
WHERE receipt.id = ANY(%(receipts)s) AND receipt.amount > 0
ON CONFLICT (account_id, cause) DO NOTHING
"""


def post_receipts(receipts: Sequence[Receipt], *, at: datetime) -> None:
    """Store and book receipts of customers, whole, and let them pay the oldest debts.

    A receipt heard before (source and external id) is left alone. Must be called inside a transaction.
    """
    accounts = sorted({receipt.account_id for receipt in receipts})
    Receipt.objects.bulk_create(receipts, ignore_conflicts=True)
    pairs = {(receipt.source, receipt.external_id) for receipt in receipts}
    heard = Receipt.objects.filter(
        source__in={source for source, _ in pairs}, external_id__in={ref for _, ref in pairs}
    )
    facts: dict[str, Any] = {
        "accounts": accounts,
        "receipts": [receipt.pk for receipt in heard],
        "day": at.date(),
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, facts)
        cursor.execute(_ENTRIES, facts)
    allocate(accounts, at=at)
