"""All lines at once: what is given compared with what is wanted, who is not heard of any more, what is old."""

from datetime import datetime, timedelta

from django.db import connection

_COMPARE = """
UPDATE internet_session session SET asked_at = COALESCE(session.asked_at, %(at)s), refused = ''
FROM internet_lines(%(at)s) wanted, internet_device device
WHERE session.ended_at IS NULL AND wanted.id = session.line_id
  AND device.id = session.device_id AND device.ended_at IS NULL
  AND (session.drop OR wanted.level = 'OFF' OR session.given <> wanted.given)
RETURNING session.device_id
"""

_END_SILENT = """
UPDATE internet_session SET ended_at = heard_at, cause = 'silent', asked_at = NULL, because = '', refused = ''
WHERE ended_at IS NULL AND heard_at < %(since)s
"""

_FORGET = {
    "internet_answer": "at < %(before)s",
    "internet_session": "ended_at < %(before)s",
}
SOME = 20_000


def compare(*, at: datetime) -> list[int]:
    """Mark every open session whose router was not told what is wanted now; return the devices concerned."""
    with connection.cursor() as cursor:
        cursor.execute(_COMPARE, {"at": at})
        return sorted({device for (device,) in cursor.fetchall()})


def end_silent(*, at: datetime, after: timedelta) -> int:
    """End sessions that nothing was heard of for so long, at the instant when something last was; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(_END_SILENT, {"since": at - after})
        return cursor.rowcount


def forget_answers(before: datetime) -> int:
    """Delete what RADIUS answered before an instant, some at a time; return how many."""
    return _forget("internet_answer", before)


def forget_sessions(before: datetime) -> int:
    """Delete sessions that ended before an instant, some at a time; return how many."""
    return _forget("internet_session", before)


def _forget(table: str, before: datetime) -> int:
    some = f"DELETE FROM {table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {table} WHERE {_FORGET[table]} LIMIT {SOME}))"
    gone = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(some, {"before": before})
            gone += cursor.rowcount
            if cursor.rowcount < SOME:
                return gone
