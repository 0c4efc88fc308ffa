"""What a line carried, by slots of time for charts and by days for billing periods."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

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


UNKNOWN = (0.0, 0, 0)


class Slot(NamedTuple):
    """Means per second, of bits or of packets, over the part of a slot of time that is known, if that is a second.

    Routers may have told nothing. `came` is what came to the customer, `went` what left.
    """

    at: datetime
    known: bool
    came: float
    went: float


@dataclass(frozen=True, slots=True)
class Carried:
    """Bytes that came to the customer, and that left."""

    in_bytes: int
    out_bytes: int


def traffic(line: Line, *, since: datetime, until: datetime, minutes: int, packets: bool = False) -> list[Slot]:
    """Return every slot of so many minutes between two instants, of bits or of packets. They begin at multiples of that in UTC.

    A slot in which `since` lies is the first one. Means of half hours or hours, which is what is kept of older days, are
    shared out evenly over shorter slots.
    """
    width = minutes * 60
    first = datetime.fromtimestamp(since.timestamp() // width * width, UTC)
    count = max(0, -int((first - until).total_seconds() // width))
    ends, step = first + timedelta(seconds=width * count), timedelta(seconds=width)
    facts: dict[str, Any] = {"line": line.pk, "since": first, "until": ends, "width": width, "packets": packets}
    with connection.cursor() as cursor:
        cursor.execute(_SLOTS, facts)
        known = {place: measures for place, *measures in cursor.fetchall()}
    each = 1 if packets else 8
    return [_slot(first + place * step, known.get(place, UNKNOWN), each) for place in range(count)]


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


def _slot(at: datetime, measures: Sequence[float], each: int) -> Slot:
    known, came, went = measures
    if known < 1:
        return Slot(at, False, 0.0, 0.0)
    return Slot(at, True, came * each / known, went * each / known)
