"""The post's own SQL: a letter is put into the outbox once, however often it is asked for; many of them by one statement."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from abonent.post.models import Message


def insert_once(message: Message) -> bool:
    """Add the letter unless its key is there already; tell whether it was added and set its id.

    `bulk_create(ignore_conflicts=True)` does not say which rows it added, and a caught IntegrityError would spoil the
    caller's transaction.
    """
    fields = [field for field in Message._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    values = [field.get_db_prep_save(getattr(message, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO post_message ({columns}) VALUES ({marks}) ON CONFLICT (key) DO NOTHING RETURNING id",  # noqa: S608 - names are the model's own
            values,
        )
        row = cursor.fetchone()
    message.pk = row[0] if row else None
    return row is not None


_MANY = """
INSERT INTO post_message (account_id, user_id, channel, "to", language, template, subject, text, context, secret, key, about,
                          in_bulk, state, tries, trouble, provider_ref, queued_at, next_try_at)
SELECT account_id, user_id, channel, "to", language, %(template)s, '', '', context, '', key, about,
       %(in_bulk)s, CASE WHEN "to" = '' THEN 'FAILED' ELSE 'WAITING' END, 0, CASE WHEN "to" = '' THEN 'NoAddress' ELSE '' END, '',
       %(at)s, %(due_at)s
FROM (SELECT {source}) letters
ON CONFLICT (key) DO NOTHING
"""


def queue_all(
    source: str,
    facts: dict[str, Any],
    *,
    template: str,
    at: datetime,
    in_bulk: bool = True,
    due_at: datetime | None = None,
) -> int:
    """Put many letters into the outbox by one statement; return how many are new there.

    `source` is what follows SELECT in a statement that gives account_id, user_id, channel, "to", language, key, about and
    context; nothing of it comes from outside but by `facts`. They have no secrets and no jobs: each waits for its turn
    (`in_bulk`), or, on paper, for the printer. Those that are not in bulk are sent from `due_at` on, as many in a minute as one
    look puts to work. What has nowhere to go is kept as a letter that failed, for the office to see.
    """
    more: dict[str, Any] = {"template": template, "at": at, "in_bulk": in_bulk, "due_at": due_at or at}
    with connection.cursor() as cursor:
        cursor.execute(_MANY.format(source=source), {**facts, **more})
        return int(cursor.rowcount)


_FORGET = """
DELETE FROM post_message WHERE id IN (
    SELECT id FROM post_message
    WHERE about = ANY(%s) AND about <> '' AND state = 'WAITING' AND printing_id IS NULL FOR UPDATE SKIP LOCKED)
"""


def forget_waiting(abouts: Sequence[str]) -> int:
    """Take out of the outbox what is not to be told any more and has not begun to leave; return how many letters that were."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [list(abouts)])
        return int(cursor.rowcount)


def one_file_at_a_time() -> None:
    """Wait until nobody else puts letters into a print file; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('post.printing', 0))")
