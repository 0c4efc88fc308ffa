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
    only ends on another day, or whose decision is told in other words, is still the same price.
    """
    tariffs = _enter_tariffs(operator.tariffs)
    wanted = {_place(price): price for listed in operator.tariffs for price in _prices(listed, tariffs, at)}
    there = {_place(price): price for price in Price.objects.filter(replaced_at=None)}
    kept = {place for place, old in there.items() if place in wanted and _terms(wanted[place]) == _terms(old)}
    # What goes makes room first: a price goes on where the one that was to follow it is withdrawn.
    gone = [old.pk for place, old in there.items() if place not in kept]
    Price.objects.filter(pk__in=gone).update(replaced_at=at)
    for place in kept:
        _bring_up_to_date(there[place], wanted[place])
    Price.objects.bulk_create(price for place, price in wanted.items() if place not in kept)


def _bring_up_to_date(there: Price, wanted: Price) -> None:
    """A price that goes on under another row would be given back and charged anew on every bill of the last months."""
    if (there.valid.upper, there.decision) != (wanted.valid.upper, wanted.decision):
        Price.objects.filter(pk=there.pk).update(valid=wanted.valid, decision=wanted.decision)


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
    return price.unit, price.amount, price.gross, price.vat
