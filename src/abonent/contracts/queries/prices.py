"""What a tariff costs a month, with VAT, on any day."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.db.models import Q

from abonent import profile
from abonent.contracts.models import Price
from abonent.database.rounding import half_away


def with_vat(amount: Decimal, *, gross: bool, vat: str, on: date) -> Decimal:
    """Return an amount with VAT, rounded to the smallest coin."""
    rate = Decimal(0) if gross else profile.current().billing.vat_rate(vat, on).rate or Decimal(0)
    return half_away(amount * (100 + rate) / 100)


class MonthlyPrices:
    """The monthly prices of some tariffs from a day on, those already known for later among them."""

    def __init__(self, tariffs: Collection[int], *, on: date) -> None:
        self.prices: dict[int, list[Price]] = defaultdict(list)
        found = Price.objects.filter(tariff__in=tariffs, unit="month", replaced_at=None)
        not_over = Q(valid__upper_inf=True) | Q(valid__endswith__gt=on)
        for price in found.filter(not_over).order_by("tariff", "valid", "component"):
            self.prices[price.tariff_id].append(price)

    def of(self, tariff: int, quantity: Decimal, *, on: date) -> Decimal | None:
        """Return what so much of a tariff costs a month on a day; None where it has no monthly price then."""
        then = [price for price in self.prices[tariff] if _in_force(price, on)]
        if not then:
            return None
        parts = [with_vat(price.amount * quantity, gross=price.gross, vat=price.vat, on=on) for price in then]
        return sum(parts, Decimal(0))

    def changes(self, tariff: int, *, after: date) -> list[date]:
        """Return the days on which a price of a tariff begins."""
        return sorted({price.valid.lower for price in self.prices[tariff] if price.valid.lower > after})


def _in_force(price: Price, on: date) -> bool:
    valid = price.valid
    return bool(valid.lower <= on and (valid.upper is None or on < valid.upper))
