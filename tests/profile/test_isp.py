"""The internet provider of the demo: its price list is the published one, its invented customers fit the house."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from stdnum.pl import nip

from abonent import profile

FOLDER = Path(__file__).parents[2] / "profiles" / "isp"
ISP = profile.load(FOLDER)
PLANS = {tariff.code for tariff in ISP.tariffs if tariff.kind == "PLAN"}
EXTRAS = {tariff.code for tariff in ISP.tariffs if tariff.kind == "EXTRA"}


@pytest.fixture(scope="module")
def demo() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "demo.toml").read_text(encoding="utf-8"))


def test_the_price_list_is_the_published_one() -> None:
    prices = {(tariff.code, price.variant): price.amount for tariff in ISP.tariffs for price in tariff.prices}

    assert prices == {
        ("A1", ""): Decimal(35),
        ("A2", ""): Decimal(60),
        ("A3", ""): Decimal(90),
        ("B1", ""): Decimal(45),
        ("B2", ""): Decimal(70),
        ("B3", ""): Decimal(100),
        ("IP4", ""): Decimal(10),
        ("ROUTER", ""): Decimal(10),
        ("INSTALLATION", "A"): Decimal(150),
        ("INSTALLATION", "B"): Decimal(50),
        ("B-TO-A", ""): Decimal(110),
        ("LOWER-PLAN", ""): Decimal(30),
        ("RECONNECTION", ""): Decimal(20),
        ("PAPER-BILL", ""): Decimal(15),
        ("PROMISE", ""): Decimal(2),
    }
    assert all(price.gross and price.vat == "23" for tariff in ISP.tariffs for price in tariff.prices)


def test_who_only_sees_changes_nothing_but_their_own_access() -> None:
    changing = {name: act.roles for name, act in ISP.acts.items() if act.whose == "account" and act.level == "act"}

    assert {name for name, roles in changing.items() if "SEES" in roles} == {"access.leave"}
    assert {name for name, roles in changing.items() if "PAYS" in roles} == {
        "access.leave", "bills.pay", "debts.promise", "lines.disconnect", "statement.dispute",
    }  # fmt: skip
    assert "contract.documents" not in {name for name, act in ISP.acts.items() if act.roles & {"SEES", "PAYS"}}


def test_the_logo_is_small_and_carries_nothing_active() -> None:
    logo = ISP.brand.logo.read_text(encoding="utf-8")

    assert len(logo) < 2000
    assert {element.tag.rpartition("}")[2] for element in ET.fromstring(logo).iter()} <= {"svg", "rect", "path"}  # noqa: S314
    assert ISP.brand.colour in logo


def test_invented_people_can_sign_in_to_accounts_that_are_there(demo: dict[str, Any]) -> None:
    numbers = [account["number"] for account in demo["accounts"]]
    held = {access["number"] for person in demo["people"] for access in person["accounts"]}

    assert len(set(numbers)) == len(numbers)
    assert held == set(numbers)
    assert [number for number in numbers if ISP.account_number.plain(number) != number] == []
    assert {access["role"] for person in demo["people"] for access in person["accounts"]} == ISP.roles.keys()
    assert {person["language"] for person in demo["people"]} == set(ISP.languages)


def test_the_passwords_of_the_demo_keep_the_rules_and_fit_on_a_printed_line(demo: dict[str, Any]) -> None:
    have_come = [person for person in demo["people"] if "password" in person]
    for person in have_come:
        assert ISP.sign_in.password.alone_min <= len(person["password"])
        assert len(f"{person['login']} {person['password']}".split()) == 2
    assert len({person["password"] for person in have_come}) == len(have_come) > 0


def test_invented_accounts_hold_what_is_on_the_price_list(demo: dict[str, Any]) -> None:
    for account in demo["accounts"]:
        assert {account["plan"], account.get("before", account)["plan"]} <= PLANS
        assert set(account["extras"]) <= EXTRAS
        assert account["pays"] in demo["shares"]["pays"]
        assert account["street"] in {street["name"] for street in demo["town"]["streets"]}
    assert demo["shares"]["plan"].keys() == PLANS
    assert demo["shares"]["extra"].keys() == EXTRAS


def test_invented_tax_numbers_have_right_check_digits(demo: dict[str, Any]) -> None:
    ids = [
        *demo["names"]["companies"]["tax_ids"],
        *(account["tax_id"] for account in demo["accounts"] if "tax_id" in account),
        ISP.tax_id,
    ]

    assert all(map(nip.is_valid, ids))
    assert len(set(ids)) == len(ids)
