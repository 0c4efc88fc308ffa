"""Subscription fees: what is held in a period, by its price, by days. The first contributor of charges."""

from typing import Any

from django.db import connection

from abonent import profile
from abonent.billing.models import Batch, Period
from abonent.billing.queries.periods import LOOKBACK_MONTHS

SOURCE = "fees"

# Prices of the months first (a few dozen), then what is held by the accounts of the cycle, each read once. A month before the
# one with which billing began may have a row, because it was tried out or somebody's final bill needed it: nobody else owes it.
_FEES = """
WITH priced AS MATERIALIZED (
    SELECT price.*, tariff.service, tariff.name, month.days AS month, month.days * price.valid AS part,
           upper(month.days) - lower(month.days) AS of, lower(month.days) < least(%(first)s::date, (
               SELECT min(lower(days)) FROM billing_period WHERE cycle = %(cycle)s AND state <> 'OPEN')) AS is_before
    FROM billing_period month
    JOIN contracts_price price ON price.replaced_at IS NULL AND price.unit = 'month' AND price.valid && month.days
    JOIN contracts_tariff tariff ON tariff.id = price.tariff_id
    WHERE month.cycle = %(cycle)s AND month.days && %(window)s::daterange
), held AS MATERIALIZED (
    SELECT holding.account_id, holding.subscription_id, holding.id, holding.tariff_id, holding.quantity,
           daterange((lower(holding.valid) AT TIME ZONE %(zone)s)::date,
                     (upper(holding.valid) AT TIME ZONE %(zone)s)::date) AS days
    FROM billing_payer payer JOIN contracts_holding holding USING (account_id)
    WHERE payer.cycle = %(cycle)s AND payer.account_id BETWEEN %(low)s AND %(high)s AND holding.withdrawn_at IS NULL
), part AS (
    SELECT held.*, priced.id AS price_id, priced.service, priced.name, priced.component, priced.unit,
           priced.amount AS unit_price, priced.gross, priced.vat, priced.valid, priced.decision, priced.month, priced.of,
           priced.part * held.days AS charged
    FROM held JOIN priced ON priced.tariff_id = held.tariff_id AND priced.part && held.days
    WHERE NOT is_before OR EXISTS (
        SELECT FROM billing_charge charge WHERE charge.account_id = held.account_id AND charge.source = %(source)s
          AND charge.days <@ priced.month)
)
INSERT INTO draft_ought
SELECT account_id, subscription_id, id, %(source)s, service, name, charged, quantity, unit, unit_price,
       round(unit_price * quantity * n / of, 2), gross, vat,
       jsonb_build_object(
           'rule', CASE WHEN n = of THEN 'whole-month' ELSE 'part-month' END, 'days', n, 'of', of,
           'price_since', lower(valid), 'decision', decision),
       'fee:' || id || ':' || component || ':' || lower(month) || ':' || price_id
FROM part CROSS JOIN LATERAL (SELECT upper(charged) - lower(charged) AS n) counted
"""


def prepare(period: Period) -> None:
    """Nothing is shared between accounts here."""


def draft(batch: Batch) -> None:
    """Write what ought to be paid for holdings in the batch's period and the months before it.

    A day belongs to what was held at its end: a change at noon is charged by the new price from that day on.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FEES, facts_of(batch, source=SOURCE))


def facts_of(batch: Batch, *, source: str) -> dict[str, Any]:
    """Return what the statement of a contributor is told: whose accounts, which days, by which clock."""
    return {
        "source": source,
        "low": batch.low,
        "high": batch.high,
        "cycle": batch.period.cycle,
        "first": batch.period.days.lower,
        "window": window(batch.period),
        "zone": profile.current().time_zone,
    }


def window(period: Period) -> str:
    """Return the days that a run of this period looks at, as a PostgreSQL daterange: whole periods only."""
    first = period.days.lower
    months = first.year * 12 + first.month - 1 - (LOOKBACK_MONTHS - 1)
    return f"[{first.replace(year=months // 12, month=months % 12 + 1)},{period.days.upper})"
