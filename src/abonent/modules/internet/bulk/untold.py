"""Many lines at once: what their routers have to be told, compared, marked and written down; who is silent, what is old."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from abonent.journal import bulk as journal
from abonent.modules.internet.models import Session

# Sessions are locked in order of id, as everybody does who holds many.
_COMPARE = """
WITH differing AS (
    SELECT session.id FROM internet_session session
    JOIN internet_device device ON device.id = session.device_id AND device.ended_at IS NULL
    JOIN internet_lines(%(at)s) wanted ON wanted.id = session.line_id
    WHERE session.ended_at IS NULL AND (session.drop OR wanted.level = 'OFF' OR session.given <> wanted.given)
    ORDER BY session.id FOR NO KEY UPDATE OF session)
UPDATE internet_session session SET asked_at = COALESCE(session.asked_at, %(at)s), refused = ''
FROM differing WHERE session.id = differing.id
RETURNING session.device_id
"""

_LOCK = "SELECT pg_advisory_lock(hashtextextended('internet.line:' || line, 0)) FROM unnest(%s::bigint[]) AS line"
_UNLOCK = "SELECT pg_advisory_unlock(hashtextextended('internet.line:' || line, 0)) FROM unnest(%s::bigint[]) AS line"

# Marked anew even where a mark is: whoever is just speaking to that router does not take this one away with their own.
_MARK_ACCOUNTS = """
WITH connected AS (
    SELECT session.id, waiting.subject FROM internet_session session
    JOIN internet_line line ON line.id = session.line_id
    JOIN unnest(%(accounts)s::bigint[], %(subjects)s::text[]) AS waiting (account, subject) ON waiting.account = line.account_id
    WHERE session.ended_at IS NULL AND session.device_id IS NOT NULL
    ORDER BY session.id FOR NO KEY UPDATE OF session)
UPDATE internet_session session SET asked_at = %(at)s, because = connected.subject
FROM connected WHERE session.id = connected.id RETURNING session.line_id, connected.subject
"""

_MARK = """
UPDATE internet_session session SET asked_at = COALESCE(session.asked_at, %(at)s), because = told.because
FROM unnest(%(sessions)s::bigint[], %(because)s::text[]) AS told (id, because) WHERE session.id = told.id
"""

_FORGET_UNTOLD = """
UPDATE internet_session SET asked_at = NULL, because = '', refused = '' WHERE id = ANY(%s)
"""

_WRITE = """
UPDATE internet_session session
SET given = said.given, ended_at = said.ended_at, cause = said.cause, asked_at = said.asked_at, because = said.because,
    refused = said.refused
FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::text[], %s::timestamptz[], %s::text[], %s::text[])
    AS said (id, given, ended_at, cause, asked_at, because, refused)
WHERE session.id = said.id
"""

# Whoever was to end it wants that still, should it be heard of again.
_END_SILENT = """
UPDATE internet_session SET ended_at = heard_at, cause = 'silent', asked_at = CASE WHEN drop THEN asked_at END,
    because = CASE WHEN drop THEN because ELSE '' END, refused = ''
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


def lock_lines(lines: Sequence[int]) -> None:
    """Hold these lines, given in order, until `unlock_lines` or the end of the connection, transaction or not."""
    _said(_LOCK, lines)


def unlock_lines(lines: Sequence[int]) -> None:
    """Let go of lines."""
    _said(_UNLOCK, lines)


def mark_waiting(reaction: str, *, most: int, at: datetime) -> dict[int, str]:
    """Take over what waits for a reaction: mark the sessions of those accounts; return their lines, and because of what.

    In the caller's transaction, with which the jobs are gone and the marks are there.
    """
    waiting = dict(journal.take_along(reaction, most=most, at=at))
    if not waiting:
        return {}
    facts: dict[str, Any] = {"accounts": list(waiting), "subjects": list(waiting.values()), "at": at}
    with connection.cursor() as cursor:
        cursor.execute(_MARK_ACCOUNTS, facts)
        return dict(cursor.fetchall())


def mark(told: Sequence[tuple[int, str]], *, at: datetime) -> None:
    """Write down that the routers of these sessions have to be told something, and because of what."""
    if told:
        facts: dict[str, Any] = {
            "sessions": [pk for pk, _ in told],
            "because": [because for _, because in told],
            "at": at,
        }
        with connection.cursor() as cursor:
            cursor.execute(_MARK, facts)


def forget_untold(sessions: Sequence[int]) -> None:
    """Write down that nothing has to be told of these sessions any more."""
    if sessions:
        _said(_FORGET_UNTOLD, sessions)


def write(sessions: Iterable[Session]) -> None:
    """Write down how sessions stand after their routers have answered. The caller holds them."""
    rows = [(s.pk, s.given, s.ended_at, s.cause, s.asked_at, s.because, s.refused) for s in sessions]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [list(column) for column in zip(*rows, strict=True)])


def end_silent(*, at: datetime, after: timedelta) -> int:
    """End sessions that nothing was heard of for so long, at the instant when something last was; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(_END_SILENT, {"since": at - after})
        return int(cursor.rowcount)


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
            gone += int(cursor.rowcount)
            if cursor.rowcount < SOME:
                return gone


def _said(statement: str, numbers: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(numbers)])
