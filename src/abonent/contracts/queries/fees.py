"""What something costs once, by the price list of a day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from abonent.contracts.models import Price
from abonent.database.compiled import compiled


@dataclass(frozen=True, slots=True)
class Fee:
    """A one-off price, as `gross` says with VAT or without."""

    amount: Decimal
    gross: bool
    vat: str


@compiled(Fee)
def _fee(code: str, on: date) -> QuerySet[Any, Any]:
    prices = Price.objects.filter(tariff__code=code, component="fee", replaced_at=None, valid__contains=on)
    return prices.values_list("amount", "gross", "vat")


def fee(code: str, *, on: date) -> Fee | None:
    """Return what a fee without variants costs on a day; None when it has no price then."""
    return next(iter(_fee(code=code, on=on)), None)
