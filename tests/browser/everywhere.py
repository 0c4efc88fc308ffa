"""On which browsers a journey is made."""

from typing import Any

import pytest

from tests.browser.visitor import DESKTOP, PHONE

IN_ENGLISH = {"locale": "en-GB"}
PHONE_WITH_JS = pytest.param({"viewport": PHONE, **IN_ENGLISH}, id="phone")
DESK_WITHOUT_JS = pytest.param({"viewport": DESKTOP, "java_script_enabled": False, **IN_ENGLISH}, id="desk-without-js")

everywhere = pytest.mark.parametrize("seat", [PHONE_WITH_JS, DESK_WITHOUT_JS])
"""A journey on a phone with JavaScript and on a desk without: size and script meet in no part of a page."""

type Seat = dict[str, Any]
