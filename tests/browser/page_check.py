"""One look at a page that is open in a browser: all that a program can judge of it, in one load, told at once.

axe in the light and the dark, width at four sizes, large and wide text, targets, the keyboard's walk, forced colours,
less motion, paper, language. It says "no fault known to Chromium and axe", never "conforms to WCAG": nobody listened.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from django.utils import translation
from django.utils.translation import trans_real
from playwright.sync_api import Page

from tests.browser.visitor import PHONE

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
OURS = Path(__file__).with_name("page_check.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# axe takes a target under a bar that stays for small; `targets` of our own looks at all of them.
ALL_RULES = {"runOnly": {"type": "tag", "values": TAGS}, "rules": {"target-size": {"enabled": False}}}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
WIDTHS = (320, 768, 1280)
LONGEST_WALK = 250
"""Times that Tab is pressed at most."""


def check_page(page: Page, *, language: str = "pl") -> None:
    """Look at everything; raise AssertionError with all that is wrong, a line each."""
    faults = list(_faults(page, language))
    assert not faults, "\n".join([f"{page.url} – {page.title()}", *faults])


def check_state(page: Page, *, language: str = "pl") -> None:
    """Look at another state of a page that was looked at wholly: what differs are its words, its boxes and its fields."""
    page.evaluate(AXE)
    page.evaluate(OURS)
    faults = [*_say(page, "bones", language), *mixed(page, language)]
    _call(page, "openAll")
    faults += [*_say(page, "targets"), *_axe(page, "light", ALL_RULES), *_large_and_narrow(page)]
    assert not faults, "\n".join([f"{page.url} – {page.title()}", *faults])


def check_part(page: Page, selector: str) -> None:
    """Look at a part that lies over the rest of its page, such as an open menu."""
    page.evaluate(AXE)
    page.evaluate(OURS)
    faults = [*_axe(page, "light", ALL_RULES, within=selector), *_say(page, "targets"), *overflow(page)]
    page.emulate_media(color_scheme="dark")
    faults += _axe(page, "dark", CONTRAST, within=selector)
    page.emulate_media(color_scheme="light")
    assert not faults, "\n".join([f"{page.url} – {selector}", *faults])


def check_words(page: Page, language: str) -> None:
    """Look at the same page in another language: its words, and whether they fit the narrowest screen."""
    page.evaluate(OURS)
    faults = [*_say(page, "bones", language), *mixed(page, language)]
    page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    faults += overflow(page, at=f"{WIDTHS[0]} px")
    page.set_viewport_size(PHONE)
    assert not faults, "\n".join([f"{page.url} – {page.title()}", *faults])


def check_keyboard(page: Page) -> None:
    """Walk through the page as it is, at the size that it has."""
    page.evaluate(OURS)
    faults = list(_walk(page))
    assert not faults, "\n".join([f"{page.url} – {page.title()}", *faults])


def _faults(page: Page, language: str) -> Iterator[str]:
    page.evaluate(AXE)
    page.evaluate(OURS)
    yield from _say(page, "bones", language)
    yield from mixed(page, language)
    yield from _walk(page)
    _call(page, "openAll")
    yield from _say(page, "targets")
    yield from _axe(page, "light", ALL_RULES)
    yield from _in_the_dark(page)
    yield from _at_all_sizes(page)
    yield from _elsewhere(page)


def _in_the_dark(page: Page) -> Iterator[str]:
    light, chosen = _call(page, "background"), _call(page, "theme", "dark")
    page.emulate_media(color_scheme="dark")
    dark = _call(page, "background")
    if light == dark:
        yield f"dark: the page stays {dark}"
    if dark != chosen:
        yield f"dark: {chosen} when chosen here, {dark} when the device says so"
    if _call(page, "theme", "light") != light:
        yield "dark: light cannot be chosen where the device says dark"
    yield from _axe(page, "dark", CONTRAST)
    page.emulate_media(color_scheme="light")


def _at_all_sizes(page: Page) -> Iterator[str]:
    """From the phone that it is on: wide text and large text there, then every width, then large text on the desk."""
    yield from _stretched(page, "390 px")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        yield from _say(page, "overflow", at=f"{width} px")
    _call(page, "bigText", True)
    yield from _say(page, "overflow", at="1280 px, text of 200 %")
    _call(page, "bigText", False)
    page.set_viewport_size(PHONE)


def _large_and_narrow(page: Page) -> Iterator[str]:
    page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    yield from _say(page, "overflow", at=f"{WIDTHS[0]} px")
    page.set_viewport_size(PHONE)
    _call(page, "bigText", True)
    yield from _say(page, "overflow", at="390 px, text of 200 %")
    _call(page, "bigText", False)


def _stretched(page: Page, at: str) -> Iterator[str]:
    yield from _say(page, "overflow", at=at)
    for stretch, called in (("bigText", "text of 200 %"), ("wideText", "wide text (1.4.12)")):
        _call(page, stretch, True)
        yield from _say(page, "overflow", at=f"{at}, {called}")
        yield from _say(page, "clipped", at=f"{at}, {called}")
        _call(page, stretch, False)


def _elsewhere(page: Page) -> Iterator[str]:
    """In forced colours with less motion, and on paper in the dark."""
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    yield from _say(page, "forcedColours")
    yield from _say(page, "motion")
    page.emulate_media(forced_colors="none", reduced_motion="no-preference", media="print", color_scheme="dark")
    yield from _say(page, "printed")
    page.emulate_media(media="screen", color_scheme="light")


def _walk(page: Page) -> Iterator[str]:
    """Press Tab from the top of the page to its end."""
    _call(page, "begin")
    for _ in range(LONGEST_WALK):
        page.keyboard.press("Tab")
        found = _call(page, "step")
        if found is None:
            break
        yield from (f"keyboard: {line}" for line in found)
    yield from _say(page, "end", at="keyboard")


def _axe(page: Page, at: str, options: dict[str, Any], *, within: str = "html") -> Iterator[str]:
    found = page.evaluate(
        "([within, options]) => axe.run(within, options)", [within, {**options, "resultTypes": ["violations"]}]
    )
    for violation in found["violations"]:
        for node in violation["nodes"][:4]:
            why = " ".join(node["failureSummary"].split())
            yield f"axe, {at}: {violation['id']}: {node['html'][:160]} – {why[:240]}"


def mixed(page: Page, language: str) -> Iterator[str]:
    """Words that stand there in English although they have been translated."""
    english = _translated(language)
    yield from (f"not translated: {text}" for text in _call(page, "words") if text in english)


@cache
def _translated(language: str) -> frozenset[str]:
    """The English texts whose translation is another one."""
    with translation.override(language):
        catalog = getattr(trans_real.translation(language), "_catalog")  # noqa: B009
    pairs = {key if isinstance(key, str) else key[0]: text for key, text in catalog.items() if text}
    return frozenset(key.rpartition("\x04")[2] for key, text in pairs.items() if text != key.rpartition("\x04")[2])


def overflow(page: Page, at: str = "") -> Iterator[str]:
    """Say who is wider than the window."""
    return _say(page, "overflow", at=at)


def _say(page: Page, look: str, *said: Any, at: str = "") -> Iterator[str]:
    for line in _call(page, look, *said):
        yield f"{at or look}: {line}"


def _call(page: Page, look: str, *said: Any) -> Any:
    return page.evaluate("([look, said]) => pageCheck[look](...said)", [look, list(said)])
