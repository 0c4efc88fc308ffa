"""Connections of a line, and what RADIUS last said to it."""

from datetime import datetime

from abonent.modules.internet.models import Answer, Session
from abonent.people.models import Account

LATEST = 6
DIGITS = 18
"""The longest number that is one of a row for certain."""


def latest_sessions(account: Account, line: int, *, size: int = LATEST) -> list[Session]:
    """Return the latest connections of an account's line, the newest first, with the devices that told of them."""
    found = Session.objects.filter(account=account, line=line).select_related("device")
    return list(found.order_by("-began_at")[:size])


def session_of(account: Account, line: int, session: str) -> Session | None:
    """Return one connection of an account's line by its number, as an address or a form says it; another's is none."""
    if not session.isdecimal() or len(session) > DIGITS:
        return None
    return Session.objects.filter(account=account, line=line, pk=int(session)).select_related("device").first()


def last_answer(line: int, *, since: datetime | None) -> Answer | None:
    """Return what RADIUS last said to a line, if that was after an instant."""
    found = Answer.objects.filter(line_id=line)
    return (found.filter(at__gt=since) if since else found).order_by("-at").first()
