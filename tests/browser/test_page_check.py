"""The look at a page sees what is wrong: shown a page with one fault of each kind, it names them all."""

import pytest

from tests.browser.conftest import Visit
from tests.browser.page_check import check_page

WRONG = """<!DOCTYPE html><html lang="xx"><head><title></title><style>
:focus { outline: none }
.top { position: sticky; top: 0; height: 3rem; background: #fff }
.wide { width: 1500px }
.small { width: 10px; height: 10px; padding: 0 }
.pale { color: #ccc }
.cut { height: 1.2em; overflow: hidden }
.moves { transition: opacity 2s }
.lost { position: absolute; left: -9000px }
body { background: #eee }
</style></head><body>
<div class="top"><a href="/">Sign</a></div>
<main><h1>One</h1><h1>Two</h1><p id="same" class="pale" style="margin: 0">Pale words on grey</p>
<p id="same" class="cut">Words that have no room when they are large</p><div class="wide moves">Wide</div>
<button class="small" aria-label="Tiny"></button><button class="btn">First</button><button class="btn">Second</button>
<a class="lost" href="/lost/">Lost</a></main></body></html>"""

FAULTS = [
    "the page says it is in “xx”",
    "the page has no title",
    "2 first headings",
    "the same id twice: same",
    "more than one filled button",
    "style or script in the markup",
    "keyboard: no outline of 2 px in focus: a “Sign”",
    "keyboard: out of sight in focus: a.lost “Lost”",
    "smaller than 24 × 24: button.small",
    "axe, light: color-contrast",
    "dark: the page stays",
    "390 px: 1118 px wider than the window: div.wide.moves “Wide”",
    "390 px, text of 200 %: cut off: p.cut",
    "1280 px: 228 px wider",
    "moves although less motion is asked for: div.wide.moves",
    "printed although it is no use on paper: div.top",
    "printed on rgb(238, 238, 238)",
]


def test_every_fault_is_told(visit: Visit) -> None:
    page = visit().page
    page.set_content(WRONG)

    with pytest.raises(AssertionError) as told:
        check_page(page)

    assert [fault for fault in FAULTS if fault not in str(told.value)] == [], str(told.value)


def test_a_control_that_the_keyboard_misses_is_told(visit: Visit) -> None:
    page = visit().page
    page.set_content(WRONG.replace('<button class="btn">First', '<button class="btn" onfocus="this.blur()">First'))

    with pytest.raises(AssertionError) as told:
        check_page(page)

    assert "the keyboard does not reach button.btn “First”" in str(told.value)


def test_what_is_forbidden_by_the_content_policy_is_told(visit: Visit) -> None:
    visitor = visit()
    visitor.go("/signin/").evaluate("document.body.setAttribute('style', 'margin: 0')")

    assert any("Content Security Policy" in line for line in visitor.wrong)
    visitor.wrong.clear()
