"""What a line carried, by slots of time for charts and by days for billing periods."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from abonent import profile
from abonent.modules.internet.models import Line

# Each stretch is shared out by time over the slots that it touches: the first, the last, and those between, where there are any.
# A line with two connections at once knows no more seconds than there are.
_SLOTS = """
WITH stretch AS MATERIALIZED (
    SELECT *, high - low AS long, GREATEST(0, floor(low / %(width)s::float8))::integer AS first,
        LEAST(%(slots)s, ceil(high / %(width)s::float8))::integer - 1 AS last
    FROM ({}) said WHERE high > 0
)
SELECT slot, LEAST(%(width)s, sum(known * share)), sum(in_bytes * share), sum(out_bytes * share),
    sum(in_packets * share), sum(out_packets * share)
FROM (
    SELECT first AS slot, known, in_bytes, out_bytes, in_packets, out_packets,
        (LEAST(high, (first + 1) * %(width)s::float8) - GREATEST(low, 0)) / long AS share
    FROM stretch
    UNION ALL
    SELECT last, known, in_bytes, out_bytes, in_packets, out_packets,
        (LEAST(high, (last + 1) * %(width)s::float8) - last * %(width)s::float8) / long
    FROM stretch WHERE last > first
    UNION ALL
    SELECT slot, known, in_bytes, out_bytes, in_packets, out_packets, %(width)s::float8 / long
    FROM stretch, generate_series(first + 1, last - 1) slot WHERE last > first + 1) shares
GROUP BY slot
"""
_SAMPLES = """
SELECT date_part('epoch', since - %(since)s::timestamptz) AS low,
    date_part('epoch', until - %(since)s::timestamptz) AS high,
    date_part('epoch', until - since) AS known, in_bytes, out_bytes, in_packets, out_packets
FROM {}
WHERE line_id = %(line)s AND since >= %(midnight)s::timestamptz AND since < %(until)s::timestamptz
  AND until > %(since)s::timestamptz
"""
_MEANS = """
SELECT date_part('epoch', at - %(since)s::timestamptz) AS low,
    date_part('epoch', at - %(since)s::timestamptz) + minutes * 60 AS high,
    seconds AS known, in_bytes, out_bytes, in_packets, out_packets
FROM internet_mean
WHERE line_id = %(line)s AND minutes IN (30, 60)
  AND at > %(since)s::timestamptz - interval '1 hour' AND at < %(until)s::timestamptz
"""
# The last row says up to when samples are means already: there is no more to be asked where that is before.
_FINE = f"""
{_SLOTS.format(_SAMPLES.format("internet_sample"))} UNION ALL
SELECT -1, date_part('epoch', COALESCE(max(thinned_before), '-infinity')), 0, 0, 0, 0 FROM internet_rules
"""
_ALL = _SLOTS.format(
    " UNION ALL ".join([_SAMPLES.format("internet_sample"), _SAMPLES.format("internet_apart"), _MEANS])
)

_VOLUMES = """
SELECT COALESCE(sum(in_bytes), 0)::bigint, COALESCE(sum(out_bytes), 0)::bigint
FROM unnest(%(first)s::date[], %(after)s::date[]) WITH ORDINALITY period (first, after, place)
LEFT JOIN internet_volume volume
  ON line_id = %(line)s AND day >= first AND day < after AND day >= %(least)s::date AND day < %(most)s::date
GROUP BY place ORDER BY place
"""


class Slot(NamedTuple):
    """Means per second over the part of a slot of time that is known, if that is a second: routers may have told nothing.

    `in_…` is what came to the customer, `out_…` what left.
    """

    at: datetime
    known: bool
    in_bits: float
    out_bits: float
    in_packets: float
    out_packets: float


@dataclass(frozen=True, slots=True)
class Carried:
    """Bytes that came to the customer, and that left."""

    in_bytes: int
    out_bytes: int


def traffic(line: Line, *, since: datetime, until: datetime, minutes: int) -> list[Slot]:
    """Return every slot of so many minutes between two instants. They begin at multiples of that in UTC.

    A slot in which `since` lies is the first one. Means of half hours or hours, which is what is kept of older days, are
    shared out evenly over shorter slots.
    """
    width = minutes * 60
    first = datetime.fromtimestamp(since.timestamp() // width * width, UTC)
    count = max(0, -int((first - until).total_seconds() // width))
    known = {row[0]: row for row in _rows(line.pk, first, width, count) if row[1] >= 1}
    step = timedelta(minutes=minutes)
    return [_slot(first + place * step, known.get(place)) for place in range(count)]


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


def _rows(line: int, since: datetime, width: int, slots: int) -> list[tuple[Any, ...]]:
    facts: dict[str, Any] = {
        "line": line,
        "since": since,
        "midnight": since.replace(hour=0, minute=0),
        "until": since + timedelta(seconds=width * slots),
        "width": width,
        "slots": slots,
    }
    rows: list[tuple[Any, ...]]
    with connection.cursor() as cursor:
        if not _is_old(facts["midnight"], facts["until"]):
            cursor.execute(_FINE, facts)
            rows = cursor.fetchall()
            if any(place == -1 and edge <= since.timestamp() for place, edge, *_measures in rows):
                return rows
        cursor.execute(_ALL, facts)
        rows = cursor.fetchall()
        return rows


def _is_old(since: datetime, until: datetime) -> bool:
    """Tell whether there are means by now of what began then: one statement is spared where that is known."""
    rules = profile.current().internet
    return bool(rules and until - since > timedelta(days=rules.traffic.fine_days + 1))


def _slot(at: datetime, row: tuple[Any, ...] | None) -> Slot:
    if row is None:
        return Slot(at, False, 0.0, 0.0, 0.0, 0.0)
    _place, known, in_bytes, out_bytes, in_packets, out_packets = row
    return Slot(at, True, in_bytes * 8 / known, out_bytes * 8 / known, in_packets / known, out_packets / known)
