"""Many events at once, and the partitions in which they lie: one for each month, made ahead."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from django.db import connection
from psycopg.types.json import Jsonb


class _Event(Protocol):
    @property
    def kind(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def account(self) -> int | None: ...
    @property
    def subject(self) -> str: ...
    @property
    def by(self) -> int | None: ...
    @property
    def via(self) -> str: ...
    @property
    def data(self) -> dict[str, Any]: ...


_ADD = """
INSERT INTO journal_event (kind, at, account_id, subject, by_id, via, data)
SELECT * FROM jsonb_to_recordset(%s::jsonb) AS event (
    kind text, at timestamptz, account bigint, subject text, by bigint, via text, data jsonb)
RETURNING kind, at, id
"""


def add_events(happened: Sequence[_Event]) -> list[tuple[str, datetime, int]]:
    """Add events in one statement; return kind, instant and id of each."""
    facts: list[Any] = [Jsonb([_row(one) for one in happened])]
    with connection.cursor() as cursor:
        cursor.execute(_ADD, facts)
        return list(cursor.fetchall())


def _row(one: _Event) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "at": one.at.isoformat(),
        "account": one.account,
        "subject": one.subject,
        "by": one.by,
        "via": one.via,
        "data": one.data,
    }


_WAITING = """
SELECT job.id, event.account_id, event.subject
FROM procrastinate_jobs job
JOIN journal_event event ON event.at = (job.args ->> 'at')::timestamptz AND event.id = (job.args ->> 'event')::bigint
WHERE job.status = 'todo' AND job.task_name = 'journal.react' AND job.args ->> 'reaction' = %(reaction)s
  AND (job.scheduled_at IS NULL OR job.scheduled_at <= %(at)s)
ORDER BY job.priority DESC, job.id LIMIT %(most)s FOR UPDATE OF job SKIP LOCKED
"""


def take_along(reaction: str, *, most: int, at: datetime) -> list[tuple[int, str]]:
    """Take over what waits for a reaction, up to so many; return account and subject of each, oldest first.

    The jobs are gone when the caller's transaction is committed: until then it writes down what is left to do.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"reaction": reaction, "most": most, "at": at})
        found = cursor.fetchall()
        jobs = [job for job, _, _ in found]
        if jobs:
            cursor.execute("SELECT procrastinate_cancel_job_v1(job, false, true) FROM unnest(%s::bigint[]) job", [jobs])
    return [(account, subject) for _, account, subject in found if account]


_MONTHS = """
SELECT first::date FROM generate_series(
    date_trunc('month', %(since)s::timestamptz AT TIME ZONE 'UTC'),
    date_trunc('month', %(since)s::timestamptz AT TIME ZONE 'UTC') + make_interval(months => %(ahead)s),
    interval '1 month') AS first
WHERE NOT EXISTS (
    SELECT FROM journal_event_rest
    WHERE at >= first AT TIME ZONE 'UTC' AND at < (first + interval '1 month') AT TIME ZONE 'UTC')
"""


def make_months(since: datetime, *, ahead: int) -> None:
    """Make the partitions from the month of `since` to so many months later; those there already are left alone.

    A month whose events have begun to lie in the rest stays there: PostgreSQL makes no partition for rows that lie elsewhere.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS, {"since": since, "ahead": ahead})
        for month in cursor.fetchall():
            cursor.execute("SELECT journal_make_month(%s)", month)
