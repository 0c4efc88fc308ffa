"""Money that arrives for many accounts at once, as a day of bank lines does."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from abonent import profile
from abonent.billing.bulk.allocate import allocate
from abonent.billing.bulk.relieving import relieve_all
from abonent.billing.models import Receipt
from abonent.journal.actions import Happening, record_all

_LOCK = "SELECT id FROM people_account WHERE id = ANY(%(accounts)s) ORDER BY id FOR NO KEY UPDATE"

_STORE = """
INSERT INTO billing_receipt (source, external_id, account_id, payment_id, book, amount, paid_on, payer, raw, received_at)
SELECT * FROM jsonb_to_recordset(%(receipts)s::jsonb) AS receipt (
    source text, external_id text, account_id bigint, payment_id bigint, book text, amount numeric, paid_on date,
    payer jsonb, raw jsonb, received_at timestamptz)
ON CONFLICT DO NOTHING
"""

# Money that is taken back goes the other way, and is a debt due at once.
# An unknown book makes an entry without one of its sides, which the database refuses: no money is stored and not booked.
_ENTRIES = """
INSERT INTO billing_entry (account_id, debit_id, credit_id, amount, kind, service, cause, receipt_id, value_on,
                           booked_on, due_on, recorded_at)
SELECT receipt.account_id, CASE WHEN came THEN book.id ELSE 1 END, CASE WHEN came THEN 1 ELSE book.id END,
       abs(receipt.amount), CASE WHEN came THEN 'PAYMENT' ELSE 'REVERSAL' END, '', format('receipt:%%s', receipt.id),
       receipt.id, receipt.paid_on, %(day)s, CASE WHEN NOT came THEN receipt.paid_on END, %(at)s
FROM unnest(%(sources)s::text[], %(refs)s::text[]) AS heard (source, ref)
JOIN billing_receipt receipt ON receipt.source = heard.source AND receipt.external_id = heard.ref
LEFT JOIN billing_book book ON book.code = receipt.book
CROSS JOIN LATERAL (SELECT receipt.amount > 0 AS came) sign
ORDER BY receipt.id
ON CONFLICT (account_id, cause) DO NOTHING
RETURNING account_id, receipt_id, kind
"""

HAPPENED = {"PAYMENT": "payment.posted", "REVERSAL": "payment.reversed"}
"""What the journal says of an entry of this kind."""

_SUBJECTS = """
SELECT receipt.id, coalesce('payment:' || payment.ref, 'receipt:' || receipt.id)
FROM billing_receipt receipt LEFT JOIN billing_payment payment ON payment.id = receipt.payment_id
WHERE receipt.id = ANY(%(receipts)s)
"""


def post_receipts(receipts: Sequence[Receipt], *, at: datetime) -> int:
    """Store and book receipts of customers, whole, and let them pay the oldest debts; return how many were new.

    A receipt heard before (source and external id) is left alone. Where less than the smallest sum is chased
    any more, the restriction for debt is lifted. Must be called inside a transaction. Raises IntegrityError for a book that the ledger does not have.
    """
    accounts = sorted({receipt.account_id for receipt in receipts})
    facts: dict[str, Any] = {
        "accounts": accounts,
        "receipts": Jsonb([_row(receipt) for receipt in receipts]),
        "sources": [receipt.source for receipt in receipts],
        "refs": [receipt.external_id for receipt in receipts],
        "day": profile.today(at),
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, facts)
        cursor.execute(_STORE, facts)
        cursor.execute(_ENTRIES, facts)
        booked: list[tuple[int, int, str]] = cursor.fetchall()
    allocate(accounts, at=at)
    subjects = _subjects([receipt for _, receipt, _ in booked])
    record_all([Happening(HAPPENED[kind], at, account, subjects[pk], via="bank") for account, pk, kind in booked])
    relieve_all({account: subjects[pk] for account, pk, _ in booked}, at=at)
    return len(booked)


def _row(receipt: Receipt) -> dict[str, Any]:
    return {
        "source": receipt.source,
        "external_id": receipt.external_id,
        "account_id": receipt.account_id,
        "payment_id": receipt.payment_id,
        "book": receipt.book,
        "amount": str(receipt.amount),
        "paid_on": receipt.paid_on.isoformat(),
        "payer": receipt.payer,
        "raw": receipt.raw,
        "received_at": receipt.received_at.isoformat(),
    }


def _subjects(receipts: list[int]) -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(_SUBJECTS, {"receipts": receipts})
        return dict(cursor.fetchall())
