"""Colours as numbers: sRGB hex, OKLCH, and the contrast of two of them.

OKLCH (Björn Ottosson, "A perceptual color space for image processing", 2020) lets lightness be changed while the hue
stays; contrast is that of WCAG 2.2 ("contrast ratio", "relative luminance").
"""

from dataclasses import dataclass
from functools import cache
from math import atan2, cos, hypot, sin
from typing import Self

type Linear = tuple[float, float, float]

GAMUT_STEPS = 18  # halvings of chroma: finer than one step of eight bits
ROUNDING = 1e-4


@dataclass(frozen=True, slots=True)
class Oklch:
    """Lightness 0 to 1, chroma 0 to about 0.37, hue in radians."""

    lightness: float
    chroma: float
    hue: float

    @classmethod
    def of(cls, colour: str) -> Self:
        """The colour behind #rrggbb."""
        red, green, blue = linear(colour)
        long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
        middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
        short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
        lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
        a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
        b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
        return cls(lightness, hypot(a, b), atan2(b, a))

    def hex(self) -> str:
        """#rrggbb; where no screen can show it, the same with as much chroma as fits."""
        low, high = 0.0, self.chroma
        if not _shown(self._linear(high)):
            for _ in range(GAMUT_STEPS):
                middle = (low + high) / 2
                low, high = (middle, high) if _shown(self._linear(middle)) else (low, middle)
            high = low
        return "#" + "".join(f"{_byte(part):02x}" for part in self._linear(high))

    def _linear(self, chroma: float) -> Linear:
        a, b = chroma * cos(self.hue), chroma * sin(self.hue)
        long = (self.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
        middle = (self.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
        short = (self.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
        return (
            4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
        )


def linear(colour: str) -> Linear:
    """The light of red, green and blue, 0 to 1 each (IEC 61966-2-1)."""
    red, green, blue = (_light(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return red, green, blue


@cache
def luminance(colour: str) -> float:
    """How bright a colour looks, 0 to 1."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """The contrast of two colours, 1 to 21."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def _light(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004


def _byte(light: float) -> int:
    light = min(max(light, 0.0), 1.0)
    part = light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055  # noqa: PLR2004
    return round(part * 255)


def _shown(light: Linear) -> bool:
    return all(-ROUNDING <= part <= 1 + ROUNDING for part in light)
