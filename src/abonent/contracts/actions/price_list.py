"""The price list of the profile is entered; prices that were wrong stay, marked as replaced."""

from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from abonent.contracts.models import Price, Tariff
from abonent.profile import Profile, price_list

type _Place = tuple[int, str, date]
"""Tariff, component and first day: where on the price list a price stands."""


@transaction.atomic
def enter_price_list(operator: Profile, *, at: datetime) -> None:
    """Bring tariffs and prices to what the profile says. The same list entered twice changes nothing.

    A price that turned out wrong, or is not on the list any more, is replaced: the old row stays, marked. A price that
    only ends on another day is still the same price.
    """
    tariffs = _enter_tariffs(operator.tariffs)
    wanted = {_place(price): price for listed in operator.tariffs for price in _prices(listed, tariffs, at)}
    kept: set[_Place] = set()
    for old in Price.objects.filter(replaced_at=None).order_by("tariff", "component", "valid"):
        new = wanted.get(_place(old))
        if new is None or _terms(new) != _terms(old):
            Price.objects.filter(pk=old.pk).update(replaced_at=at)
            continue
        kept.add(_place(old))
        if new.valid.upper != old.valid.upper:
            Price.objects.filter(pk=old.pk).update(valid=new.valid)
    Price.objects.bulk_create(price for place, price in wanted.items() if place not in kept)


def _enter_tariffs(listed: tuple[price_list.Tariff, ...]) -> dict[str, Tariff]:
    columns = ["kind", "service", "name", "facts", "sold"]
    tariffs = [
        Tariff(
            code=tariff.code,
            kind=tariff.kind,
            service=tariff.service,
            name=dict(tariff.name),
            facts=dict(tariff.facts),
            sold=DateRange(tariff.sold_since, tariff.sold_until),
        )
        for tariff in listed
    ]
    Tariff.objects.bulk_create(tariffs, update_conflicts=True, unique_fields=["code"], update_fields=columns)
    return {tariff.code: tariff for tariff in Tariff.objects.all()}


def _prices(listed: price_list.Tariff, tariffs: dict[str, Tariff], at: datetime) -> list[Price]:
    return [
        Price(
            tariff=tariffs[listed.code],
            component=":".join(filter(None, [price.component, price.variant])),
            unit=price.unit,
            amount=price.amount,
            gross=price.gross,
            vat=price.vat,
            valid=DateRange(price.since, price.until),
            decision=price.decision,
            recorded_at=at,
        )
        for price in listed.prices
    ]


def _place(price: Price) -> _Place:
    return price.tariff_id, price.component, price.valid.lower


def _terms(price: Price) -> tuple[object, ...]:
    return price.unit, price.amount, price.gross, price.vat, price.decision
