"""What a bill on paper costs: a fee beside whatever else is on the bill, as its payer has it on the day of the bill.

It is charged once for each bill and never compared with what is so today: whoever goes over to the e-invoice later has
had that paper, and whoever goes back to paper has not had it for the months before. So it is no `Charges`, which says
what ought to be paid for months back, but comes on top (`OnTop`).
"""

from datetime import date
from typing import Any

from django.db import connection

from abonent import profile
from abonent.billing.bulk.draft import COLUMNS
from abonent.billing.models import Batch

SOURCE = "paper"

_FEES = f"""
INSERT INTO draft_line ({COLUMNS}, revision)
SELECT payer.account_id, NULL, NULL, %(source)s, tariff.service, tariff.name, daterange(%(on)s::date, %(on)s::date + 1),
       1, price.unit, price.amount, round(price.amount, 2), price.gross, price.vat,
       jsonb_build_object('rule', 'paper', 'price_since', lower(price.valid), 'decision', price.decision),
       format('paper:%%s', %(period)s::bigint), 0
FROM billing_payer payer
JOIN contracts_tariff tariff ON tariff.code = %(tariff)s
JOIN contracts_price price
  ON price.tariff_id = tariff.id AND price.component = 'fee' AND price.replaced_at IS NULL AND price.valid @> %(on)s::date
WHERE payer.account_id IN (SELECT account_id FROM draft_line) AND payer.delivery = 'PAPER' AND round(price.amount, 2) > 0
"""


def add(batch: Batch, *, on: date) -> None:
    """Let each drafted bill that goes out on paper bear the fee of the day on which it is issued."""
    facts: dict[str, Any] = {
        "source": SOURCE,
        "on": on,
        "period": batch.period_id,
        "tariff": profile.current().panel.e_invoice.paper_fee,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FEES, facts)
