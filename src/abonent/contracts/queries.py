"""What may be asked about agreements, services and restrictions."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum

from abonent.contracts.models import Holding, Price, Restriction
from abonent.database.compiled import compiled
from abonent.people.models import Account

STRENGTH = (Restriction.Level.LIMITED, Restriction.Level.SUSPENDED)


def restrictions(account: Account) -> QuerySet[Restriction]:
    """Return the restrictions in force on an account, whatever their reason."""
    return Restriction.objects.filter(account=account, lifted_at=None)


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


@compiled(lambda reason, level: (reason, level))
def _limits(account: int) -> QuerySet[Any, Any]:
    return Restriction.objects.filter(account=account, lifted_at=None).values_list("reason", "level")


def limits(account: Account) -> list[tuple[str, str]]:
    """Return reason and level of the restrictions in force on an account, the strongest first."""
    return sorted(_limits(account=account.pk), key=lambda limit: -STRENGTH.index(Restriction.Level(limit[1])))
