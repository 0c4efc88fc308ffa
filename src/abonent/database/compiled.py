"""Queries compiled once: still defined by the ORM, but its Python is paid for at the first call only.

For the hot pages (docs/measured.md says what it saves); everywhere else the ordinary ORM.
"""

import inspect
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

_MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda place: -7_310_551_000_000 - place,
    date: lambda place: date(1601, 3, 1) + timedelta(days=place),
    datetime: lambda place: datetime(1601, 3, 1, 11, 37, 5, tzinfo=UTC) + timedelta(days=place),
    str: lambda place: f"\ue000{place}\ue001",
}


class Compiled[Row]:
    """A function that returns a QuerySet of values_list(), turned into a statement with named arguments.

    The arguments are annotated int, date, datetime or str and must come out of the ORM unchanged; the rows are given
    to `row` column by column. Call it with keyword arguments; it returns a list.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], row: Callable[..., Row]) -> None:
        self.build = build
        self.row = row
        self.__doc__ = build.__doc__
        self._statement: tuple[str, tuple[tuple[str, Any], ...]] | None = None

    def __call__(self, **arguments: Any) -> list[Row]:
        sql, slots = self._statement or self._compile()
        values = [arguments[name] if name else fixed for name, fixed in slots]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return [self.row(*found) for found in cursor.fetchall()]

    def _compile(self) -> tuple[str, tuple[tuple[str, Any], ...]]:
        parameters = inspect.signature(self.build, eval_str=True).parameters.values()
        marks = {name.name: _MARKS[name.annotation](place) for place, name in enumerate(parameters)}
        sql, params = self.build(**marks).query.sql_with_params()
        named = {mark: name for name, mark in marks.items()}
        slots = tuple((named.get(value, ""), value) if _hashable(value) else ("", value) for value in params)
        if missing := set(marks) - {name for name, _ in slots}:
            raise TypeError(f"{self.build.__qualname__}: not found in the compiled statement: {sorted(missing)}")
        self._statement = sql, slots
        return self._statement


def compiled[Row](row: Callable[..., Row]) -> Callable[[Callable[..., QuerySet[Any, Any]]], Compiled[Row]]:
    """Compile a QuerySet function once; see Compiled."""
    return lambda build: Compiled(build, row)


def _hashable(value: Any) -> bool:
    return isinstance(value, int | date | datetime | str)
