"""Which one-off fees a change costs: the price list says it, not the code."""

from datetime import date
from decimal import Decimal

import pytest

from abonent import profile
from abonent.contracts.actions import enter_price_list
from abonent.contracts.models import Tariff
from abonent.contracts.queries import fees_of_change, fees_of_release
from tests import people
from tests.people import NOON

TODAY = date(2026, 11, 21)


@pytest.fixture
def price_list(db: None) -> dict[str, Tariff]:
    enter_price_list(profile.current(), at=NOON)
    return {tariff.code: tariff for tariff in Tariff.objects.all()}


@pytest.mark.parametrize(
    ("old", "new", "fees"),
    [
        ("A2", "A1", {"LOWER-PLAN": "30.00"}),
        ("A1", "A2", {}),
        ("B1", "A1", {"B-TO-A": "110.00"}),
        ("B3", "A1", {"B-TO-A": "110.00", "LOWER-PLAN": "30.00"}),
        ("A3", "B3", {}),
        ("A2", "A2", {}),
    ],
)
def test_the_price_list_says_what_a_change_costs(
    price_list: dict[str, Tariff], old: str, new: str, fees: dict[str, str]
) -> None:
    found = fees_of_change(price_list[old], price_list[new], on=TODAY)

    assert {fee.code: str(fee.amount) for fee in found} == fees


def test_a_first_plan_and_one_of_another_sort_cost_nothing(price_list: dict[str, Tariff]) -> None:
    television = people.tariff("TV", "20.00")

    assert fees_of_change(None, price_list["A1"], on=TODAY) == []
    assert fees_of_change(price_list["A3"], television, on=TODAY) == []


def test_a_fee_without_a_price_on_the_day_is_none(price_list: dict[str, Tariff]) -> None:
    assert fees_of_change(price_list["A2"], price_list["A1"], on=date(2020, 9, 30)) == []


def test_reconnection_costs_something_after_a_debt_only(price_list: dict[str, Tariff]) -> None:
    (fee,) = fees_of_release("DEBT", on=TODAY)

    assert (fee.code, fee.amount, fee.name["pl"]) == (
        "RECONNECTION",
        Decimal("20.00"),
        "Ponowne włączenie po ograniczeniu",
    )
    assert fees_of_release("OFFICE", on=TODAY) == []
