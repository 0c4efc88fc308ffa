"""What routers of the demonstration told before it was started: two weeks of connections, each with its packets.

Those with a name have all that a router would have told; the others the last day of it, and before that a little.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from abonent.demo.carrying import Counters, Speeds, more

DAYS = timedelta(days=14)
FINE, SOMETIMES = timedelta(hours=25), timedelta(hours=49)
"""So long before it was started those without a name told each five minutes, and each half hour."""
HALF_HOUR, SELDOM = timedelta(minutes=30), timedelta(hours=6)
NEARLY = 1.2
"""So many times as long as any other the last step may be, so that nothing tiny is left."""
NOTHING = Counters()
RESTLESS = 0.3
"""So many lose their connection each day, and find it again some hours later."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A connection that was: from when to when."""

    began_at: datetime
    ended_at: datetime


def connections(login: str, *, since: datetime, until: datetime) -> list[Stretch]:
    """Return the connections of a line between two instants; the last one may go on, so it reaches to the end."""
    lot = Random(f"{login} connections")  # noqa: S311 - the same at every start, not a secret
    restless = lot.random() < RESTLESS
    found, ends = [], until
    while ends > since + SELDOM:
        length = timedelta(hours=lot.uniform(7, 30) if restless else lot.uniform(40, 150))
        began = max(since, ends - length).replace(microsecond=0)
        found.append(Stretch(began, ends))
        ends = began - timedelta(minutes=lot.uniform(25, 280) if restless else lot.uniform(1, 3))
    return found[::-1]


def told(
    login: str,
    speeds: Speeds,
    stretch: Stretch,
    *,
    every: timedelta,
    now: datetime | None,
    counted: Counters = NOTHING,
) -> Iterator[tuple[datetime, Counters]]:
    """Yield when the router told something in a stretch, and what it had counted: first what it had then, last all.

    `now`: of those without a name, who are told of seldom where it is long ago.
    """
    at = stretch.began_at
    yield at, counted
    while at < stretch.ended_at:
        step = _step(at, every, now)
        then = at + step if at + step * NEARLY < stretch.ended_at else stretch.ended_at
        counted = more(counted, login, speeds, since=at, until=then)
        at = then
        yield at, counted


def _step(at: datetime, every: timedelta, now: datetime | None) -> timedelta:
    if now is None or now - at <= FINE:
        return every
    return HALF_HOUR if now - at <= SOMETIMES else SELDOM
