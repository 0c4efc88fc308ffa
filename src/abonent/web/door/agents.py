"""What a browser is called in words, from what it says of itself: "Firefox, Android".

Only names that are known are said: what a browser sends is written by whoever sits there, and goes into letters and pages.
"""

from functools import lru_cache

from django.utils.translation import gettext as _
from ua_parser import parse_os, parse_user_agent

LONGEST = 300
"""Characters that are looked at; browsers send fewer than two hundred."""

BROWSERS = {
    "Android": "Android Browser",
    "Chrome": "Chrome",
    "Chrome Mobile": "Chrome",
    "Chrome Mobile iOS": "Chrome",
    "Chrome Mobile WebView": "Chrome",
    "Chromium": "Chromium",
    "DuckDuckGo": "DuckDuckGo",
    "DuckDuckGo Mobile": "DuckDuckGo",
    "Edge": "Edge",
    "Edge Mobile": "Edge",
    "Firefox": "Firefox",
    "Firefox Mobile": "Firefox",
    "Firefox iOS": "Firefox",
    "HeadlessChrome": "Chrome",
    "Huawei Browser": "Huawei Browser",
    "HuaweiBrowser": "Huawei Browser",
    "Mobile Safari": "Safari",
    "Mobile Safari UI/WKWebView": "Safari",
    "MiuiBrowser": "Mi Browser",
    "Opera": "Opera",
    "Opera Mini": "Opera",
    "Opera Mobile": "Opera",
    "Opera Touch": "Opera",
    "Safari": "Safari",
    "Samsung Internet": "Samsung Internet",
    "Vivaldi": "Vivaldi",
    "Yandex Browser": "Yandex Browser",
}
SYSTEMS = {
    "Android": "Android",
    "Chrome OS": "ChromeOS",
    "Fedora": "Linux",
    "HarmonyOS": "HarmonyOS",
    "Linux": "Linux",
    "Mac OS X": "macOS",
    "Ubuntu": "Linux",
    "Windows": "Windows",
    "iOS": "iOS",
}


def named(user_agent: str) -> str:
    """Return a browser and its system as people call them, or say in the active language that it is not known."""
    return known(user_agent) or _("unknown browser")


def known(user_agent: str) -> str:
    """Return the same, or nothing where it is not known: for what is read later, in another language."""
    return _known(user_agent[:LONGEST])


@lru_cache(maxsize=1024)
def _known(said: str) -> str:
    browser, system = parse_user_agent(said), parse_os(said)
    names = (BROWSERS.get(browser.family) if browser else None, SYSTEMS.get(system.family) if system else None)
    return ", ".join(name for name in names if name)
