"""The key of the vault is changed: what lies sealed in the database is sealed anew, a batch at a time, while the house runs.

Each batch is one statement that changes only what is still as it was read, so nothing that somebody seals meanwhile is
lost; whoever is killed in between begins again, and what is under the new key already is passed over.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from abonent.vault.sealing import AlteredSecret, reseal, sealing_key

SOME = 500
"""Rows of one statement."""
NAME = re.compile(r"v1:([A-Za-z0-9_-]{1,32}):")


@dataclass(frozen=True, slots=True)
class Column:
    """A column with sealed texts, empty where there is none; `bound_to` makes of the column `by` what a row's is bound to.

    In a column of JSON the texts lie under some of `keys`.
    """

    table: str
    column: str
    bound_to: Callable[[Any], str]
    by: str = "id"
    keys: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.table}.{self.column}"


@dataclass(frozen=True, slots=True)
class Batch:
    """How many rows were sealed anew, and the ids of those that do not open."""

    anew: int
    unread: tuple[int, ...]


def keys_in_use(column: Column) -> Counter[str]:
    """Count the sealed texts of a column by the id of their key."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT found[1], count(*) FROM {column.table}, "  # noqa: S608 - names of this house
            f"regexp_matches({column.column}::text, %s, 'g') AS found GROUP BY 1",
            [NAME.pattern],
        )
        return Counter(dict(cursor.fetchall()))


def reseal_column(column: Column, *, some: int = SOME) -> Generator[Batch]:
    """Seal a column anew under the key that seals now, a batch at a time; rows that do not open stay as they are."""
    last: int | None = 0
    while last is not None:
        rows = _rows(column, after=last, some=some)
        last = rows[-1][0] if rows else None
        yield _reseal(column, rows)


def _rows(column: Column, *, after: int, some: int) -> list[tuple[int, Any, str]]:
    """Return rows with something under another key: id, what it is bound by, the text as it is."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, {column.by}, {column.column}::text FROM {column.table} "  # noqa: S608 - names of this house
            f"WHERE id > %s AND {column.column}::text ~ %s ORDER BY id LIMIT %s",
            [after, rf"v1:(?!{re.escape(sealing_key())}:)[A-Za-z0-9_-]+:", some],
        )
        return list(cursor.fetchall())


def _reseal(column: Column, rows: list[tuple[int, Any, str]]) -> Batch:
    anew: list[tuple[int, str, str]] = []
    unread = []
    for pk, by, was in rows:
        try:
            anew.append((pk, was, _anew(column, column.bound_to(by), was)))
        except AlteredSecret:
            unread.append(pk)
    return Batch(_put(column, anew) if anew else 0, tuple(unread))


def _anew(column: Column, bound_to: str, was: str) -> str:
    if not column.keys:
        return reseal(was, bound_to=bound_to)
    said: Mapping[str, Any] = json.loads(was)
    sealed = {key: reseal(said[key], bound_to=bound_to) for key in column.keys if isinstance(said.get(key), str)}
    return json.dumps({**said, **sealed})


def _put(column: Column, anew: list[tuple[int, str, str]]) -> int:
    kind = "jsonb" if column.keys else "text"
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {column.table} kept SET {column.column} = anew.text::{kind} "  # noqa: S608 - names of this house
            "FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS anew (id, was, text) "
            f"WHERE kept.id = anew.id AND kept.{column.column} = anew.was::{kind}",
            [list(part) for part in zip(*anew, strict=True)],
        )
        return int(cursor.rowcount)
