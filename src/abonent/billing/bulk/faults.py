"""Does the ledger agree with itself? Read-only; says what does not."""

from django.db import connection

RULES = {
    "more was allocated from a credit than it has": """
        SELECT a.account_id, a.credit_id FROM billing_allocation a JOIN billing_entry e ON e.id = a.credit_id
        GROUP BY a.account_id, a.credit_id, e.amount HAVING sum(a.amount) > e.amount OR sum(a.amount) < 0""",
    "more was allocated to a debt than it is": """
        SELECT a.account_id, a.debit_id FROM billing_allocation a JOIN billing_entry e ON e.id = a.debit_id
        GROUP BY a.account_id, a.debit_id, e.amount HAVING sum(a.amount) > e.amount OR sum(a.amount) < 0""",
    "an allocation is not from a credit to a debt": """
        SELECT a.account_id, a.id FROM billing_allocation a JOIN billing_entry c ON c.id = a.credit_id
        JOIN billing_entry d ON d.id = a.debit_id WHERE c.credit_id <> 1 OR d.debit_id <> 1""",
    "a credit lies unused beside an open debt": """
        WITH used AS (
            SELECT credit_id AS id, sum(amount) AS amount FROM billing_allocation GROUP BY credit_id
        ), paid AS (
            SELECT debit_id AS id, sum(amount) AS amount FROM billing_allocation GROUP BY debit_id
        ), side AS (
            SELECT account_id, debit_id = 1 AS is_debt,
                   e.amount - coalesce(CASE WHEN debit_id = 1 THEN paid.amount ELSE used.amount END, 0) AS open
            FROM billing_entry e LEFT JOIN used USING (id) LEFT JOIN paid USING (id) WHERE 1 IN (debit_id, credit_id))
        SELECT account_id, 0 FROM side WHERE open > 0 GROUP BY account_id HAVING count(DISTINCT is_debt) = 2""",
    "an invoice and its entries differ": """
        SELECT i.account_id, i.id FROM billing_invoice i LEFT JOIN billing_entry e ON e.invoice_id = i.id
        GROUP BY i.id HAVING i.total <> coalesce(sum(CASE WHEN e.debit_id = 1 THEN e.amount ELSE -e.amount END), 0)""",
    "a sheet is not what was hashed": """
        SELECT account_id, id FROM billing_invoice WHERE sha256 <> sha256(convert_to(sheet::text, 'UTF8'))""",
    "an invoice and its charges differ": """
        SELECT i.account_id, i.id FROM billing_invoice i LEFT JOIN billing_charge c ON c.invoice_id = i.id
        GROUP BY i.id HAVING bool_and(c.gross) AND i.total <> sum(c.amount)""",
    "money was received and not booked, or not whole": """
        SELECT r.account_id, r.id FROM billing_receipt r JOIN billing_payment p ON p.id = r.payment_id
        LEFT JOIN billing_entry e ON e.receipt_id = r.id
        GROUP BY r.id HAVING r.amount <> coalesce(sum(CASE WHEN e.credit_id = 1 THEN e.amount ELSE -e.amount END), 0)""",
}
"""What must not be, and the rows in which it is: the account and the row."""


def faults() -> list[str]:
    """Return a line for each thing that does not agree: the rule, the account, the row. Empty when all is well."""
    found = []
    with connection.cursor() as cursor:
        for rule, statement in RULES.items():
            cursor.execute(statement)
            found += [f"{rule}: account {account}, row {row}" for account, row in cursor.fetchall()]
    return found
