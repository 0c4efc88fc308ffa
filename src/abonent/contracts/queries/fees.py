"""What something costs once, by the price list of a day, and when the office charges it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from abonent import profile
from abonent.contracts.models import Price, Tariff
from abonent.contracts.queries.prices import with_vat
from abonent.database.compiled import compiled
from abonent.profile.price_list import Applies


@compiled(lambda *columns: columns)
def _fee(code: str, on: date) -> QuerySet[Any, Any]:
    prices = Price.objects.filter(tariff__code=code, component="fee", replaced_at=None, valid__contains=on)
    return prices.values_list("amount", "gross", "vat")


def fee(code: str, *, on: date) -> Decimal | None:
    """Return what a fee without variants costs on a day, with VAT; None when it has no price then."""
    for amount, gross, vat in _fee(code=code, on=on):
        return with_vat(amount, gross=gross, vat=vat, on=on)
    return None


@dataclass(frozen=True, slots=True)
class DueFee:
    """A fee that something costs once, with VAT."""

    code: str
    name: Mapping[str, str]
    amount: Decimal


def fees_of_change(old: Tariff | None, new: Tariff, *, on: date) -> list[DueFee]:
    """Return what changing from one plan to another costs on a day by the price list; a first plan costs nothing."""
    if old is None:
        return []
    return _due((code for code, rule in _rules("CHANGE") if _is_change(rule, old, new)), on=on)


def fees_of_release(reason: str, *, on: date) -> list[DueFee]:
    """Return what releasing from a restriction for a reason costs on a day by the price list."""
    return _due((code for code, rule in _rules("RELEASE") if reason in rule.reasons), on=on)


@dataclass(frozen=True, slots=True)
class OpeningFee:
    """A fee, or a variant of one, that a new line costs once, with VAT; `plans` are those it belongs to, none named: all."""

    code: str
    component: str
    variant: str
    name: Mapping[str, str]
    amount: Decimal
    plans: frozenset[str]

    @property
    def key(self) -> str:
        """The fee and its variant in a word."""
        return f"{self.code}:{self.variant}" if self.variant else self.code

    def belongs_to(self, plan: str) -> bool:
        return not self.plans or plan in self.plans


def fees_of_opening(*, on: date) -> list[OpeningFee]:
    """Return what a new line may cost once by the price list of a day, in its order."""
    rules = dict(_rules("OPENING"))
    found = Price.objects.filter(tariff__code__in=rules, unit="once", replaced_at=None, valid__contains=on)
    prices = sorted(
        found.select_related("tariff"), key=lambda price: ([*rules].index(price.tariff.code), price.component)
    )
    return [_opening_fee(price, rules[price.tariff.code], on) for price in prices]


def _opening_fee(price: Price, rule: Applies, on: date) -> OpeningFee:
    variant = price.component.partition(":")[2]
    amount = with_vat(price.amount, gross=price.gross, vat=price.vat, on=on)
    plans = rule.variants.get(variant, frozenset())
    return OpeningFee(price.tariff.code, price.component, variant, price.tariff.name, amount, plans)


def _rules(at: str) -> list[tuple[str, Applies]]:
    found = ((tariff.code, tariff.applies) for tariff in profile.current().tariffs)
    return [(code, rule) for code, rule in found if rule and rule.at == at]


def _is_change(rule: Applies, old: Tariff, new: Tariff) -> bool:
    if (rule.before and old.code not in rule.before) or (rule.after and new.code not in rule.after):
        return False
    return not rule.less or _has_less(rule.less, old, new)


def _has_less(fact: str, old: Tariff, new: Tariff) -> bool:
    return fact in old.facts and fact in new.facts and new.facts[fact] < old.facts[fact]


def _due(codes: Iterable[str], *, on: date) -> list[DueFee]:
    names = {tariff.code: tariff.name for tariff in profile.current().tariffs}
    amounts = ((code, fee(code, on=on)) for code in codes)
    return [DueFee(code, names[code], amount) for code, amount in amounts if amount is not None]
