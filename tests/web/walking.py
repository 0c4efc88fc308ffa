"""Every address there is, and what holds for each answer: what was written, whether it is protected, whether it is ours."""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter

from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from abonent.web.brand import theme_url


def addresses(within: URLResolver | None = None) -> Iterator[URLPattern]:
    """Walk all that the URL configuration knows; Django's admin has tests of its own (tests/web/desk/test_system.py)."""
    for each in (within or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from addresses(each) if not each.namespace else ()
        else:
            yield each


PROTECTION = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Access-Control-Allow-Origin": None,
}
NAMES = sorted(str(each.name) for each in addresses() if not str(each.name).startswith("desk"))
"""All but those of the desk, which have a table of their own (tests/web/desk/matrix.py)."""


def by_letter(names: list[str]) -> list[list[str]]:
    """Group names by how they begin: what stands around them is made once for each group."""
    return [list(group) for _, group in groupby(sorted(names), key=itemgetter(0))]


def initial(names: list[str]) -> str:
    return names[0][0]


def said(answer: HttpResponse) -> str:
    """Return an answer as the table writes it."""
    to = answer.headers.get("Location")
    if to is None:
        return str(answer.status_code)
    page = resolve(to.partition("?")[0]).url_name
    return {"account_login": "door", "account_reauthenticate": "proof"}.get(str(page), f"→ {page}")


def rows(table: Mapping[str, tuple[str, ...]], names: list[str]) -> dict[str, tuple[str, ...]]:
    """Return the table's rows of some names."""
    return {name: table[name] for name in names if name in table}


def writes(statements: CaptureQueriesContext) -> list[str]:
    """Return what changes something among what was said to the database."""
    return [each["sql"] for each in statements if re.match(r"\s*(INSERT|UPDATE|DELETE|MERGE|COPY)\b", each["sql"])]


def is_protected(answer: HttpResponse, *, kept: bool) -> bool:
    """Check headers and cookies: OWASP ASVS 5.0, 3.3.1 to 3.3.4, 3.4.2 to 3.4.6, 4.1.1, 14.3.2."""
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert {name: answer.headers.get(name) for name in PROTECTION} == PROTECTION
    assert ("no-store" in answer["Cache-Control"]) is not kept
    assert not answer["Content-Type"].startswith("text/") or answer["Content-Type"].endswith("charset=utf-8")
    for cookie in answer.cookies.values():
        taken_away = cookie.value == "" and cookie["max-age"] == 0
        assert taken_away or (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    return True


def is_ours(answer: HttpResponse) -> bool:
    """Check that a page wears our clothes; what is not a page is not asked."""
    if not answer["Content-Type"].startswith("text/html") or "Location" in answer.headers:
        return True
    return f'<link rel="stylesheet" href="{theme_url()}">' in answer.content.decode()
