"""What is paid once because something began: changing to a lower plan. A contributor of charges.

The fees stand with what is held (`Holding.fees`), so they come on the bill of the period in which it begins, and what is
taken back before it began was never owed; what a bill had charged for it in advance comes back on the next.
"""

from django.db import connection

from abonent.billing.bulk.fees import facts_of
from abonent.billing.models import Batch, Period

SOURCE = "begun"

_FEES = """
INSERT INTO draft_ought
SELECT begun.account_id, NULL, NULL, %(source)s, tariff.service, tariff.name, daterange(begun.day, begun.day + 1), 1,
       price.unit, price.amount, round(price.amount, 2), price.gross, price.vat,
       jsonb_build_object('rule', 'one-off', 'price_since', lower(price.valid), 'decision', price.decision),
       format('begun:%%s:%%s', begun.id, begun.code)
FROM (
    SELECT holding.account_id, holding.id, (lower(holding.valid) AT TIME ZONE %(zone)s)::date AS day,
           unnest(holding.fees) AS code
    FROM contracts_holding holding JOIN billing_payer payer USING (account_id)
    WHERE NOT (holding.fees = '{}') AND holding.withdrawn_at IS NULL
      AND holding.account_id BETWEEN %(low)s AND %(high)s AND payer.cycle = %(cycle)s
) begun
JOIN contracts_tariff tariff ON tariff.code = begun.code
JOIN contracts_price price ON price.tariff_id = tariff.id AND price.component = 'fee' AND price.replaced_at IS NULL
 AND price.valid @> begun.day
WHERE %(window)s::daterange @> begun.day
"""


def prepare(period: Period) -> None:
    """Nothing is shared between accounts here."""


def draft(batch: Batch) -> None:
    """Write the fees of what began in the batch's period and the months before it, by the prices of the day it began."""
    with connection.cursor() as cursor:
        cursor.execute(_FEES, facts_of(batch, source=SOURCE))
