"""Who may be chased, among millions of accounts: cut into ranges, and looked through by an index first."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from abonent import profile
from abonent.billing.queries.chasing import Chased
from abonent.billing.queries.chasing import all_chased as chased

__all__ = ["Chased", "chased", "owing", "ranges"]

# Who may owe something late, from an index alone: whose entries come to more than nothing. Of those, whoever owes no more
# than what is not due yet is left out – unless some of that has been paid, as customers may choose what they pay.
_OWING = """
SELECT owing.account_id FROM (
    SELECT account_id, sum(CASE WHEN debit_id = 1 THEN amount ELSE -amount END) AS balance
    FROM billing_entry WHERE account_id BETWEEN %(low)s AND %(high)s AND account_id > 0
    GROUP BY account_id HAVING sum(CASE WHEN debit_id = 1 THEN amount ELSE -amount END) >= %(least)s
) owing
CROSS JOIN LATERAL (
    SELECT coalesce(sum(entry.amount), 0) AS amount, bool_or(EXISTS (
        SELECT FROM billing_allocation paid WHERE paid.debit_id = entry.id)) AS is_touched
    FROM billing_entry entry
    WHERE entry.account_id = owing.account_id AND entry.booked_on > %(recent)s AND entry.debit_id = 1
      AND entry.due_on >= %(day)s
) later
WHERE owing.balance - later.amount >= %(least)s OR later.is_touched
ORDER BY owing.account_id
"""

RECENT = 70
"""Days within which a debt that is not due yet was booked, as a rule; an older one only makes the search look closer."""


def owing(low: int, high: int, *, on: date) -> list[int]:
    """Return which accounts of a range may owe enough that is late to be chased; whoever is not among them does not."""
    facts: dict[str, Any] = {
        "low": low,
        "high": high,
        "day": on,
        "recent": date.fromordinal(on.toordinal() - RECENT),
        "least": max(profile.current().dunning.smallest, Decimal("0.01")),
    }
    with connection.cursor() as cursor:
        cursor.execute(_OWING, facts)
        return [account for (account,) in cursor.fetchall()]


_RANGES = """
SELECT min(id), max(id) FROM (
    SELECT id, div(row_number() OVER (ORDER BY id) - 1, %(size)s) AS place FROM people_account WHERE id > 0) places
GROUP BY place ORDER BY 1
"""


def ranges(size: int) -> list[tuple[int, int]]:
    """Cut all accounts into ranges of so many."""
    with connection.cursor() as cursor:
        cursor.execute(_RANGES, {"size": size})
        return list(cursor.fetchall())
