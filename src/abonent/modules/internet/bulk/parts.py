"""The parts of the tables of traffic: made ahead, thinned when they are old, dropped when their time is over."""

from datetime import date

from django.db import connection

_LAST = """
SELECT max(to_date(right(relname, 10), 'YYYY_MM_DD')) FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
WHERE inhparent = 'internet_sample'::regclass AND relname ~ '_[0-9]{4}_[0-9]{2}_[0-9]{2}$'
"""
_OVERDUE = """
SELECT relname::text FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
WHERE relname ~ '_[0-9]{4}_[0-9]{2}_[0-9]{2}$' AND to_date(right(relname, 10), 'YYYY_MM_DD') < CASE
    WHEN inhparent IN ('internet_sample'::regclass, 'internet_apart'::regclass) THEN %s::date
    WHEN inhparent = 'internet_half'::regclass THEN %s::date END
ORDER BY right(relname, 10), relname
"""
_MAKE = """
SELECT internet_make_part(parent, day::date)
FROM generate_series(%(first)s::date, %(last)s::date, interval '1 day') day,
    unnest(ARRAY['internet_sample', 'internet_half', 'internet_hour']) parent
WHERE parent IN ('internet_sample', 'internet_half') OR day = %(first)s OR extract(day FROM day) = 1
"""


def make_parts(first: date, last: date) -> int:
    """Make the parts for these days (UTC), the last one too, and their months; those there already are left alone.

    Returns how many were made. A day or month of which something lies in the rest stays there. Raises OperationalError
    where somebody reads the rest for long, as whoever makes a copy does: then it is to be tried again.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MAKE, {"first": first, "last": last})
        return sum(made for (made,) in cursor.fetchall())


def last_day() -> date | None:
    """Return the last day (UTC) of which samples have a part of their own."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST)
        row = cursor.fetchone()
    return row[0] if row else None


def overdue(*, fine: date, half: date) -> list[str]:
    """Return the tables of samples of before one day (UTC), and of half hours of before another, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_OVERDUE, [fine, half])
        return [name for (name,) in cursor.fetchall()]


def set_apart(before: date) -> str | None:
    """Set the oldest day of samples of before one apart, where nothing is added to it; return its table. Raises as above."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT internet_set_apart(%s)", [before])
        return _only(cursor.fetchone())


def thin(half: date) -> str | None:
    """Turn a day that was set apart, or one of half hours of before a day, into means and drop it, both or neither.

    Returns its table. Raises as above.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT internet_thin(%s)", [half])
        return _only(cursor.fetchone())


def thin_rest(*, fine: date, half: date) -> None:
    """Turn into means what came late or had no part: samples of before one day, half hours of before another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT internet_thin_rest(%s, %s)", [fine, half])


def drop_parts(before: date) -> int:
    """Drop months of hours that were over before a day, and days of the rest and of volumes; return how many. Raises as above."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT internet_drop_parts(%s)", [before])
        return int(_only(cursor.fetchone()) or 0)


def _only(row: tuple[str | None, ...] | None) -> str | None:
    return row[0] if row else None
