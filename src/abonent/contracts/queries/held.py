"""What an account holds, and what is limited."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Concat

from abonent.contracts.models import Holding, Price, Restriction
from abonent.database.compiled import compiled
from abonent.people.models import Account

STRENGTH = (Restriction.Level.LIMITED, Restriction.Level.SUSPENDED)


def restrictions(account: Account) -> QuerySet[Restriction]:
    """Return the restrictions in force on an account, whatever their reason."""
    return Restriction.objects.filter(account=account, lifted_at=None)


def restrictions_ever(account: Account) -> QuerySet[Restriction]:
    """Return every restriction of an account, those in force first, then the newest."""
    found = Restriction.objects.filter(account=account).select_related("subscription__place")
    return found.order_by(F("lifted_at").desc(nulls_first=True), "-placed_at", "-pk")


def strongest(found: list[Restriction]) -> Restriction | None:
    """Return the restriction that counts when several are in force."""
    return max(found, key=lambda restriction: STRENGTH.index(Restriction.Level(restriction.level)), default=None)


def holdings(account: Account, *, at: datetime) -> QuerySet[Holding]:
    """Return what an account holds at an instant: plans first, then extras, in order of slot."""
    return (
        Holding.objects.filter(account=account, withdrawn_at=None, valid__contains=at)
        .select_related("tariff", "subscription", "subscription__place")
        .order_by("subscription_id", "-tariff__kind", "slot")
    )


@dataclass(frozen=True, slots=True)
class Service:
    """Something an account holds: `name` and `facts` as in the price list, `amount` a month, as `gross` says."""

    name: dict[str, str]
    facts: dict[str, Any]
    since: datetime
    quantity: Decimal
    amount: Decimal | None
    gross: bool | None
    vat: str | None


def _service(name: str, facts: str, *rest: Any) -> Service:
    return Service(json.loads(name), json.loads(facts), *rest)


@compiled(_service)
def _services(account: int, at: datetime, on: date) -> QuerySet[Any, Any]:
    prices = Price.objects.filter(tariff=OuterRef("tariff"), unit="month", replaced_at=None, valid__contains=on)
    return (
        Holding.objects.filter(account=account, withdrawn_at=None, valid__contains=at)
        .annotate(
            amount=Subquery(prices.order_by().values("tariff").annotate(sum=Sum("amount")).values("sum")),
            gross=Subquery(prices.values("gross")[:1]),
            vat=Subquery(prices.values("vat")[:1]),
        )
        .order_by("subscription_id", "-tariff__kind", "slot")
        .values_list("tariff__name", "tariff__facts", "valid__startswith", "quantity", "amount", "gross", "vat")
    )


def services(account: Account, *, at: datetime, on: date) -> list[Service]:
    """Return what an account holds at an instant with the price of the day, plans first."""
    return _services(account=account.pk, at=at, on=on)


def limits() -> ArraySubquery:
    """Return a column: the restrictions in force on the account of a row; `strongest_first` reads it."""
    found = Restriction.objects.filter(account=OuterRef("account"), lifted_at=None)
    return ArraySubquery(found.values(said=Concat("reason", Value(" "), "level")))


def strongest_first(limits: Iterable[str]) -> list[tuple[str, str]]:
    """Return reason and level of restrictions, the strongest first."""
    pairs = [(reason, level) for reason, _, level in (limit.partition(" ") for limit in limits)]
    return sorted(pairs, key=lambda pair: -STRENGTH.index(Restriction.Level(pair[1])))
