"""What routers have to be told and have not taken yet."""

from collections.abc import Iterable

from django.db.models import QuerySet

from abonent.modules.internet.models import Device, Session
from abonent.people.models import Account


def is_away(device: Device) -> bool:
    """Say whether a device did not answer when it was last told something."""
    return device.failed_at is not None and (device.answered_at is None or device.failed_at > device.answered_at)


def untold() -> QuerySet[Session]:
    """Return the open sessions whose router has to be told something and can be; who refused is asked again by the hour."""
    return Session.objects.filter(ended_at=None, asked_at__isnull=False, refused="", device__ended_at=None)


def open_sessions(account: Account) -> QuerySet[Session]:
    """Return the connections of an account that are under way, with the device of each."""
    found = Session.objects.filter(line__account=account, ended_at=None).select_related("device")
    return found.order_by("began_at", "pk")


def connected_lines(accounts: Iterable[int]) -> list[int]:
    """Return which lines of these accounts are connected."""
    found = Session.objects.filter(line__account__in=list(accounts), ended_at=None)
    return sorted(set(found.values_list("line", flat=True)))
