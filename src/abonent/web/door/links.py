"""Single-use links from letters: the token leaves the address at once and waits in the session, so that it does not stay in
histories, in what is logged, and in what a page tells the next one (OWASP ASVS 5.0, 14.2.1)."""

from datetime import datetime

from django.http import HttpRequest

from abonent import vault
from abonent.people.actions import SpentCode, seen_link
from abonent.people.models import Code

LONGEST = 100
"""Characters of an address that can be a token of ours; others do not reach the database."""


def take_in(request: HttpRequest, purpose: str, token: str, *, at: datetime) -> bool:
    """Keep a link's token for the pages that follow, if it still works. Looking does not use it up."""
    if seen(purpose, token, at=at) is None:
        return False
    request.session[_name(purpose)] = vault.seal(token.encode(), bound_to=_name(purpose))
    return True


def waiting(request: HttpRequest, purpose: str, *, at: datetime) -> Code | None:
    """Return what the kept link is about; nothing when there is none, or it does not work any more."""
    return seen(purpose, token(request, purpose), at=at)


def token(request: HttpRequest, purpose: str) -> str:
    """Return the kept token, or nothing."""
    try:
        return vault.open_sealed(request.session.get(_name(purpose), ""), bound_to=_name(purpose)).decode()
    except vault.AlteredSecret:
        return ""


def let_go(request: HttpRequest, purpose: str) -> None:
    """Forget the kept token."""
    request.session.pop(_name(purpose), None)


def seen(purpose: str, token: str, *, at: datetime) -> Code | None:
    """Return what a link is about without using it up; nothing when it does not work."""
    if not token or len(token) > LONGEST or not token.isascii():
        return None
    try:
        return seen_link(purpose, token, at=at)
    except SpentCode:
        return None


def _name(purpose: str) -> str:
    return f"link:{purpose}"
