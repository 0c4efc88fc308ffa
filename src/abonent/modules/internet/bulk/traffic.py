"""What a line carried, by slots of time for charts and by days for billing periods."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection

from abonent.modules.internet.models import Line

_SLOTS = "SELECT * FROM internet_slots(%(line)s, %(since)s, %(until)s, %(width)s, %(packets)s)"
_VOLUMES = """
SELECT COALESCE(sum(in_bytes), 0)::bigint, COALESCE(sum(out_bytes), 0)::bigint
FROM unnest(%(first)s::date[], %(after)s::date[]) WITH ORDINALITY period (first, after, place)
LEFT JOIN internet_volume volume
  ON line_id = %(line)s AND day >= first AND day < after AND day >= %(least)s::date AND day < %(most)s::date
GROUP BY place ORDER BY place
"""


type Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Course:
    """What a line carried in slots of equal length from an instant on: means per second, of bits or of packets.

    Each is what came to the customer and what left, over the part of the slot that is known, if that is a second; None where
    routers have told nothing.
    """

    since: datetime
    step: timedelta
    slots: Sequence[Pair | None]

    def at(self, place: int) -> datetime:
        """Return when a slot begins (UTC)."""
        return self.since + place * self.step


@dataclass(frozen=True, slots=True)
class Carried:
    """Bytes that came to the customer, and that left."""

    in_bytes: int
    out_bytes: int


def traffic(line: Line, *, since: datetime, until: datetime, minutes: int, packets: bool = False) -> Course:
    """Return every slot of so many minutes between two instants, of bits or of packets. They begin at multiples of that in UTC.

    A slot in which `since` lies is the first one. Means of half hours or hours, which is what is kept of older days, are
    shared out evenly over shorter slots.
    """
    step = timedelta(minutes=minutes)
    first = datetime.fromtimestamp(since.timestamp() // step.total_seconds() * step.total_seconds(), UTC)
    slots: list[Pair | None] = [None] * max(0, -((first - until) // step))
    facts: dict[str, Any] = {"line": line.pk, "since": first, "until": first + len(slots) * step, "packets": packets}
    with connection.cursor() as cursor:
        cursor.execute(_SLOTS, {**facts, "width": step.total_seconds()})
        for place, came, went in cursor.fetchall():
            slots[place] = came, went
    return Course(first, step, slots)


def volumes(line: Line, days: Iterable[tuple[date, date]]) -> list[Carried]:
    """Return what was carried in each period: from its first day, where the operator is, to before the other."""
    periods = list(days)
    if not periods:
        return []
    first, after = (list(side) for side in zip(*periods, strict=True))
    facts: dict[str, Any] = {"line": line.pk, "first": first, "after": after, "least": min(first), "most": max(after)}
    with connection.cursor() as cursor:
        cursor.execute(_VOLUMES, facts)
        return [Carried(*row) for row in cursor.fetchall()]
