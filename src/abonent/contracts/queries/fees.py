"""What something costs once, by the price list of a day."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from abonent.contracts.models import Price
from abonent.contracts.queries.prices import with_vat
from abonent.database.compiled import compiled


@compiled(lambda *columns: columns)
def _fee(code: str, on: date) -> QuerySet[Any, Any]:
    prices = Price.objects.filter(tariff__code=code, component="fee", replaced_at=None, valid__contains=on)
    return prices.values_list("amount", "gross", "vat")


def fee(code: str, *, on: date) -> Decimal | None:
    """Return what a fee without variants costs on a day, with VAT; None when it has no price then."""
    for amount, gross, vat in _fee(code=code, on=on):
        return with_vat(amount, gross=gross, vat=vat, on=on)
    return None
