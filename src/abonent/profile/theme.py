"""From one brand colour the colours of every page, light and dark, all readable.

The button keeps the operator's exact colour: black or white text reads on any. What has to be seen against the page
(edges, bars, links) is searched for in the same hue until its contrast is enough (WCAG 2.2, 1.4.3 and 1.4.11).
The result is plain hex, so that older phones show it too.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from abonent.profile.colours import Oklch, contrast

type Mode = Literal["light", "dark"]
type Palette = Mapping[str, str]

TEXT = 4.5  # WCAG 1.4.3
SHAPE = 3.0  # WCAG 1.4.11
STEP = 0.004  # of lightness; fine enough to stay next to the brand's own colour
HOVER = 0.07  # of lightness; seen, and not another colour
DARK = 0.27  # of lightness; below it differences are not seen

NEUTRAL: Mapping[Mode, Palette] = {
    "light": {
        "bg": "#f4f6f8",
        "surface": "#ffffff",
        "line": "#d5dbe1",
        "line-strong": "#6b7885",
        "ink": "#14202b",
        "muted": "#4c5b69",
        "ok": "#0b6b35",
        "ok-bg": "#e3f4e9",
        "warn": "#7a4a00",
        "warn-bg": "#fff3d6",
        "bad": "#b3161b",
        "bad-bg": "#fdeaea",
        "info": "#0b4f8a",
        "info-bg": "#e6f1fb",
    },
    "dark": {
        "bg": "#0e141a",
        "surface": "#18212a",
        "line": "#2e3a46",
        "line-strong": "#8797a6",
        "ink": "#eef3f7",
        "muted": "#a9b7c4",
        "ok": "#7bd69b",
        "ok-bg": "#12301f",
        "warn": "#f5c266",
        "warn-bg": "#362608",
        "bad": "#ff9d9a",
        "bad-bg": "#3d1718",
        "info": "#8cc4ff",
        "info-bg": "#10283f",
    },
}
TINT: Mapping[Mode, tuple[float, float]] = {"light": (0.96, 0.03), "dark": (0.30, 0.05)}  # lightness, most chroma
BLACKS = ("#10181f", "#000000")  # the soft one where it reads


@dataclass(frozen=True, slots=True)
class Pair:
    """Two colours that meet on a page, and the contrast that they need."""

    front: str
    back: str
    least: float


# What abonent.css puts on what. A pair that it brings newly belongs here.
PAIRS = (
    Pair("ink", "bg", TEXT),
    Pair("ink", "surface", TEXT),
    Pair("ink", "brand-tint", TEXT),
    Pair("muted", "bg", TEXT),
    Pair("muted", "surface", TEXT),
    Pair("muted", "brand-tint", TEXT),
    Pair("link", "bg", TEXT),
    Pair("link", "surface", TEXT),
    Pair("link", "brand-tint", TEXT),
    Pair("on-brand", "brand", TEXT),
    Pair("on-brand", "brand-hover", TEXT),
    Pair("ok", "ok-bg", TEXT),
    Pair("warn", "warn-bg", TEXT),
    Pair("bad", "bad-bg", TEXT),
    Pair("info", "info-bg", TEXT),
    Pair("bad", "surface", TEXT),
    Pair("line-strong", "bg", SHAPE),
    Pair("line-strong", "surface", SHAPE),
    Pair("brand-edge", "bg", SHAPE),
    Pair("brand-edge", "surface", SHAPE),
)


def theme_css(colour: str) -> str:
    """The style sheet of the colours for a brand colour #rrggbb: light, and dark by wish of the device or the person."""
    light, dark = (_declared(mode, palette(colour, mode)) for mode in ("light", "dark"))
    return (
        f":root{{{light}}}\n"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\n"
        f":root[data-theme=dark]{{{dark}}}\n"
    )


def theme_name(css: str) -> str:
    """The file name of a theme; it changes with its content, so it can be cached for a year."""
    return f"theme-{hashlib.sha256(css.encode()).hexdigest()[:12]}.css"


def palette(colour: str, mode: Mode) -> Palette:
    """Every colour of a mode by the name of its variable."""
    brand = colour.lower()
    text = _text_on(brand)
    neutral = NEUTRAL[mode]
    tint = _tint(brand, mode)
    return {
        **neutral,
        "brand-tint": tint,
        "link": _searched(brand, (neutral["bg"], neutral["surface"], tint), TEXT, mode),
        "brand": brand,
        "on-brand": text,
        "brand-edge": _searched(brand, (neutral["bg"], neutral["surface"]), SHAPE, mode),
        "brand-hover": _hover(brand, text),
    }


def failing(colours: Palette) -> list[Pair]:
    """The pairs without enough contrast; none in a palette of ours."""
    return [pair for pair in PAIRS if contrast(colours[pair.front], colours[pair.back]) < pair.least]


def _declared(mode: Mode, colours: Palette) -> str:
    return f"color-scheme:{mode};" + "".join(f"--{name}:{colour};" for name, colour in colours.items())


def _text_on(brand: str) -> str:
    """White where it reads, else a black: one of them always does."""
    return next(text for text in ("#ffffff", *BLACKS) if contrast(text, brand) >= TEXT)


def _tint(brand: str, mode: Mode) -> str:
    """A breath of the brand, for the menu entry where one is."""
    lightness, most = TINT[mode]
    colour = Oklch.of(brand)
    return replace(colour, lightness=lightness, chroma=min(colour.chroma, most)).hex()


def _searched(brand: str, backs: Iterable[str], least: float, mode: Mode) -> str:
    """The brand, or the nearest of its hue that stands out from all the backs."""
    colour, found = Oklch.of(brand), brand
    away = -STEP if mode == "light" else STEP
    while any(contrast(found, back) < least for back in backs):
        colour = replace(colour, lightness=colour.lightness + away)
        found = colour.hex()
    return found


def _hover(brand: str, text: str) -> str:
    """A little further from the text; where that would be nearly black or more than white, the other way."""
    colour = Oklch.of(brand)
    away = -HOVER if text == "#ffffff" else HOVER
    if not DARK <= colour.lightness + away <= 1:
        away = -away
    return replace(colour, lightness=max(DARK, colour.lightness + away)).hex()
