"""How people are found and sorted: columns that the database makes itself, whoever writes the row, and questions to them.

The functions are part of migration 0005. `abonent_fold` makes alike what people hear as alike: small letters, no accents,
Cyrillic as Latin, "sz" and "sh" and "ш" as one; what is left are words with one space between. `abonent_sort_key` puts Polish
and Ukrainian letters into their own order (a, ą, b; г, ґ, д), which the database's collation by code points does not know.
`abonent_slips` returns a word and what is left of it when a letter goes: two words that are one slip of typing apart share one.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.checks import CheckMessage
from django.db import connection, models, transaction
from django.db.models.functions import Concat

BY_INDEX = """
SET LOCAL enable_seqscan = off; SET LOCAL jit = off; SET LOCAL plan_cache_mode = force_custom_plan;
SET LOCAL statement_timeout = '5s'
"""
"""A question is given up after that time: nobody waits longer for a list of names."""


class Made(models.GeneratedField):
    """A column that PostgreSQL makes and keeps; Django need not ask a server whether it can."""

    def _check_supported(self, databases: Sequence[str]) -> list[CheckMessage]:  # noqa: ARG002 - Django's
        return []

    def _check_persistence(self, databases: Sequence[str]) -> list[CheckMessage]:  # noqa: ARG002 - Django's
        return []


def folded(*columns: str) -> Made:
    """Return a column that holds other columns as they are searched."""
    return _made("abonent_fold", columns, models.TextField())


def sorted_by(*columns: str) -> Made:
    """Return a column that holds other columns as they are sorted, in every collation that a database may have."""
    return _made("abonent_sort_key", columns, models.TextField(db_collation="C"))


def findable(name: str) -> GinIndex:
    """Return the index by which the rows that have certain words are found (docs/decisions/0041)."""
    words = models.Func(models.F("words"), models.Value(" "), function="string_to_array")
    lexemes = models.Func(words, function="array_to_tsvector", output_field=SearchVectorField())
    return GinIndex(lexemes, name=name, fastupdate=False)


def asked(words: Iterable[Iterable[str]], *, begin: bool) -> str:
    """Write a question to such an index: each word has to be there, in one of its spellings; `begin`: as a beginning.

    The words have been folded, so there is nothing in them that would have to be quoted.
    """
    return " & ".join(f"({' | '.join(_lexeme(each, begin=begin) for each in spellings)})" for spellings in words)


def fold(said: str) -> list[str]:
    """Return the words of something that was said, as they are searched."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT abonent_fold(%s)", [said.replace("\0", " ")])
        return str(cursor.fetchone()[0]).split()


@contextmanager
def by_index() -> Iterator[None]:
    """Ask in a transaction that prefers indexes: a few rows are wanted, and how rare a beginning is the planner cannot know."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(BY_INDEX)
        yield


def apart(first: str, second: str) -> int:
    """Count the slips between two words: a letter too many, too few, another one, or two in the wrong order."""
    before: list[int] = []
    row: list[int] = [*range(len(second) + 1)]
    for place, letter in enumerate(first, 1):
        last, before, row = before, row, [place]
        for other_place, other in enumerate(second, 1):
            costs = [before[other_place] + 1, row[-1] + 1, before[other_place - 1] + (letter != other)]
            if place > 1 < other_place and (first[place - 2], letter) == (other, second[other_place - 2]):
                costs.append(last[other_place - 2] + 1)
            row.append(min(costs))
    return row[-1]


def splits[Word](words: Sequence[Word]) -> Iterator[tuple[Sequence[Word], Sequence[Word]]]:
    """Return all ways to cut words in two: beginning and end."""
    return ((words[:place], words[place:]) for place in range(1, len(words)))


def _lexeme(word: str, *, begin: bool) -> str:
    # Numbers are meant as they are: house 5 is not house 55. Of a letter alone half the list begins.
    return f"'{word}':*" if begin and len(word) > 1 and not word[0].isdigit() else f"'{word}'"


def _made(function: str, columns: tuple[str, ...], field: "models.TextField[str, str]") -> Made:
    parts: list[models.F | models.Value] = []
    for column in columns:
        parts += [models.F(column), models.Value(" ")]
    whole = parts[0] if len(columns) == 1 else Concat(*parts[:-1], output_field=models.TextField())
    return Made(
        expression=models.Func(whole, function=function, output_field=models.TextField()),
        output_field=field,
        db_persist=True,
    )
