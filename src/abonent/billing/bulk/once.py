"""One-off fees of many accounts at once; they come with each account's next bill."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True)
class Fee:
    """What an account is charged once: a tariff and component of the price list, for something (`basis`), on a day."""

    account: int
    tariff: str
    component: str
    basis: str
    on: date


_CHARGE = """
INSERT INTO billing_charge (account_id, basis, revision, source, service, name, days, quantity, unit, unit_price, amount,
                            gross, vat, why, recorded_at)
SELECT fee.account_id, fee.basis, 0, 'fee', tariff.service, tariff.name, daterange(fee.day, fee.day + 1), 1, price.unit,
       price.amount, round(price.amount, 2), price.gross, price.vat,
       jsonb_build_object('rule', 'one-off', 'decision', price.decision), %(at)s
FROM unnest(%(accounts)s::bigint[], %(codes)s::text[], %(components)s::text[], %(bases)s::text[], %(days)s::date[])
     AS fee (account_id, code, component, basis, day)
JOIN contracts_tariff tariff ON tariff.code = fee.code
JOIN contracts_price price ON price.tariff_id = tariff.id AND price.component = fee.component
 AND price.replaced_at IS NULL AND price.valid @> fee.day
ORDER BY fee.account_id, fee.basis
ON CONFLICT (account_id, basis, revision) DO NOTHING
"""


def charge_fees(fees: Sequence[Fee], *, at: datetime) -> int:
    """Charge many one-off fees by the prices of their days; return how many. The same basis is charged once."""
    facts: dict[str, Any] = {
        "accounts": [fee.account for fee in fees],
        "codes": [fee.tariff for fee in fees],
        "components": [fee.component for fee in fees],
        "bases": [fee.basis for fee in fees],
        "days": [fee.on for fee in fees],
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CHARGE, facts)
        return int(cursor.rowcount)
