"""What may be asked of the post."""

from datetime import datetime

from django.db.models import Q, QuerySet

from abonent.post.models import Message


def due(at: datetime) -> QuerySet[Message]:
    """Return the letters that wait and may be tried now: new ones at once, others when their pause is over."""
    return Message.objects.filter(Q(tries=0) | Q(next_try_at__lte=at), state=Message.State.WAITING)


def overdue(at: datetime) -> QuerySet[Message]:
    """Return the waiting letters whose time has come, the oldest first."""
    return Message.objects.filter(state=Message.State.WAITING, next_try_at__lte=at).order_by("next_try_at", "id")
