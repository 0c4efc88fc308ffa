"""What may be asked about orders."""

from django.db.models import QuerySet

from abonent.cases.models import Order
from abonent.people.models import Account


def orders(account: Account) -> QuerySet[Order]:
    """Return what was ever asked for on an account, the newest first."""
    return Order.objects.filter(account=account).order_by("-placed_at", "-pk")


def waiting(account: Account, kind: str) -> Order | None:
    """Return the change of a kind that waits for the office; there is one at most."""
    return orders(account).filter(kind=kind, state=Order.State.WAITING).first()


def waiting_everywhere() -> QuerySet[Order]:
    """Return what waits for the office, the oldest first, with the accounts."""
    return Order.objects.filter(state=Order.State.WAITING).select_related("account").order_by("placed_at", "pk")
