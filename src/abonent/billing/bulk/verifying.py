"""Everything about money, worked out again from its rows: what `abonent verify` asks. Nothing here changes anything.

Each check is one statement over all rows; what does not agree comes back as a count and the first of it, so that the
memory it takes does not grow with the ledger.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from abonent.billing.bulk.faults import RULES

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Check:
    """What has to be so, the table whose rows are looked at, and the rows (account, what it is) in which it is not."""

    says: str
    table: str
    wrong: str


@dataclass(frozen=True, slots=True)
class Found:
    """How many rows were looked at, in how many of them it is not so, and the first of these: account and what it is."""

    rows: int
    wrong: int
    first: list[tuple[str, str]]


_OPEN = """
    WITH used AS (
        SELECT credit_id AS id, sum(amount) AS amount FROM billing_allocation GROUP BY credit_id
    ), paid AS (
        SELECT debit_id AS id, sum(amount) AS amount FROM billing_allocation GROUP BY debit_id
    ), side AS (
        SELECT e.account_id, CASE WHEN e.debit_id = 1 THEN e.amount ELSE -e.amount END AS amount,
               CASE WHEN e.debit_id = 1 THEN e.amount - coalesce(paid.amount, 0)
                    ELSE coalesce(used.amount, 0) - e.amount END AS open, e.due_on
        FROM billing_entry e LEFT JOIN used USING (id) LEFT JOIN paid USING (id) WHERE 1 IN (e.debit_id, e.credit_id)
    )"""

_NUMBERS = """
    WITH document AS (
        SELECT number FROM billing_invoice
        UNION ALL SELECT external_id FROM billing_receipt WHERE source = 'till:office'
        UNION ALL SELECT number FROM contracts_agreement
    ), numbered AS (
        SELECT document.number, series.code, series.next, substr(document.number, length(series.code) + 1)::numeric AS n
        FROM (SELECT DISTINCT length(code) AS size FROM billing_series) sizes CROSS JOIN document
        JOIN billing_series series ON series.code = left(document.number, sizes.size)
        WHERE substr(document.number, sizes.size + 1) ~ '^[0-9]{1,18}$'
    )"""

# What the bill says for each rate of VAT, worked out again from the charges on it.
_TAXED = """
    WITH stated AS (
        SELECT invoice.id, invoice.account_id, invoice.number, row ->> 'code' AS code, (row ->> 'rate')::numeric AS rate,
               (row ->> 'net')::numeric AS net, (row ->> 'vat')::numeric AS vat
        FROM billing_invoice invoice CROSS JOIN LATERAL jsonb_array_elements(invoice.sheet -> 'vat') row
    ), part AS (
        SELECT charge.invoice_id AS id, charge.vat AS code, charge.gross, stated.rate, sum(charge.amount) AS amount
        FROM billing_charge charge LEFT JOIN stated ON stated.id = charge.invoice_id AND stated.code = charge.vat
        WHERE charge.invoice_id IS NOT NULL GROUP BY 1, 2, 3, 4
    ), taxed AS (
        SELECT id, code, amount, gross, round(amount * coalesce(rate, 0) / (100 + CASE WHEN gross THEN coalesce(rate, 0)
               ELSE 0 END), 2) AS vat FROM part
    ), charged AS (
        SELECT id, code, sum(CASE WHEN gross THEN amount - vat ELSE amount END) AS net, sum(vat) AS vat
        FROM taxed GROUP BY id, code
    )"""

# What an entry of a kind must have to be one. Sums are compared elsewhere, but of what takes back another entry.
_ORIGIN = """
    CASE
    WHEN entry.kind IN ('BILL', 'CORRECTION') THEN
        invoice.kind = entry.kind AND entry.value_on = invoice.issued_on AND 2 IN (entry.debit_id, entry.credit_id)
        AND (entry.debit_id <> 1 OR entry.due_on = invoice.due_on)
    WHEN entry.kind = 'PAYMENT' THEN receipt.amount > 0 AND entry.credit_id = 1 AND outside.code = receipt.book
    WHEN entry.kind = 'REVERSAL' THEN entry.debit_id = 1 AND entry.due_on IS NOT NULL AND (
        receipt.amount < 0 AND outside.code = receipt.book
        OR (was.kind, was.debit_id, was.amount) = ('PAYMENT', entry.credit_id, entry.amount))
    WHEN entry.kind IN ('REFUND', 'WRITE_OFF') THEN (entry.kind = 'WRITE_OFF' OR entry.due_on IS NOT NULL) AND EXISTS (
        SELECT FROM billing_proposal proposal
        WHERE proposal.account_id = entry.account_id AND proposal.kind = entry.kind AND proposal.state = 'DONE'
          AND entry.cause = CASE entry.kind WHEN 'REFUND' THEN 'refund:' ELSE 'write-off:' END || proposal.ref)
    ELSE entry.account_id = 0 END"""


def _rule(says: str, rule: str, table: str) -> Check:
    return Check(says, table, f"SELECT f.account, 'row ' || f.id FROM ({RULES[rule]}) f (account, id)")


LEDGER = (
    _rule("no credit pays more than it has", "more was allocated from a credit than it has", "billing_allocation"),
    _rule("no debt is paid more than it is", "more was allocated to a debt than it is", "billing_allocation"),
    _rule("only credits pay, and only debts", "an allocation is not from a credit to a debt", "billing_allocation"),
    _rule("no credit lies beside an open debt", "a credit lies unused beside an open debt", "billing_entry"),
    Check(
        "the balance that pages show is what is open, and the sum of the entries",
        "billing_entry",
        f"""{_OPEN} SELECT account_id, sum(amount) || ' by its entries, ' || sum(open) || ' open'
        FROM side GROUP BY account_id HAVING sum(amount) <> sum(open)""",
    ),
    Check(
        "every entry has the document, the money or the decision that it is of",
        "billing_entry",
        f"""SELECT entry.account_id, entry.kind || ' ' || entry.cause FROM billing_entry entry
        JOIN billing_book outside ON outside.id = CASE WHEN entry.debit_id = 1 THEN entry.credit_id ELSE entry.debit_id END
        LEFT JOIN billing_invoice invoice ON invoice.id = entry.invoice_id
        LEFT JOIN billing_receipt receipt ON receipt.id = entry.receipt_id
        LEFT JOIN billing_entry was ON was.id = entry.reverses_id
        WHERE ({_ORIGIN}) IS NOT TRUE""",
    ),
    _rule("every payment is booked, whole", "money was received and not booked, or not whole", "billing_receipt"),
    Check(
        "all other money that came is booked, whole",
        "billing_receipt",
        """SELECT r.account_id, r.source || ' ' || r.external_id FROM billing_receipt r
        LEFT JOIN billing_entry e ON e.receipt_id = r.id WHERE r.payment_id IS NULL
        GROUP BY r.id HAVING r.amount <> coalesce(sum(CASE WHEN e.credit_id = 1 THEN e.amount ELSE -e.amount END), 0)""",
    ),
    Check(
        "payments are confirmed where money came for them, and only there",
        "billing_payment",
        """SELECT p.account_id, p.ref || ' is ' || p.state FROM billing_payment p WHERE (p.state = 'CONFIRMED') <> EXISTS (
        SELECT FROM billing_receipt r WHERE r.payment_id = p.id)""",
    ),
    Check(
        "what was agreed to be paid out or given up is booked once",
        "billing_proposal",
        """SELECT p.account_id, p.ref || ' is ' || p.state FROM billing_proposal p
        CROSS JOIN LATERAL (SELECT count(*) AS n FROM billing_entry e WHERE e.account_id = p.account_id AND e.amount = p.amount
            AND e.cause = CASE p.kind WHEN 'REFUND' THEN 'refund:' ELSE 'write-off:' END || p.ref) done
        CROSS JOIN LATERAL (SELECT count(*) AS n FROM billing_entry e WHERE e.account_id = 0 AND e.amount = p.amount
            AND e.cause = 'paid-out:' || p.ref) gone
        WHERE done.n <> (p.state = 'DONE')::int OR gone.n <> (p.paid_on IS NOT NULL)::int""",
    ),
)

BILLS = (
    _rule("every bill is what was booked for it", "an invoice and its entries differ", "billing_invoice"),
    _rule("every sheet is what was hashed", "a sheet is not what was hashed", "billing_invoice"),
    _rule("every bill with VAT in its prices is its charges", "an invoice and its charges differ", "billing_invoice"),
    Check(
        "every sheet says what its bill is",
        "billing_invoice",
        """SELECT account_id, number FROM billing_invoice WHERE sheet ->> 'number' <> number
        OR (sheet ->> 'total')::numeric <> total OR (sheet ->> 'net')::numeric <> net
        OR (sheet ->> 'vat_total')::numeric <> vat""",
    ),
    Check(
        "every line of a sheet is its charge, and no bill is below nothing",
        "billing_invoice",
        """SELECT invoice.account_id, invoice.number FROM billing_invoice invoice
        LEFT JOIN (SELECT invoice_id AS id, array_agg(amount ORDER BY line) AS amounts FROM billing_charge
            WHERE invoice_id IS NOT NULL GROUP BY invoice_id) charged USING (id)
        CROSS JOIN LATERAL (SELECT array_agg((line ->> 'amount')::numeric ORDER BY (line ->> 'no')::int) AS amounts
            FROM jsonb_array_elements(invoice.sheet -> 'lines') line) said
        WHERE said.amounts IS DISTINCT FROM charged.amounts OR said.amounts IS NULL
        OR invoice.kind = 'BILL' AND invoice.total < 0""",
    ),
    Check(
        "net and VAT of every bill come from its charges, rate by rate",
        "billing_charge",
        f"""{_TAXED}, differing AS (
            SELECT id FROM stated FULL JOIN charged USING (id, code)
            WHERE (stated.net, stated.vat) IS DISTINCT FROM (charged.net, charged.vat)
            UNION SELECT invoice.id FROM billing_invoice invoice JOIN stated USING (id) GROUP BY invoice.id
            HAVING (invoice.net, invoice.vat) IS DISTINCT FROM (sum(stated.net), sum(stated.vat)))
        SELECT account_id, number FROM billing_invoice JOIN differing USING (id)""",
    ),
    Check(
        "numbers have no gap",
        "billing_series",
        # Whatever the statistics were before the last run, EXCEPT never looks at each number for each number.
        f"""{_NUMBERS}, missing AS (
            SELECT code, wanted.n::numeric AS n FROM billing_series
            CROSS JOIN LATERAL generate_series(1, next - 1) AS wanted (n)
            EXCEPT SELECT code, n::numeric FROM numbered)
        SELECT NULL::bigint, code || n || ' is missing' FROM missing""",
    ),
    Check(
        "no number was given twice, or before its turn",
        "billing_series",
        f"""{_NUMBERS} SELECT NULL::bigint, code || n || ', ' || count(*) || ' times' FROM numbered
        GROUP BY code, next, n HAVING count(*) > 1
        UNION ALL SELECT invoice.account_id, invoice.number FROM billing_invoice invoice
        WHERE NOT EXISTS (SELECT FROM numbered WHERE numbered.number = invoice.number AND numbered.n < numbered.next)""",
    ),
    Check(
        "every period that was issued is whole",
        "billing_period",
        """SELECT NULL::bigint, format('cycle %%s, %%s', period.cycle, period.days) FROM billing_period period
        CROSS JOIN LATERAL (SELECT coalesce(sum(bills), 0) AS bills, coalesce(sum(total), 0) AS total,
            count(*) FILTER (WHERE state <> 'DONE') AS waiting FROM billing_batch WHERE period_id = period.id) run
        CROSS JOIN LATERAL (SELECT count(*) AS bills, coalesce(sum(total), 0) AS total FROM billing_invoice
            WHERE period_id = period.id AND kind = 'BILL') made
        WHERE run.bills <> made.bills OR run.total <> made.total OR period.state = 'ISSUED' AND run.waiting > 0""",
    ),
)

DEBTORS = (
    Check(
        "nobody is restricted for a debt without one that is overdue",
        "contracts_restriction",
        f"""{_OPEN} SELECT r.account_id, r.level || ' since ' || r.placed_at::date FROM contracts_restriction r
        WHERE r.reason = 'DEBT' AND r.lifted_at IS NULL AND NOT EXISTS (
            SELECT FROM side WHERE side.account_id = r.account_id AND side.open > 0 AND side.due_on < %(today)s)""",
    ),
    Check(
        "no reminder is in force where nothing is owed, or ended before it was taken",
        "billing_reminder",
        f"""{_OPEN} SELECT m.account_id, m.kind || ' of ' || m.taken_at::date FROM billing_reminder m
        WHERE m.ended_at < m.taken_at OR m.ended_at IS NULL AND NOT EXISTS (
            SELECT FROM side WHERE side.account_id = m.account_id AND side.open > 0)""",
    ),
    Check(
        "the steps of every ladder were taken in their order",
        "billing_reminder",
        """SELECT m.account_id, m.kind || ' of ' || m.taken_at::date FROM billing_reminder m
        JOIN billing_reminder later ON later.account_id = m.account_id AND later.step > m.step AND later.ended_at IS NULL
        WHERE m.ended_at IS NULL AND later.taken_at < m.taken_at""",
    ),
    Check(
        "every respite is of a debt of its account, and ended one way or not at all",
        "billing_respite",
        """SELECT p.account_id, p.kind || ' ' || p.plan FROM billing_respite p
        LEFT JOIN billing_entry e ON e.id = p.entry_id AND e.account_id = p.account_id
        WHERE (p.ended = '') <> (p.ended_at IS NULL) OR p.ended_at < p.made_at OR p.entry_id IS NOT NULL AND e.id IS NULL
        OR p.kind = 'DISPUTE' AND p.entry_id IS NULL""",
    ),
)


def look(check: Check, *, on: date) -> Found:
    """Ask one check of the database as it is in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {check.table}")
        (rows,) = cursor.fetchone()
        cursor.execute(
            f"""WITH wrong (account_id, what) AS MATERIALIZED ({check.wrong})
            SELECT count(*) OVER (), coalesce(account.number, ''), what FROM wrong
            LEFT JOIN people_account account ON account.id = wrong.account_id
            ORDER BY account.number COLLATE "C", what LIMIT {SHOWN}""",
            {"today": on},
        )
        wrong: list[Any] = cursor.fetchall()
    return Found(rows, wrong[0][0] if wrong else 0, [(number, what) for _, number, what in wrong])
