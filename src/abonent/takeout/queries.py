"""What may be asked about archives."""

from datetime import datetime

from django.db.models import Q, QuerySet

from abonent.people.models import User
from abonent.takeout.models import Takeout


def takeouts(person: User) -> QuerySet[Takeout]:
    """Return the archives that a person has asked for, the newest first."""
    return Takeout.objects.filter(user=person).order_by("-pk")


def ready(person: User, *, at: datetime) -> QuerySet[Takeout]:
    """Return the archives that a person can fetch at an instant."""
    return takeouts(person).filter(state=Takeout.State.READY, until__gt=at)


def waiting() -> QuerySet[Takeout]:
    """Return the archives in the making, of everybody."""
    return Takeout.objects.filter(state=Takeout.State.WAITING).select_related("user").order_by("pk")


def kept() -> QuerySet[Takeout]:
    """Return the archives that lie on the disk, of everybody."""
    return Takeout.objects.filter(state=Takeout.State.READY).order_by("pk")


def over(at: datetime) -> QuerySet[Takeout]:
    """Return the archives to be deleted: their days are over, or their person has left."""
    return kept().filter(Q(until__lte=at) | Q(user__ended_at__lte=at))
