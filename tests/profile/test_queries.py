"""The operator's calendar, its account numbers and its bank accounts."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import LazySettings
from stdnum import iban

from abonent import profile
from abonent.profile.tree import AccountNumber, VatRate

ISP_FOLDER = Path(__file__).parents[2] / "profiles" / "isp"
ISP = profile.load(ISP_FOLDER)


@pytest.fixture(autouse=True)
def _isp(settings: LazySettings) -> None:
    settings.ABONENT_PROFILE = str(ISP_FOLDER)


def test_the_current_profile_is_that_of_the_settings_and_read_once() -> None:
    assert profile.current() == ISP
    assert profile.current() is profile.current()


def test_another_profile_can_be_used_for_a_while() -> None:
    other = replace(ISP, name="Other")

    with profile.using(other):
        assert profile.current() is other

    assert profile.current().name == "Iskra Net"


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        (date(2026, 7, 1), datetime(2026, 6, 30, 22, tzinfo=UTC)),
        (date(2026, 11, 21), datetime(2026, 11, 20, 23, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 28, 23, tzinfo=UTC)),
        (date(2026, 3, 30), datetime(2026, 3, 29, 22, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 24, 22, tzinfo=UTC)),
        (date(2026, 10, 26), datetime(2026, 10, 25, 23, tzinfo=UTC)),
    ],
)
def test_a_day_begins_at_local_midnight_also_when_the_clock_changes(day: date, instant: datetime) -> None:
    assert profile.midnight(day).astimezone(UTC) == instant
    assert profile.today(instant) == day
    assert profile.today(instant.replace(hour=instant.hour - 1)) < day


def test_an_instant_without_a_zone_is_no_instant() -> None:
    with pytest.raises(ValueError, match="time zone"):
        profile.today(datetime(2026, 11, 21, 12))  # noqa: DTZ001


def test_account_numbers_are_read_as_people_write_them() -> None:
    number = ISP.account_number

    assert number.shown("100234") == "100\u00a0234"
    assert [number.plain(text) for text in ("100234", "100 234", "100-234", " 100\u00a0234 ")] == ["100234"] * 4
    assert [number.plain(text) for text in ("10023", "1002345", "10023a", "", "١٠٠٢٣٤")] == [None] * 5


def test_another_operator_writes_account_numbers_with_hyphens() -> None:
    number = AccountNumber("9-999-99-9")

    assert (number.digits, number.plain("1-234-56-7"), number.shown("1234567")) == (7, "1234567", "1-234-56-7")


def test_every_customer_has_a_bank_account_of_their_own() -> None:
    account = ISP.bank.virtual_account("100234")

    assert account == "10999800142026000000100234"
    assert iban.is_valid(f"PL{account}")
    assert all(iban.is_valid(f"PL{ISP.bank.virtual_account(f'{number:06}')}") for number in range(0, 1_000_000, 7919))


def test_a_rate_is_found_by_code_and_day() -> None:
    billing = replace(
        ISP.billing,
        vat=(
            VatRate("23", date(2011, 1, 1), "law", Decimal(23), date(2027, 1, 1)),
            VatRate("23", date(2027, 1, 1), "law", Decimal(22)),
        ),
    )

    assert [billing.vat_rate("23", day).rate for day in (date(2026, 12, 31), date(2027, 1, 1))] == [
        Decimal(23),
        Decimal(22),
    ]
    with pytest.raises(LookupError, match="no VAT rate '23' on 2010-12-31"):
        billing.vat_rate("23", date(2010, 12, 31))
    with pytest.raises(LookupError, match="no VAT rate '7'"):
        billing.vat_rate("7", date(2026, 1, 1))
