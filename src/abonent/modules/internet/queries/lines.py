"""The lines of an account, and what they are called."""

from datetime import date

from django.db.models import QuerySet

from abonent.modules.internet.models import Line
from abonent.people.models import Account


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


def is_over(line: Line, *, on: date) -> bool:
    """Say whether what a line belongs to has ended by a day."""
    until = line.subscription.valid.upper
    return until is not None and until <= on


def is_connected(line: Line) -> bool:
    """Say whether a session of a line is under way."""
    return line.sessions.filter(ended_at=None).exists()
