"""What may be asked of audit."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from abonent.audit.models import Before, Change, tables, tracked, word

_OWN = {"pgh_id", "pgh_created_at", "pgh_label", "pgh_context", "by_id"}

# What a row was changed to is what it was before the next change, or what it is now.
_BOTH = """
SELECT was.pgh_id, to_jsonb(was), CASE WHEN was.pgh_label = 'update' THEN coalesce(
    (SELECT to_jsonb(later) FROM "{kept}" later
     WHERE later."{key}" = was."{key}" AND later.pgh_id > was.pgh_id ORDER BY later.pgh_id LIMIT 1),
    (SELECT to_jsonb(now) FROM "{table}" now WHERE now."{key}" = was."{key}")) END
FROM "{kept}" was WHERE was.pgh_id = ANY(%s)"""


@dataclass(frozen=True, slots=True)
class Difference:
    """A column that was changed: what stood there and what was put there (as JSON has it); of a deleted row only the first."""

    column: str
    old: Any
    new: Any


def changes() -> QuerySet[Change]:
    """Return every change of what is kept."""
    return Change.objects.all()


def differences(some: Sequence[Change]) -> dict[int, list[Difference]]:
    """Return what each of some changes changed, by its id: in one statement."""
    words = sorted({change.table for change in some})
    by_word = {word(table): table for table in tables()}
    if not words:
        return {}
    ids = [change.pk for change in some]
    statement = " UNION ALL ".join(_both(by_word[each]) for each in words)
    with connection.cursor() as cursor:
        cursor.execute(statement, [ids] * len(words))
        return {pk: _compared(json.loads(old), json.loads(new or "{}")) for pk, old, new in cursor.fetchall()}


def _both(table: type[Before]) -> str:
    model = tracked(table)
    return _BOTH.format(kept=table._meta.db_table, table=model._meta.db_table, key=model._meta.pk.column)


def _compared(old: dict[str, Any], new: dict[str, Any]) -> list[Difference]:
    told = sorted(old.keys() - _OWN)
    if not new:
        return [Difference(column, old[column], None) for column in told if old[column] not in (None, "")]
    return [Difference(column, old[column], new.get(column)) for column in told if old[column] != new.get(column)]
