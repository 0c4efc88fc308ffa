"""Amounts written out in words."""

from decimal import Decimal

import pytest

from abonent.language.in_words import in_words


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("0.00", "zero złotych 00/100"),
        ("0.05", "zero złotych 05/100"),
        ("1.00", "jeden złoty 00/100"),
        ("2.30", "dwa złote 30/100"),
        ("5.00", "pięć złotych 00/100"),
        ("12.00", "dwanaście złotych 00/100"),
        ("21.99", "dwadzieścia jeden złotych 99/100"),
        ("22.00", "dwadzieścia dwa złote 00/100"),
        ("112.00", "sto dwanaście złotych 00/100"),
        ("1000.00", "tysiąc złotych 00/100"),
        ("1001.00", "tysiąc jeden złotych 00/100"),
        ("2234.56", "dwa tysiące dwieście trzydzieści cztery złote 56/100"),
        ("14999.99", "czternaście tysięcy dziewięćset dziewięćdziesiąt dziewięć złotych 99/100"),
        ("1000000.00", "milion złotych 00/100"),
        ("22300100.00", "dwadzieścia dwa miliony trzysta tysięcy sto złotych 00/100"),
    ],
)
def test_an_amount_in_words(amount: str, said: str) -> None:
    assert in_words(Decimal(amount), "PLN", "pl") == said


@pytest.mark.parametrize(("currency", "language"), [("PLN", "uk"), ("EUR", "pl")])
def test_where_nobody_writes_it_out_there_is_nothing(currency: str, language: str) -> None:
    assert in_words(Decimal("5.00"), currency, language) == ""
