"""One hash over the whole ledger, by what it says and not by the numbers of its rows."""

from django.db import connection

# Each account's lines are hashed first, then the accounts' hashes: no text ever grows with the ledger.
_HASH = """
WITH told AS MATERIALIZED (
    SELECT entry.id, entry.account_id, concat_ws('|', account.number, debit.code, credit.code, entry.amount, entry.kind,
        entry.service, invoice.number, receipt.source, receipt.external_id, entry.value_on, entry.due_on,
        entry.reverses_id IS NOT NULL) AS line
    FROM billing_entry entry
    JOIN people_account account ON account.id = entry.account_id
    JOIN billing_book debit ON debit.id = entry.debit_id
    JOIN billing_book credit ON credit.id = entry.credit_id
    LEFT JOIN billing_invoice invoice ON invoice.id = entry.invoice_id
    LEFT JOIN billing_receipt receipt ON receipt.id = entry.receipt_id
), lines AS (
    SELECT account_id, line FROM told
    UNION ALL
    SELECT allocation.account_id, concat_ws('|', 'pays', credit.line, debit.line, sum(allocation.amount))
    FROM billing_allocation allocation
    JOIN told credit ON credit.id = allocation.credit_id
    JOIN told debit ON debit.id = allocation.debit_id
    GROUP BY allocation.account_id, credit.line, debit.line HAVING sum(allocation.amount) <> 0
), accounts AS (
    SELECT account.number,
           sha256(convert_to(string_agg(line, chr(10) ORDER BY line COLLATE "C"), 'UTF8')) AS hash
    FROM lines JOIN people_account account ON account.id = lines.account_id GROUP BY account.number
)
SELECT encode(sha256(coalesce(string_agg(hash, ''::bytea ORDER BY number COLLATE "C"), ''::bytea)), 'hex') FROM accounts
"""


def ledger_hash() -> str:
    """Return the SHA-256 (hex) of all entries and what they pay. Equal for two databases that say the same."""
    with connection.cursor() as cursor:
        cursor.execute(_HASH)
        (found,) = cursor.fetchone()
        return str(found)
