"""Numbers of documents: one after the other, without a gap, by the lock of their series' row."""

from datetime import date

from django.db import connection

_TAKE = """
INSERT INTO billing_series AS series (code, next) VALUES (%(code)s, 1 + %(count)s)
ON CONFLICT (code) DO UPDATE SET next = series.next + %(count)s
RETURNING next - %(count)s
"""


def numbering(pattern: str, on: date) -> tuple[str, int]:
    """Split a pattern such as "FV/{year}/{month:02}/{number:04}" into the filled prefix and the number's width."""
    head, _, tail = pattern.partition("{number")
    return head.format(year=on.year, month=on.month), int(tail.strip(":}") or 1)


def take_number(pattern: str, *, on: date) -> str:
    """Return the next number of a series; whoever asks at the same time waits. A transaction that fails gives it back."""
    return take_numbers(pattern, on=on, count=1)[0]


def take_numbers(pattern: str, *, on: date, count: int) -> list[str]:
    """Return the next so many numbers of a series, by one statement."""
    prefix, width = numbering(pattern, on)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"code": prefix, "count": count})
        (first,) = cursor.fetchone()
    return [f"{prefix}{number:0{width}}" for number in range(first, first + count)]
