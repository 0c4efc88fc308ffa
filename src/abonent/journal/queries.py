"""What may be asked of the journal."""

from datetime import datetime

from django.db.models import QuerySet

from abonent.journal.models import Event


def events_about(subject: str, *, account: int, since: datetime) -> QuerySet[Event]:
    """Return what happened to one subject of one account, oldest first.

    `since` lets the database look into a few months' partitions only.
    """
    return Event.objects.filter(account_id=account, subject=subject, at__gte=since).order_by("at", "id")
