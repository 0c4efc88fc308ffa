"""Subscription fees: what is held in a period, by its price, by days. The first contributor of charges."""

from typing import Any

from django.db import connection

from abonent import profile
from abonent.billing.models import Batch, Period

SOURCE = "fees"

LOOKBACK_MONTHS = 3
"""How far back a change of what is held or of its price still comes as a difference on the next bill."""

_FEES = """
INSERT INTO draft_ought
SELECT held.account_id, held.subscription_id, held.id, %(source)s, tariff.service, tariff.name, part.days,
       held.quantity, price.unit, price.amount,
       round(price.amount * held.quantity * part.n / part.of, 2), price.gross, price.vat,
       jsonb_build_object(
           'rule', CASE WHEN part.n = part.of THEN 'whole-month' ELSE 'part-month' END, 'days', part.n, 'of', part.of,
           'price_since', lower(price.valid), 'decision', price.decision),
       format('fee:%%s:%%s:%%s:%%s', held.id, price.component, lower(month.days), price.id)
FROM billing_period month
JOIN contracts_holding held
  ON held.account_id BETWEEN %(low)s AND %(high)s AND held.withdrawn_at IS NULL
 AND held.valid && tstzrange(
     lower(month.days)::timestamp AT TIME ZONE %(zone)s, upper(month.days)::timestamp AT TIME ZONE %(zone)s)
JOIN billing_payer payer ON payer.account_id = held.account_id AND payer.cycle = %(cycle)s
JOIN contracts_tariff tariff ON tariff.id = held.tariff_id
JOIN contracts_price price
  ON price.tariff_id = tariff.id AND price.replaced_at IS NULL AND price.unit = 'month' AND price.valid && month.days
CROSS JOIN LATERAL (
    SELECT month.days * price.valid * daterange(
        (lower(held.valid) AT TIME ZONE %(zone)s)::date, (upper(held.valid) AT TIME ZONE %(zone)s)::date) AS days
) common
CROSS JOIN LATERAL (
    SELECT common.days, upper(common.days) - lower(common.days) AS n, upper(month.days) - lower(month.days) AS of
) part
WHERE month.cycle = %(cycle)s AND month.days && %(window)s::daterange AND NOT isempty(common.days)
"""


def prepare(period: Period) -> None:
    """Nothing is shared between accounts here."""


def draft(batch: Batch) -> None:
    """Write what ought to be paid for holdings in the batch's period and the months before it.

    A day belongs to what was held at its end: a change at noon is charged by the new price from that day on.
    """
    facts: dict[str, Any] = {
        "source": SOURCE,
        "low": batch.low,
        "high": batch.high,
        "cycle": batch.period.cycle,
        "window": window(batch.period),
        "zone": profile.current().time_zone,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FEES, facts)


def window(period: Period) -> str:
    """Return the days that a run of this period looks at, as a PostgreSQL daterange: whole periods only."""
    first = period.days.lower
    months = first.year * 12 + first.month - 1 - (LOOKBACK_MONTHS - 1)
    return f"[{first.replace(year=months // 12, month=months % 12 + 1)},{period.days.upper})"
