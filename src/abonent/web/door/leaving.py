"""That somebody has just signed out, told once by the sign-in that follows.

It travels in a cookie that lives for a minute: an address that says it could be sent to somebody who is still signed in,
and the session is gone.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

MINUTE = 60


def cookie() -> str:
    """Return the name of the cookie; __Host- wherever there is https."""
    return f"{settings.HOST}abonent-left"


def tell(answer: HttpResponse) -> HttpResponse:
    """Let the next sign-in of this browser say that signing out is done."""
    answer.set_cookie(cookie(), "1", max_age=MINUTE, secure=settings.SECURE, httponly=True, samesite="Lax")
    return answer


def has_just_left(request: HttpRequest) -> bool:
    """Say whether this browser has signed out and has not yet been told."""
    return bool(request.COOKIES.get(cookie()))


def told(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Say it no more."""
    if has_just_left(request):
        answer.set_cookie(cookie(), "", max_age=0, secure=settings.SECURE, httponly=True, samesite="Lax")
    return answer
