"""The tables in which a bill run is drafted; they vanish with the transaction."""

from typing import Any

from django.db import connection

OUGHT = """
DROP TABLE IF EXISTS pg_temp.draft_ought, pg_temp.draft_line, pg_temp.draft_bill, pg_temp.draft_sheet,
    pg_temp.draft_entry, pg_temp.draft_id;
CREATE TEMP TABLE draft_ought (
    account_id bigint, subscription_id bigint, holding_id bigint, source text, service text, name jsonb,
    days daterange, quantity numeric(18,6), unit text, unit_price numeric(18,6), amount numeric(14,2),
    gross bool, vat text, why jsonb, basis text
) ON COMMIT DROP;
CREATE TEMP TABLE draft_line (
    LIKE draft_ought, charge_id bigint, revision smallint, no smallint
) ON COMMIT DROP;
"""
"""What ought to be charged (contributors of charges fill it), and the lines that come of it."""

COLUMNS = "account_id, subscription_id, holding_id, source, service, name, days, quantity, unit, unit_price, amount, gross, vat, why, basis"

_ANALYZE_OUGHT = "ANALYZE draft_ought (account_id, basis, amount)"

# What is less now, or gone, is given back as far as no correction has given it back already.
_DIFFERENCES = f"""
WITH charged AS (
    SELECT charge.account_id, basis, sum(amount) AS amount, max(revision) AS revision, max(charge.id) AS last
    FROM billing_payer payer CROSS JOIN LATERAL (
        SELECT * FROM billing_charge charge
        WHERE charge.account_id = payer.account_id AND upper(days) > lower(%(window)s::daterange)
          AND days && %(window)s::daterange AND source = ANY(%(sources)s) OFFSET 0) charge
    WHERE payer.cycle = %(cycle)s AND payer.account_id BETWEEN %(low)s AND %(high)s
    GROUP BY charge.account_id, basis
), other AS (
    SELECT o.*, c.amount AS charged, coalesce(c.revision + 1, 0) AS revision,
           CASE WHEN c.amount > greatest(o.amount, 0) THEN (
               SELECT c.amount + coalesce(sum(correction.amount), 0)
               FROM billing_charge was JOIN billing_charge correction
                 ON correction.account_id = was.account_id AND correction.basis = format('correction:%%s', was.id)
               WHERE was.account_id = c.account_id AND was.basis = c.basis
           ) END AS left_of
    FROM draft_ought o LEFT JOIN charged c ON c.account_id = o.account_id AND c.basis = o.basis
    WHERE o.amount <> coalesce(c.amount, 0)
), more AS (
    SELECT o.account_id, o.subscription_id, o.holding_id, o.source, o.service, o.name, o.days, o.quantity, o.unit,
           o.unit_price, due.amount, o.gross, o.vat,
           CASE WHEN o.charged IS NULL THEN o.why
                ELSE o.why || jsonb_build_object(
                    'difference', true, 'ought', (due.charged + due.amount)::text, 'charged', due.charged::text) END AS why,
           o.basis, o.revision
    FROM other o CROSS JOIN LATERAL (
        SELECT CASE WHEN o.left_of < o.charged - o.amount THEN least(0.00, -o.left_of)
                    ELSE o.amount - coalesce(o.charged, 0) END AS amount,
               CASE WHEN o.left_of < o.charged - o.amount THEN o.left_of ELSE o.charged END AS charged) due
    WHERE due.amount <> 0
), unheld AS MATERIALIZED (
    SELECT * FROM charged c
    WHERE NOT EXISTS (SELECT FROM draft_ought o WHERE o.account_id = c.account_id AND o.basis = c.basis)
), gone AS (
    SELECT p.account_id, p.subscription_id, p.holding_id, p.source, p.service, p.name, p.days, p.quantity, p.unit,
           p.unit_price, -left_of.amount AS amount, p.gross, p.vat,
           p.why || jsonb_build_object('difference', true, 'ought', '0.00', 'charged', left_of.amount::text) AS why,
           p.basis, c.revision + 1 AS revision
    FROM unheld c JOIN billing_charge p ON p.id = c.last
    CROSS JOIN LATERAL (
        SELECT c.amount + coalesce(sum(correction.amount), 0) AS amount
        FROM billing_charge was JOIN billing_charge correction
          ON correction.account_id = was.account_id AND correction.basis = format('correction:%%s', was.id)
        WHERE was.account_id = c.account_id AND was.basis = c.basis
    ) left_of
    WHERE left_of.amount <> 0
)
INSERT INTO draft_line ({COLUMNS}, revision)
SELECT * FROM more UNION ALL SELECT * FROM gone
"""

_PENDING = f"""
INSERT INTO draft_line ({COLUMNS}, revision, charge_id)
SELECT {COLUMNS}, revision, id FROM billing_charge
WHERE account_id BETWEEN %(low)s AND %(high)s AND invoice_id IS NULL
  AND account_id IN (SELECT account_id FROM billing_payer WHERE cycle = %(cycle)s)
"""


def open_draft() -> None:
    """Make the draft's tables. Must be called inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(OUGHT)


def draft_lines(*, low: int, high: int, cycle: int, window: str, sources: list[str]) -> None:
    """Turn what ought to be charged into lines: minus what was charged before, and with what was charged meanwhile."""
    facts: dict[str, Any] = {"low": low, "high": high, "cycle": cycle, "window": window, "sources": sources}
    with connection.cursor() as cursor:
        cursor.execute(_ANALYZE_OUGHT)
        cursor.execute(_DIFFERENCES, facts)
        cursor.execute(_PENDING, facts)
