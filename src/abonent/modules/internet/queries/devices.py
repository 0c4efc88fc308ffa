"""Access devices: which there are, how each is, and how many lines are connected there."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from django.db.models import Count, F, Q, QuerySet

from abonent import profile
from abonent.journal.queries import last_time
from abonent.modules.internet.models import Device, Session

type Health = Literal["ended", "away", "silent", "new", "well"]

IN_USE = Q(ended_at=None)
AWAY = IN_USE & Q(failed_at__isnull=False) & (Q(answered_at=None) | Q(failed_at__gt=F("answered_at")))
"""Out of reach: it did not answer when it was last told of a change."""


def health(device: Device, *, at: datetime) -> Health:
    """Return how a device is: ended, out of reach, silent for longer than a session may be, never heard of, or well."""
    if device.ended_at:
        return "ended"
    if device.failed_at and (device.answered_at is None or device.failed_at > device.answered_at):
        return "away"
    if device.heard_at is None:
        return "new"
    return "silent" if device.heard_at < at - silence() else "well"


def silence() -> timedelta:
    """Return after what time without a word something is wrong."""
    rules = profile.current().internet
    return timedelta(minutes=rules.silent_minutes if rules else 0)


def out_of_reach() -> QuerySet[Device]:
    """Return the devices that did not answer when they were last told of a change."""
    return Device.objects.filter(AWAY).order_by("failed_at", "pk")


def away_since(device: Device) -> datetime | None:
    """Return since when a device has been out of reach: it is tried each minute, and `failed_at` is the last time."""
    return last_time("device.failed", f"device:{device.pk}") or device.failed_at


def connected_at(devices: Iterable[int]) -> dict[int, int]:
    """Return how many sessions are under way at each of these devices, by the number of the device."""
    found = (
        Session.objects.filter(device__in=list(devices), ended_at=None).values("device").annotate(sessions=Count("pk"))
    )
    return {row["device"]: row["sessions"] for row in found}


def mark_of(device: Device) -> str:
    """Return a mark of all that people may change of a device: whoever changes it shows which one they have looked at."""
    said = (device.name, device.address, device.vendor, device.port, device.note, device.secret_at, device.ended_at)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:24]
