"""Outages and works that a customer should know of: those that concern everybody, and those at a place of theirs.

Each process asks for them every few seconds, not for each page; only where one names a place it asks whose that is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from abonent import profile
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


def works(account: int, language: str, *, at: datetime) -> Iterator[Notice]:
    """Return what does not work for an account now, or will not soon, in a language."""
    told = _in_force(at)
    here = queries.concerning(account, told, on=profile.today(at))
    for each in told:
        if each.places and each.id not in here:
            continue
        kind = "bad" if each.kind == "OUTAGE" else "warn"
        title, lead = (words.get(language) or next(iter(words.values())) for words in (each.title, each.lead))
        text = f"{lead} {_('It concerns your address.')}" if each.places else lead
        yield Notice(kind, title, text, (address("notice", language=language, notice=each.slug), _("Read more")))


def _in_force(at: datetime) -> tuple[InForce, ...]:
    if memory.at is None or abs(at - memory.at) > A_WHILE:
        memory.found = tuple(queries.in_force(at=at))
        memory.at = at
    return memory.found
