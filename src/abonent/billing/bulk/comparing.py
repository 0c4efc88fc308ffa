"""The bills that a draft comes to, beside those of the month before: how many, how much, whose are out of line."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from abonent.billing.models import Batch

SHARE, LEAST = Decimal("0.5"), Decimal(10)
"""A bill is out of line when it differs from the last one by more than half of that, and by so much at least.

A dearer plan or an extra service stays below it; a plan charged twice, a month left out or a wrong price does not.
"""
MOST = 100
"""So many of those out of line are kept, the largest differences."""

# NEW: a bill now and none before; GONE: the reverse; BACK: earlier bills are corrected.
_COMPARED = """
WITH before AS (
    SELECT account_id, total FROM billing_invoice
    WHERE period_id = %(before)s AND kind = 'BILL' AND account_id BETWEEN %(low)s AND %(high)s
), compared AS (
    SELECT account_id, bill.total AS now, before.total AS before,
           abs(coalesce(bill.total, 0) - coalesce(before.total, 0)) AS change
    FROM draft_bill bill FULL JOIN before USING (account_id)
), odd AS (
    SELECT account_id, now, before, change,
           CASE WHEN account_id = ANY(%(corrected)s) THEN 'BACK' WHEN before IS NULL THEN 'NEW' WHEN now IS NULL THEN 'GONE'
                WHEN now > before THEN 'MORE' ELSE 'LESS' END AS why
    FROM compared
    WHERE %(before)s IS NOT NULL AND (now IS NULL OR before IS NULL OR account_id = ANY(%(corrected)s)
        OR (change >= %(least)s AND change > %(share)s * before))
), largest AS (
    SELECT odd.*, account.number FROM odd JOIN people_account account ON account.id = odd.account_id
    ORDER BY change DESC, account_id LIMIT %(most)s
)
SELECT count(now), coalesce(sum(now), 0), count(before), coalesce(sum(before), 0), (SELECT count(*) FROM odd),
       (SELECT coalesce(jsonb_agg(jsonb_build_object('account', account_id, 'number', number, 'now', now::text,
            'before', before::text, 'change', change::text, 'why', why) ORDER BY change DESC, account_id), '[]') FROM largest),
       (SELECT count(*) FROM billing_payer WHERE cycle = %(cycle)s AND account_id BETWEEN %(low)s AND %(high)s)
FROM compared
"""


@dataclass(frozen=True, slots=True)
class Compared:
    """What the bills of a batch come to, and what those before came to."""

    bills: int
    total: Decimal
    bills_before: int
    total_before: Decimal
    odd_count: int
    odd: list[dict[str, Any]]
    accounts: int


def compared(batch: Batch, *, before: int | None, corrected: Sequence[int]) -> Compared:
    """Compare the drafted bills of a batch (`sheets.sum_bills`) with those of an earlier period."""
    facts: dict[str, Any] = {
        "before": before,
        "low": batch.low,
        "high": batch.high,
        "cycle": batch.period.cycle,
        "corrected": list(corrected),
        "least": LEAST,
        "share": SHARE,
        "most": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COMPARED, facts)
        bills, total, bills_before, total_before, odd_count, odd, accounts = cursor.fetchone()
    return Compared(bills, total, bills_before, total_before, odd_count, _read(odd), accounts)


def _read(odd: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(odd) if isinstance(odd, str) else odd
    return found
