"""The price list of an operator as its profile has it; `contracts` keeps it with its history."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from abonent.profile.kinds import Filled, Money, Words


@dataclass(frozen=True, slots=True)
class Price:
    """What a component of a tariff costs, [since, until)."""

    component: Filled
    unit: Literal["month", "once", "piece"]
    amount: Money
    vat: Filled
    since: date
    decision: Filled
    gross: bool = True
    variant: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Tariff:
    """Something on the price list. `facts` belong to the module that knows the sector."""

    code: Filled
    kind: Literal["PLAN", "EXTRA", "DISCOUNT", "FEE"]
    service: Filled
    name: Words
    sold_since: date
    prices: tuple[Price, ...]
    sold_until: date | None = None
    module: str = ""
    slot: str = ""
    facts: Mapping[str, int] = field(default_factory=dict)
