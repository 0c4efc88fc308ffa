"""The profile's price list in the database: entered once, kept in step, never edited."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from abonent import profile
from abonent.contracts.actions import StillHeld, enter_price_list
from abonent.contracts.models import Holding, Price, Tariff
from abonent.people.models import Account
from abonent.profile import Profile
from tests import people
from tests.people import LONG_AGO, NOON

LATER = NOON.replace(month=12)


def _with_price(code: str, **changes: Any) -> Profile:
    """The operator with the last price of one tariff changed."""
    tariffs = [
        replace(tariff, prices=(*tariff.prices[:-1], replace(tariff.prices[-1], **changes)))
        if tariff.code == code
        else tariff
        for tariff in profile.current().tariffs
    ]
    return replace(profile.current(), tariffs=tuple(tariffs))


def _rows() -> list[tuple[Any, ...]]:
    return list(Price.objects.order_by("pk").values_list("pk", "amount", "valid", "replaced_at"))


def test_the_list_is_entered_once(db: None) -> None:
    enter_price_list(profile.current(), at=NOON)
    before = _rows()
    enter_price_list(profile.current(), at=LATER)

    assert _rows() == before
    assert Tariff.objects.count() == len(profile.current().tariffs)
    assert Price.objects.get(tariff__code="INSTALLATION", component="fee:B").amount == Decimal(50)


def test_a_wrong_price_is_replaced(db: None) -> None:
    enter_price_list(profile.current(), at=NOON)

    enter_price_list(_with_price("A2", amount=Decimal("61.00")), at=LATER)

    prices = Price.objects.filter(tariff__code="A2").order_by("pk").values_list("amount", "replaced_at", "recorded_at")
    assert list(prices) == [(Decimal(60), LATER, NOON), (Decimal(61), None, LATER)]


def test_a_price_that_ends_is_the_same_price(db: None) -> None:
    enter_price_list(profile.current(), at=NOON)
    (before,) = Price.objects.filter(tariff__code="A2").values_list("pk", flat=True)

    enter_price_list(_with_price("A2", until=date(2027, 1, 1)), at=LATER)

    price = Price.objects.get(tariff__code="A2")
    assert (price.pk, price.valid.upper, price.replaced_at) == (before, date(2027, 1, 1), None)


def test_what_is_not_on_the_list_any_more_is_marked(db: None) -> None:
    enter_price_list(profile.current(), at=NOON)

    fewer = tuple(tariff for tariff in profile.current().tariffs if tariff.code != "IP4")
    enter_price_list(replace(profile.current(), tariffs=fewer), at=LATER)

    assert Price.objects.get(tariff__code="IP4").replaced_at == LATER
    assert Price.objects.filter(replaced_at=None).count() == sum(len(tariff.prices) for tariff in fewer)


def test_a_rise_that_is_withdrawn_lets_the_old_price_go_on(db: None) -> None:
    enter_price_list(profile.current(), at=NOON)
    (before,) = Price.objects.filter(tariff__code="A2").values_list("pk", flat=True)
    enter_price_list(_rising(date(2027, 1, 1)), at=NOON)

    enter_price_list(_rising(date(2027, 3, 1)), at=NOON)
    enter_price_list(profile.current(), at=LATER)

    there = Price.objects.get(tariff__code="A2", replaced_at=None)
    assert (there.pk, there.valid.upper, there.amount) == (before, None, Decimal(60))
    assert Price.objects.filter(tariff__code="A2").count() == 3


def _rising(on: date) -> Profile:
    """The operator that charges 70 for A2 from a day on."""
    listed = next(tariff for tariff in profile.current().tariffs if tariff.code == "A2")
    (now,) = listed.prices
    rising = replace(listed, prices=(replace(now, until=on), replace(now, since=on, amount=Decimal(70))))
    tariffs = (rising if tariff is listed else tariff for tariff in profile.current().tariffs)
    return replace(profile.current(), tariffs=tuple(tariffs))


def test_a_decision_told_in_other_words_is_no_other_price(db: None) -> None:
    enter_price_list(profile.current(), at=NOON)
    before = _rows()

    enter_price_list(_with_price("A2", decision="Cennik 10/2020, with its annex"), at=LATER)

    assert _rows() == before
    assert Price.objects.get(tariff__code="A2").decision == "Cennik 10/2020, with its annex"


def _without(code: str) -> Profile:
    tariffs = tuple(tariff for tariff in profile.current().tariffs if tariff.code != code)
    return replace(profile.current(), tariffs=tariffs)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (_without("A2"), 'A2 "monthly" since 2020-10-01'),  # nobody is to order it any more
        (_with_price("A2", since=date(2027, 1, 1), amount=Decimal(70)), 'A2 "monthly" since 2020-10-01'),
        (_without("LOWER-PLAN"), 'LOWER-PLAN "fee" since 2020-10-01'),
    ],
)
def test_a_price_by_which_somebody_is_charged_stays_on_the_list(account: Account, changed: Profile, told: str) -> None:
    """Without it the next bills would give back what was charged, and charge nothing more."""
    _holds_a2(account)
    before = _rows()

    with pytest.raises(StillHeld, match=re.escape(f"is held: {told}. Keep the price")), transaction.atomic():
        enter_price_list(changed, at=NOON)

    assert _rows() == before


def test_what_was_held_long_ago_or_has_a_price_for_its_days_may_go(account: Account) -> None:
    _holds_a2(account)
    held = Holding.objects.filter(account=account)

    enter_price_list(_with_price("A2", until=date(2027, 1, 1)), at=NOON)
    enter_price_list(_with_price("A2", since=date(2023, 1, 1)), at=NOON)  # the days before are those of other years
    held.update(valid=DateTimeTZRange(LONG_AGO, LONG_AGO.replace(year=2025)))
    enter_price_list(_without("A2"), at=NOON)

    assert not Price.objects.filter(tariff__code="A2", replaced_at=None).exists()


def _holds_a2(account: Account) -> None:
    """Olena holds A2 of the profile's list since 2024, and has paid for a lower plan in November."""
    Price.objects.all().delete()
    enter_price_list(profile.current(), at=NOON)
    held = Holding.objects.get(account=account)
    line = held.subscription
    people.hold(line, Tariff.objects.get(code="A1"), since=profile.midnight(date(2026, 11, 1)), slot="second")
    Holding.objects.filter(slot="second").update(fees=["LOWER-PLAN"])
