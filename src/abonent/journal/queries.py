"""What may be asked of the journal."""

from datetime import datetime

from django.db.models import QuerySet

from abonent.journal.models import Event

LOOKS = ("customer.seen", "customer.viewed", "customer.view_ended", "customer.file_taken", "access.denied")
"""Kinds that tell of somebody who looked, or wanted to."""


def events_about(subject: str, *, account: int, since: datetime) -> QuerySet[Event]:
    """Return what happened to one subject of one account, oldest first.

    `since` lets the database look into a few months' partitions only.
    """
    return Event.objects.filter(account_id=account, subject=subject, at__gte=since).order_by("at", "id")


def events_by(person: int, *, account: int, since: datetime) -> QuerySet[Event]:
    """Return what a person did on an account, the newest first.

    `since` lets the database look into the partitions of those months only in which the person could do anything.
    """
    return Event.objects.filter(account_id=account, by_id=person, at__gte=since).order_by("-at", "-id")


def last_time(kind: str, subject: str) -> datetime | None:
    """Return when something last happened to a subject, as far back as the journal goes."""
    found = Event.objects.filter(subject=subject, kind=kind).order_by("-at").values_list("at", flat=True)
    return found.first()


def last_event(subject: str) -> Event | None:
    """Return what happened last to a subject, as far back as the journal goes."""
    return Event.objects.filter(subject=subject).order_by("-at", "-id").first()


def was_done(kind: str, *, by: int, account: int, since: datetime) -> bool:
    """Say whether a person has done something on an account since then."""
    return Event.objects.filter(by_id=by, account_id=account, kind=kind, at__gte=since).exists()


def events_of(account: int) -> QuerySet[Event]:
    """Return what happened on an account, in no order: found by the index over account and instant of each month."""
    return Event.objects.filter(account_id=account)


def count_done(by: int, *, via: str, since: datetime, most: int) -> int:
    """Count what a person has done in some way since an instant, up to so many; that they only looked is not counted."""
    done = Event.objects.filter(by_id=by, at__gte=since, via=via).exclude(kind__in=LOOKS)
    return done[:most].count()


def latest_about(subject: str, *, most: int) -> QuerySet[Event]:
    """Return the newest things that happened to a subject, on whichever account."""
    return Event.objects.filter(subject=subject).order_by("-at", "-id")[:most]
