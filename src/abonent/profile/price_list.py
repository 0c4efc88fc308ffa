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
class Applies:
    """When the office charges a fee.

    At a change of plan: where it goes from one of `before` to one of `after` (none named: whichever), and, where `less`
    names a fact, to a plan that has less of it. At a release: from a restriction for one of `reasons`. At an opening: once for
    a new line; where the fee has variants, `variants` says to which plans each belongs.
    """

    at: Literal["CHANGE", "RELEASE", "OPENING"]
    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    less: str = ""
    reasons: frozenset[Literal["DEBT", "LOST", "REQUEST", "OFFICE"]] = frozenset()
    variants: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tariff:
    """Something on the price list. `facts` belong to the module that knows the sector; `applies` is a fee's own rule."""

    code: Filled
    kind: Literal["PLAN", "EXTRA", "DISCOUNT", "FEE"]
    service: Filled
    name: Words
    sold_since: date
    prices: tuple[Price, ...]
    sold_until: date | None = None
    module: str = ""
    slot: str = ""
    applies: Applies | None = None
    facts: Mapping[str, int] = field(default_factory=dict)
