"""The theme is readable whatever colour the operator has."""

import random
import re
from typing import Literal, get_args

import pytest

from abonent.profile.colours import Oklch, contrast
from abonent.profile.theme import NEUTRAL, PAIRS, Pair, failing, palette, theme_css, theme_name

HARD = ["#ffd500", "#000000", "#ffffff", "#808080", "#767676", "#ff0000", "#00ff00", "#0000ff", "#00ffff"]
SEED = random.Random(20261121)  # noqa: S311
ANY = [f"#{SEED.randrange(0x1000000):06x}" for _ in range(400)]
MODES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def test_every_pair_is_checked_once() -> None:
    assert len({(pair.front, pair.back) for pair in PAIRS}) == len(PAIRS) == 20


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("colour", HARD)
def test_hard_colours_give_a_readable_theme(colour: str, mode: Literal["light", "dark"]) -> None:
    assert failing(palette(colour, mode)) == []


def test_any_colour_gives_a_readable_theme() -> None:
    assert [
        (colour, mode, failing(palette(colour, mode)))
        for colour in ANY
        for mode in MODES
        if failing(palette(colour, mode))
    ] == []


def test_the_button_keeps_the_exact_colour() -> None:
    assert [
        colour
        for colour in HARD + ANY
        if palette(colour, "light")["brand"] != colour or palette(colour, "dark")["brand"] != colour
    ] == []


def test_hovering_can_be_seen() -> None:
    assert [
        colour
        for colour in HARD + ANY
        if abs(Oklch.of(palette(colour, "light")["brand-hover"]).lightness - Oklch.of(colour).lightness) < 0.035
    ] == []


def test_yellow_stays_yellow_and_its_edge_is_seen() -> None:
    yellow = palette("#ffd500", "light")

    assert (yellow["brand"], yellow["on-brand"]) == ("#ffd500", "#10181f")
    assert contrast("#ffd500", "#ffffff") < 1.5
    assert 3.0 <= contrast(yellow["brand-edge"], "#f4f6f8") < 3.2


def test_a_colour_that_is_seen_already_is_taken_as_it_is() -> None:
    green = palette("#0b6e4f", "light")

    assert (green["link"], green["brand-edge"], green["on-brand"]) == ("#0b6e4f", "#0b6e4f", "#ffffff")


def test_a_pair_without_contrast_is_named() -> None:
    assert failing({**palette("#0b6e4f", "light"), "muted": "#999999"}) == [
        Pair("muted", "bg", 4.5),
        Pair("muted", "surface", 4.5),
        Pair("muted", "brand-tint", 4.5),
    ]


def test_the_style_sheet_has_light_and_dark_and_only_plain_hex() -> None:
    css = theme_css("#0B6E4F")

    assert css.startswith(":root{color-scheme:light;--bg:#f4f6f8;")
    assert "\n@media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;" in css
    assert "\n:root[data-theme=dark]{color-scheme:dark;" in css
    values = re.findall(r"--([\w-]+):([^;]+);", css)
    assert {name for name, _ in values} == NEUTRAL["light"].keys() | {
        "brand",
        "on-brand",
        "brand-edge",
        "brand-hover",
        "brand-tint",
        "link",
    }
    assert [value for _, value in values if not re.fullmatch("#[0-9a-f]{6}", value)] == []


def test_the_name_of_a_theme_changes_with_its_content() -> None:
    green, yellow = theme_css("#0b6e4f"), theme_css("#ffd500")

    assert re.fullmatch(r"theme-[0-9a-f]{12}\.css", theme_name(green))
    assert theme_name(green) == theme_name(theme_css("#0b6e4f"))
    assert theme_name(green) != theme_name(yellow)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.542, abs=0.001)


def test_colours_survive_the_way_through_oklch() -> None:
    assert [colour for colour in HARD + ANY if Oklch.of(colour).hex() != colour] == []


def test_both_modes_have_the_same_variables() -> None:
    assert len(get_args(Literal["light", "dark"])) == len(NEUTRAL)
    assert palette("#0b6e4f", "light").keys() == palette("#0b6e4f", "dark").keys()
