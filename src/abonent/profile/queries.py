"""Which operator this is, and what its calendar says."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from functools import cache

from django.conf import settings

from abonent.profile.reading import load
from abonent.profile.tree import Profile

MODULES = "abonent.modules."

_used: ContextVar[Profile | None] = ContextVar("profile", default=None)


def current() -> Profile:
    """The operator of this deployment: `settings.ABONENT_PROFILE`, read once.

    Raises ProfileError when the file cannot be used.
    """
    return _used.get() or _deployed()


@contextmanager
def using(profile: Profile) -> Iterator[Profile]:
    """Another operator for a while; for tests."""
    token = _used.set(profile)
    try:
        yield profile
    finally:
        _used.reset(token)


def is_open(python: str) -> bool:
    """Say whether what stands in a module of Python may be used: not in a module of ours that the profile does not list."""
    if not python.startswith(MODULES):
        return True
    return python.removeprefix(MODULES).partition(".")[0] in current().modules


def midnight(day: date) -> datetime:
    """The instant at which the day begins where the operator is: the only bridge from days to instants."""
    return datetime.combine(day, time.min, tzinfo=current().zone)


def today(at: datetime) -> date:
    """The day that it is at that instant where the operator is. Raises ValueError for a naive datetime."""
    if at.tzinfo is None:
        raise ValueError("An instant needs its time zone.")
    return at.astimezone(current().zone).date()


@cache
def _deployed() -> Profile:
    return load(str(settings.ABONENT_PROFILE))
