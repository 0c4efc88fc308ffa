"""Outages and works that everybody should know of. Each process asks for them every few seconds, not for each page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from abonent.news import queries
from abonent.news.queries import InForce
from abonent.web.addresses import address

A_WHILE = timedelta(seconds=15)
"""So much later than it was published an outage may be told: the price of not asking thousands of times a minute."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Trouble, and what to do about it. `link` is (address, text)."""

    kind: str
    title: str
    text: str
    link: tuple[str, str] | None = None


@dataclass(slots=True)
class Memory:
    """What was found last, and when."""

    at: datetime | None = None
    found: tuple[InForce, ...] = ()


memory = Memory()


def works(language: str, *, at: datetime) -> Iterator[Notice]:
    """Return what does not work now, or will not soon, in a language."""
    for each in _in_force(at):
        kind = "bad" if each.kind == "OUTAGE" else "warn"
        title, lead = (words.get(language) or next(iter(words.values())) for words in (each.title, each.lead))
        yield Notice(kind, title, lead, (address("notice", language=language, notice=each.slug), _("Read more")))


def _in_force(at: datetime) -> tuple[InForce, ...]:
    if memory.at is None or abs(at - memory.at) > A_WHILE:
        memory.found = tuple(queries.in_force(at=at))
        memory.at = at
    return memory.found
