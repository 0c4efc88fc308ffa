"""Columns by which people are found and sorted: made by the database itself, whoever writes the row.

The functions are part of migration 0005. `abonent_fold` makes alike what people hear as alike: small letters, no accents,
Cyrillic as Latin, "sz" and "sh" and "ш" as one. `abonent_sort_key` puts Polish and Ukrainian letters into their own order
(a, ą, b; г, ґ, д), which the database's collation by code points does not know.
"""

from collections.abc import Sequence

from django.contrib.postgres.indexes import GistIndex, OpClass
from django.core.checks import CheckMessage
from django.db import models
from django.db.models.functions import Concat


class Made(models.GeneratedField):
    """A column that PostgreSQL makes and keeps; Django need not ask a server whether it can."""

    def _check_supported(self, databases: Sequence[str]) -> list[CheckMessage]:  # noqa: ARG002 - Django's
        return []

    def _check_persistence(self, databases: Sequence[str]) -> list[CheckMessage]:  # noqa: ARG002 - Django's
        return []


def folded(*columns: str) -> Made:
    """Return a column that holds other columns as they are searched."""
    return _made("abonent_fold", columns)


def sorted_by(*columns: str) -> Made:
    """Return a column that holds other columns as they are sorted."""
    return _made("abonent_sort_key", columns)


def findable(name: str, column: str = "words") -> GistIndex:
    """Return the index by which the rows most like some words are found first (measured: docs/measured.md)."""
    return GistIndex(OpClass(models.F(column), name="gist_trgm_ops(siglen=64)"), name=name)


def _made(function: str, columns: tuple[str, ...]) -> Made:
    parts: list[models.F | models.Value] = []
    for column in columns:
        parts += [models.F(column), models.Value(" ")]
    whole = parts[0] if len(columns) == 1 else Concat(*parts[:-1], output_field=models.TextField())
    return Made(
        expression=models.Func(whole, function=function, output_field=models.TextField()),
        output_field=models.TextField(),
        db_persist=True,
    )
