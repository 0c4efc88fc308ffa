"""Where pages are. Each links to two dozen others, so what all addresses of a view have in common is found once."""

import re
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse

WORD = re.compile(r"[-a-zA-Z0-9_]+")
"""What stands in an address as it is (Django's converter `slug`)."""
MARK = 7_310_551
KEPT = "language"
"""A part of which there are a few only: each of them has a shape of its own."""


def address(view: str, /, **parts: str | int) -> str:
    """Return the address of a page by the name of its view. Raises NoReverseMatch."""
    words = [str(part) for part in parts.values()]
    if not all(map(WORD.fullmatch, words)):
        return reverse(view, kwargs=parts)
    kinds = tuple((part, value if part == KEPT else type(value)) for part, value in parts.items())
    return _shape(view, kinds, settings.ROOT_URLCONF).format(*words)


def address_if_there(view: str, /, **parts: str | int) -> str:
    """Return the address of a page, or nothing where this operator has no such page."""
    try:
        return address(view, **parts)
    except NoReverseMatch:
        return ""


@cache
def _shape(view: str, parts: tuple[tuple[str, Any], ...], _urlconf: Any) -> str:
    """Return the address with a place for each part: a number for a number, a word for a word."""
    marks = {
        part: kind if part == KEPT else f"{'' if kind is int else 'word-'}{MARK + place}"
        for place, (part, kind) in enumerate(parts)
    }
    shape = reverse(view, kwargs=marks)
    for place, (part, mark) in enumerate(marks.items()):
        shape = shape if part == KEPT else shape.replace(mark, f"{{{place}}}")
    return shape
