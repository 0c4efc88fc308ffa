"""The price list of the profile is entered; prices that were wrong stay, marked as replaced."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from abonent import profile
from abonent.contracts.models import Price, Tariff
from abonent.profile import Profile, price_list

type _Place = tuple[int, str, date]
"""Tariff, component and first day: where on the price list a price stands."""


LOOKED_AT = timedelta(days=366)
"""So far back no price goes without another for its days: bills of a few months are still set right."""

# What is held, and what was due once because something began.
_MISSED = """
SELECT tariff.code || ' "' || price.component || '" since ' || lower(price.valid)
FROM contracts_price price JOIN contracts_tariff tariff ON tariff.id = price.tariff_id
JOIN contracts_holding held ON (held.tariff_id = tariff.id OR tariff.code = ANY(held.fees)) AND held.withdrawn_at IS NULL
CROSS JOIN LATERAL (
    SELECT (lower(held.valid) AT TIME ZONE %(zone)s)::date AS since, (upper(held.valid) AT TIME ZONE %(zone)s)::date AS until
) days
CROSS JOIN LATERAL (
    SELECT price.valid * daterange(%(since)s::date, NULL) * CASE WHEN held.tariff_id = tariff.id THEN daterange(since, until)
           ELSE daterange(since, since + 1) END AS owed) part
WHERE price.id = ANY(%(gone)s) AND NOT datemultirange(owed) <@ (
    SELECT coalesce(range_agg(now.valid), '{}'::datemultirange) FROM contracts_price now
    WHERE now.tariff_id = price.tariff_id AND now.component = price.component AND now.replaced_at IS NULL)
GROUP BY tariff.code, price.component, price.valid ORDER BY 1
"""


class StillHeld(Exception):
    """Prices are not on the list any more (`prices`), and nothing else is, for days on which somebody holds what they are of.

    Bills would charge nothing for these days, and give back what was charged: what was in force stays on the list, and ends.
    """

    def __init__(self, prices: Sequence[str]) -> None:
        super().__init__(
            f"The price list has no price any more for days on which it is held: {', '.join(prices)}."
            " Keep the price, and say until when it is in force."
        )
        self.prices = prices


@transaction.atomic
def enter_price_list(operator: Profile, *, at: datetime) -> None:
    """Bring tariffs and prices to what the profile says. The same list entered twice changes nothing.

    A price that turned out wrong, or is not on the list any more, is replaced: the old row stays, marked. A price that
    only ends on another day, or whose decision is told in other words, is still the same price.
    Raises StillHeld, and changes nothing then.
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
    if missed := _missed(gone, operator, at):
        raise StillHeld(missed)


def _missed(gone: Sequence[int], operator: Profile, at: datetime) -> list[str]:
    """Name those of these prices for whose days somebody holds the tariff, and nothing has taken their place."""
    since = profile.today(at) - LOOKED_AT
    with connection.cursor() as cursor:
        cursor.execute(_MISSED, {"gone": list(gone), "since": since, "zone": operator.time_zone})
        return [said for (said,) in cursor.fetchall()]


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
