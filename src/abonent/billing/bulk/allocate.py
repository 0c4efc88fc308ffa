"""Which credit pays which debt: oldest due first, for any number of accounts in one statement."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

# Account by account (LATERAL, fenced by OFFSET 0): however the planner guesses, it never reads the whole ledger. What is
# left is a sum and not a join, so an account of thousands of entries is no slower than as many accounts.
_ALLOCATE = """
WITH credit AS (
    SELECT account.id AS account_id, part.id, sum(part.amount) AS rest
    FROM unnest(%(accounts)s::bigint[]) AS account (id)
    CROSS JOIN LATERAL (
        SELECT id, amount FROM billing_entry WHERE account_id = account.id AND credit_id = 1
        UNION ALL SELECT credit_id, -amount FROM billing_allocation WHERE account_id = account.id OFFSET 0) part
    GROUP BY account.id, part.id HAVING sum(part.amount) > 0
), debit AS (
    SELECT account.id AS account_id, part.id, max(part.due_on) AS due_on, sum(part.amount) AS rest
    FROM (SELECT DISTINCT account_id AS id FROM credit) account
    CROSS JOIN LATERAL (
        SELECT id, amount, due_on FROM billing_entry WHERE account_id = account.id AND debit_id = 1
        UNION ALL SELECT debit_id, -amount, NULL FROM billing_allocation WHERE account_id = account.id OFFSET 0) part
    GROUP BY account.id, part.id HAVING sum(part.amount) > 0
), credits AS (
    SELECT *, sum(rest) OVER (PARTITION BY account_id ORDER BY id) AS upto FROM credit
), debits AS (
    SELECT *, sum(rest) OVER (
        PARTITION BY account_id ORDER BY array_position(%(first)s::bigint[], id), due_on, id) AS upto FROM debit
)
INSERT INTO billing_allocation (account_id, credit_id, debit_id, amount, cause, at)
SELECT account_id, credits.id, debits.id,
       least(credits.upto, debits.upto) - greatest(credits.upto - credits.rest, debits.upto - debits.rest),
       format('pays:%%s:%%s:%%s', credits.id, debits.id, (
           SELECT count(*) FROM billing_allocation earlier
           WHERE earlier.credit_id = credits.id AND earlier.debit_id = debits.id)),
       %(at)s
FROM credits JOIN debits USING (account_id)
WHERE credits.upto > debits.upto - debits.rest AND debits.upto > credits.upto - credits.rest
"""


def allocate(accounts: Sequence[int], *, at: datetime, first: Sequence[int] = ()) -> None:
    """Let unused credits of these accounts pay their open debts: those of `first` in its order, then the oldest due.

    The caller holds the accounts' locks. Nothing happens where there is no credit or no debt.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ALLOCATE, {"accounts": list(accounts), "first": list(first), "at": at})


_UNDO = """
INSERT INTO billing_allocation (account_id, credit_id, debit_id, amount, cause, at)
SELECT account_id, credit_id, debit_id, -sum(amount), format('undo:%%s:%%s:%%s', credit_id, debit_id, count(*)), %(at)s
FROM billing_allocation WHERE account_id = %(account)s AND (credit_id = %(entry)s OR debit_id = %(entry)s)
GROUP BY account_id, credit_id, debit_id HAVING sum(amount) <> 0
"""


def undo(account: int, *, entry: int, at: datetime) -> None:
    """Undo by minus rows everything that was allocated to or from one entry; what it paid is open again."""
    with connection.cursor() as cursor:
        cursor.execute(_UNDO, {"account": account, "entry": entry, "at": at})
