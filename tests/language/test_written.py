"""Values are written as CLDR says, and as Babel would write them."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_currency, format_decimal

from abonent import language

LOCALES = {"pl": "pl", "uk": "uk", "en": "en_GB"}
SEED = random.Random(20261121)  # noqa: S311
AMOUNTS = [
    Decimal(SEED.randrange(-(10**magnitude), 10**magnitude)).scaleb(-2) for magnitude in range(1, 12) for _ in range(60)
]
DAYS = [date(2020, 1, 1) + timedelta(days=number) for number in range(0, 4000, 3)]
SHORT_MONTHS = [
    "3 sty 2026",
    "3 lut 2026",
    "3 mar 2026",
    "3 kwi 2026",
    "3 maj 2026",
    "3 cze 2026",
    "3 lip 2026",
    "3 sie 2026",
    "3 wrz 2026",
    "3 paź 2026",
    "3 lis 2026",
    "3 gru 2026",
]


def plain(text: str) -> str:
    """Babel's text with our minus and our one kind of no-break space."""
    return text.replace("-", "−").replace("\u202f", "\u00a0")


@pytest.mark.parametrize("code", LOCALES)
@pytest.mark.parametrize("currency", ["PLN", "UAH", "EUR"])
def test_money_is_that_of_babel(code: str, currency: str) -> None:
    money = language.written(code).money

    for amount in AMOUNTS:
        expected = plain(format_currency(amount, currency, locale=LOCALES[code]))
        # Babel leaves out CLDR's space between letters and digits: PLN10.00
        assert money(amount, currency).replace("N\u00a0", "N").replace("H\u00a0", "H") == expected


@pytest.mark.parametrize("code", LOCALES)
def test_numbers_are_those_of_babel(code: str) -> None:
    number = language.written(code).number

    for amount in AMOUNTS:
        assert number(amount) == plain(format_decimal(amount, "#,##0.######", locale=LOCALES[code]))
        rounded = amount.quantize(Decimal("0.1"), ROUND_HALF_UP)
        assert number(amount, 1) == plain(format_decimal(rounded, "#,##0.0", locale=LOCALES[code])) or not rounded


@pytest.mark.parametrize("code", LOCALES)
def test_days_are_those_of_babel_but_for_the_word_after_a_ukrainian_year(code: str) -> None:
    written, locale = language.written(code), LOCALES[code]

    def said(text: str) -> str:
        return plain(text).removesuffix("\u00a0р.")

    for day in DAYS:
        assert written.day(day) == said(format_date(day, "long", locale=locale))
        assert written.short_day(day) == said(format_date(day, "medium", locale=locale))
        assert written.day_month(day) == said(format_skeleton("MMMMd", day, locale=locale))
        assert written.month(day) == said(format_skeleton("yMMMM", day, locale=locale))


@pytest.mark.parametrize("code", LOCALES)
def test_clocks_are_those_of_babel(code: str) -> None:
    for minute in range(0, 1440, 7):
        at = datetime(2026, 11, 27, minute // 60, minute % 60, tzinfo=UTC)
        assert language.written(code).clock(at) == format_datetime(at, "HH:mm", locale=LOCALES[code])


def test_polish_money() -> None:
    money = language.written("pl").money

    assert money(Decimal("54.90"), "PLN") == "54,90\u00a0zł"
    assert money(Decimal("1248.6"), "PLN") == "1\u00a0248,60\u00a0zł"
    assert money(Decimal(-10), "PLN") == "−10,00\u00a0zł"
    assert money(Decimal(0), "PLN") == "0,00\u00a0zł"


def test_ukrainian_and_english_money() -> None:
    assert language.written("uk").money(Decimal("1248.60"), "UAH") == "1\u00a0248,60\u00a0₴"
    assert language.written("en").money(Decimal("-1248.60"), "PLN") == "−PLN\u00a01,248.60"
    assert language.written("en").money(Decimal("1248.60"), "EUR") == "€1,248.60"


def test_money_is_rounded_half_away_from_zero_and_nothing_has_no_minus() -> None:
    money = language.written("pl").money

    assert [money(Decimal(amount), "PLN")[:-3] for amount in ("0.005", "0.015", "-0.005", "-0.004", "-0.00")] == [
        "0,01",
        "0,02",
        "−0,01",
        "0,00",
        "0,00",
    ]


def test_numbers_have_as_many_decimals_as_they_need_or_as_asked() -> None:
    number = language.written("pl").number

    assert [number(Decimal(value)) for value in ("1.000000", "0.5", "100", "1E+3", "-0.0", "-1234.50")] == [
        "1",
        "0,5",
        "100",
        "1\u00a0000",
        "0",
        "−1\u00a0234,5",
    ]
    assert [number(Decimal("2.345"), places) for places in (0, 1, 2, 4)] == ["2", "2,3", "2,35", "2,3450"]
    assert number(Decimal("-0.4"), 0) == "0"


def test_polish_days() -> None:
    written = language.written("pl")
    day = date(2026, 11, 27)

    assert written.day(day) == "27 listopada 2026"
    assert written.day_month(day) == "27 listopada"
    assert written.month(day) == "listopad 2026"
    assert [written.short_day(date(2026, month, 3)) for month in range(1, 13)] == SHORT_MONTHS


def test_ukrainian_days() -> None:
    written = language.written("uk")
    day = date(2026, 11, 27)

    assert written.day(day) == "27 листопада 2026"
    assert written.short_day(day) == "27 лист. 2026"
    assert written.month(day) == "листопад 2026"


def test_moments() -> None:
    at = datetime(2026, 11, 27, 10, 3, tzinfo=UTC)

    assert language.written("pl").moment(at) == "27 listopada 2026, 10:03"
    assert language.written("uk").moment(at) == "27 листопада 2026, 10:03"
    assert language.written("en").moment(at) == "27 November 2026, 10:03"


@pytest.mark.parametrize(
    ("since", "until", "text"),
    [
        (date(2026, 11, 1), date(2026, 12, 1), "1–30 listopada 2026"),
        (date(2026, 11, 1), date(2026, 11, 2), "1 listopada 2026"),
        (date(2026, 11, 28), date(2026, 12, 4), "28 listopada – 3 grudnia 2026"),
        (date(2025, 12, 15), date(2026, 1, 15), "15 grudnia 2025 – 14 stycznia 2026"),
        (date(2025, 12, 1), date(2026, 1, 1), "1–31 grudnia 2025"),
        (date(2025, 11, 1), date(2026, 12, 1), "1 listopada 2025 – 30 listopada 2026"),
    ],
)
def test_a_span_ends_the_day_before_its_end(since: date, until: date, text: str) -> None:
    assert language.written("pl").span(since, until) == text


def test_a_span_has_a_day() -> None:
    with pytest.raises(ValueError, match="no day from 2026-11-01"):
        language.written("pl").span(date(2026, 11, 1), date(2026, 11, 1))


def test_sizes_of_files() -> None:
    assert [
        language.written("pl").size(count)
        for count in (0, 999, 1499, 39_000, 999_499, 999_500, 1_234_567, 12_345_678, 5_000_000_000, 5_000_000_000_000)
    ] == [
        "1\u00a0kB",
        "1\u00a0kB",
        "1\u00a0kB",
        "39\u00a0kB",
        "999\u00a0kB",
        "1,0\u00a0MB",
        "1,2\u00a0MB",
        "12\u00a0MB",
        "5,0\u00a0GB",
        "5\u00a0000\u00a0GB",
    ]
    assert language.written("uk").size(39_000) == "39\u00a0кБ"


def test_a_language_is_filled_once() -> None:
    assert language.written("uk") is language.written("uk")


@pytest.mark.parametrize("code", ["xx", "", "polish", "../pl"])
def test_an_unknown_language_is_refused(code: str) -> None:
    with pytest.raises(LookupError, match="no language"):
        language.written(code)
