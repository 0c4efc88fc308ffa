"""A browser that signed somebody in before is known to us: strangers' guesses elsewhere do not lock that person out, and a
sign-in from another one is told by mail.

Tries are counted apart for each known browser (OWASP, "device cookies"). The cookie opens nothing by itself. A few people
may share a browser: it is known to each of them by a number of its own.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

YEAR = timedelta(days=365)
MOST = 5
"""So many people one browser is known to."""
BETWEEN = "~"


def cookie() -> str:
    """Return the name of the cookie; __Host- wherever there is https."""
    return f"{settings.HOST}abonent-device"


def remember(request: HttpRequest, response: HttpResponse, login: str) -> None:
    """Let the browser that gets this answer be known for the login, for a year."""
    number = secrets.token_urlsafe(16)
    others = [kept for kept in _kept(request) if not _number(kept, login)]
    response.set_cookie(
        cookie(),
        BETWEEN.join([f"{number}.{_seal(login, number)}", *others][:MOST]),
        max_age=YEAR,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )


def known(request: HttpRequest, login: str) -> str:
    """Return the number of a browser that signed this login in before, or nothing."""
    return next((number for kept in _kept(request) if (number := _number(kept, login))), "")


def _kept(request: HttpRequest) -> list[str]:
    return request.COOKIES.get(cookie(), "").split(BETWEEN)[:MOST]


def _number(kept: str, login: str) -> str:
    """Return the number of one entry if it was made for this login."""
    number, _, seal = kept.partition(".")
    return number if constant_time_compare(seal, _seal(login, number)) else ""


def _seal(login: str, number: str) -> str:
    return salted_hmac("abonent.device", f"{login}:{number}", algorithm="sha256").hexdigest()
