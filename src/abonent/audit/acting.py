"""Tell the database who acts, so that its triggers can write it beside what is changed.

pghistory's own way puts a second statement before each, which PostgreSQL refuses where values are bound by the server, as
ours are. Here one is sent before those that change a table that is kept, in the same transaction, and ends with it.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection, transaction

from abonent.audit.models import tables, tracked

_SAY = "SELECT set_config('pghistory.context_metadata', %s, true)"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person, if one is known, on a page or in a program with this name."""

    by: int | None
    page: str


@contextmanager
def acting(who: Callable[[], Actor]) -> Iterator[None]:
    """Let what is changed meanwhile be changed by somebody; asked for only when something is."""
    with connection.execute_wrapper(_Saying(who)):
        yield


@dataclass(frozen=True, slots=True)
class _Saying:
    who: Callable[[], Actor]

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not isinstance(sql, str) or not changes_kept(sql):
            return execute(sql, params, many, context)
        with transaction.atomic(savepoint=False):
            self._say()
            return execute(sql, params, many, context)

    def _say(self) -> None:
        actor = self.who()
        with connection.cursor() as cursor:
            cursor.execute(_SAY, [json.dumps({"by": actor.by, "page": actor.page})])


def changes_kept(sql: str) -> bool:
    """Say whether a statement may change a row that is kept."""
    return bool(_changing().search(sql))


@cache
def _changing() -> re.Pattern[str]:
    names = "|".join(tracked(table)._meta.db_table for table in tables())
    return re.compile(rf'\b(?:UPDATE|DELETE\s+FROM)\s+(?:ONLY\s+)?"?(?:{names})"?\b', re.IGNORECASE)
