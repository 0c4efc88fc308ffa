"""The lines of an account, and what they are called."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from abonent.database.compiled import compiled
from abonent.modules.internet.models import Line
from abonent.people.models import Account, Place

PLACE = ("post_code", "town", "street", "house", "flat")


def lines_of(account: Account) -> QuerySet[Line]:
    """Return what an account has or had, the oldest first, with where it is."""
    found = Line.objects.filter(account=account).select_related("account", "subscription__place")
    return found.order_by("subscription_id")


def line_of_account(account: Account, pk: int) -> Line | None:
    """Return one line of an account; another's is none."""
    return lines_of(account).filter(pk=pk).first()


def line_name(line: Line) -> str:
    """Return what a line is called: its own name, or else where it is."""
    delivered = line.subscription
    return delivered.label or (str(delivered.place) if delivered.place else delivered.ref)


def named_line(account: Account, line: int) -> tuple[Line, str] | None:
    """Return one line of an account with no more than its login, and what it is called; another's is none. For hot pages."""
    return next(iter(_named(account=account.pk, line=line)), None)


def _row(pk: int, account: int, login: str, label: str, ref: str, *place: str | None) -> tuple[Line, str]:
    where = Place(**dict(zip(PLACE, place, strict=True))).lines if place[0] is not None else ()
    return Line(pk=pk, account_id=account, login=login), next(filter(None, (label, *where, ref)), "")


@compiled(_row)
def _named(account: int, line: int) -> QuerySet[Line, Any]:
    where = (f"subscription__place__{part}" for part in PLACE)
    found = Line.objects.filter(account_id=account, pk=line)
    return found.values_list("pk", "account_id", "login", "subscription__label", "subscription__ref", *where)


def is_over(line: Line, *, on: date) -> bool:
    """Say whether what a line belongs to has ended by a day."""
    until = line.subscription.valid.upper
    return until is not None and until <= on


def is_connected(line: Line) -> bool:
    """Say whether a session of a line is under way."""
    return line.sessions.filter(ended_at=None).exists()
