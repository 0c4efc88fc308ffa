"""Bars stand where their numbers say."""

from datetime import date
from decimal import Decimal

import pytest

from abonent.drawing.bars import HEIGHT, WIDTH, bars

MONTHS = [date(2026, month, 1) for month in range(1, 5)]


def test_a_bar_is_as_high_as_its_share_of_the_axis() -> None:
    chart = bars(list(zip(MONTHS, map(Decimal, ("0", "40", "80", "60")), strict=True)))

    assert chart.top == Decimal(80)
    assert [bar.height for bar in chart.bars] == [0, HEIGHT / 2, HEIGHT, HEIGHT * 3 / 4]
    assert [bar.y + bar.height for bar in chart.bars] == [HEIGHT] * 4


def test_bars_stand_in_the_middle_of_equal_rooms() -> None:
    chart = bars([(month, Decimal(1)) for month in MONTHS])

    assert [round(bar.x + bar.width / 2) for bar in chart.bars] == [75, 225, 375, 525]
    assert chart.bars[-1].x + chart.bars[-1].width < WIDTH


@pytest.mark.parametrize(
    ("highest", "top"),
    [
        ("54.90", "60"),
        ("60", "60"),
        ("60.01", "80"),
        ("129.90", "150"),
        ("0.07", "0.08"),
        ("999.99", "1000"),
        ("0", "1"),
    ],
)
def test_the_axis_ends_at_the_next_round_number(highest: str, top: str) -> None:
    assert bars([(MONTHS[0], Decimal(highest))]).top == Decimal(top)


def test_what_the_sentence_says_is_what_the_bars_show() -> None:
    chart = bars(list(zip(MONTHS, map(Decimal, ("60", "90", "90", "30")), strict=True)))

    assert chart.highest.day == MONTHS[2]
    assert chart.average == Decimal("67.5")
    assert chart.middle * 2 == chart.top


def test_a_correction_below_zero_is_no_bar() -> None:
    assert bars([(MONTHS[0], Decimal(-5)), (MONTHS[1], Decimal(5))]).bars[0].height == 0


def test_no_values_make_no_chart() -> None:
    with pytest.raises(ValueError, match="value"):
        bars([])
