"""The price list as everybody may read it: what is sold on a day, and what will change."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from abonent.contracts.models import Price


@dataclass(frozen=True, slots=True)
class Listed:
    """A price of something that is on sale. `variant` tells apart prices of one fee; [since, until)."""

    code: str
    kind: str
    name: dict[str, str]
    facts: dict[str, Any]
    component: str
    variant: str
    unit: str
    amount: Decimal
    gross: bool
    vat: str
    since: date
    until: date | None
    decision: str


def price_list(*, on: date) -> list[Listed]:
    """Return the prices of what is or will be on sale, in force on a day or later; in the order of the price list."""
    lasts = Q(valid__endswith=None) | Q(valid__endswith__gt=on)
    sold = Q(tariff__sold__endswith=None) | Q(tariff__sold__endswith__gt=on)
    found = Price.objects.filter(lasts, sold, replaced_at=None).select_related("tariff")
    return [_listed(price) for price in found.order_by("tariff", "component", "valid__startswith")]


def _listed(price: Price) -> Listed:
    component, _, variant = price.component.partition(":")
    tariff = price.tariff
    since = max(price.valid.lower, tariff.sold.lower)
    return Listed(
        code=tariff.code,
        kind=tariff.kind,
        name=tariff.name,
        facts=tariff.facts,
        component=component,
        variant=variant,
        unit=price.unit,
        amount=price.amount,
        gross=price.gross,
        vat=price.vat,
        since=since,
        until=price.valid.upper,
        decision=price.decision,
    )
