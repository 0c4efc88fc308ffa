"""A browser that signed somebody in before is known to us, so that strangers' guesses elsewhere do not lock that person out.

Tries are counted apart for each known browser (OWASP, "device cookies"). The cookie opens nothing by itself.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

YEAR = timedelta(days=365)


def cookie() -> str:
    """Return the name of the cookie; __Host- wherever there is https."""
    return f"{settings.HOST}abonent-device"


def remember(response: HttpResponse, login: str) -> None:
    """Let the browser that gets this answer be known for the login, for a year."""
    number = secrets.token_urlsafe(16)
    response.set_cookie(
        cookie(),
        f"{number}.{_seal(login, number)}",
        max_age=YEAR,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )


def known(request: HttpRequest, login: str) -> str:
    """Return the number of a browser that signed this login in before, or nothing."""
    number, _, seal = request.COOKIES.get(cookie(), "").partition(".")
    return number if constant_time_compare(seal, _seal(login, number)) else ""


def _seal(login: str, number: str) -> str:
    return salted_hmac("abonent.device", f"{login}:{number}", algorithm="sha256").hexdigest()
