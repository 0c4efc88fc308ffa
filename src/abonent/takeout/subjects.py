"""What a subject of an archive is: rows of one table, and what is told of each.

Where a value comes from is a path through the tables ("account__number"), or

- `#field`: the number of the account whose id the field holds;
- `?field`: whether the person of the archive is meant, "me" or "somebody else".
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import Range
from django.db.models import Case, CharField, F, Model, OuterRef, Q, Subquery, Value, When
from django.utils.functional import Promise

from abonent.people.models import Account
from abonent.takeout.scope import Scope

SOME = 500
"""Rows that are held in memory at once."""


@dataclass(frozen=True)
class Subject:
    """A file of the archive. `fields` are written as in `paths`; `left_out` are columns that are not told, and why."""

    name: str
    model: type[Model]
    said: Promise
    whose: Callable[[Scope], Q]
    fields: str
    left_out: Mapping[str, str] = field(default_factory=dict)
    order: tuple[str, ...] = ("pk",)


def paths(subject: Subject) -> dict[str, str]:
    """Return where each value comes from, by the name it has in the file: `number`, or `account=account__number`."""
    pairs = (word.partition("=") for word in subject.fields.split())
    return {name: path or name for name, _, path in pairs}


def rows(subject: Subject, scope: Scope) -> Iterator[dict[str, Any]]:
    """Yield what is told of each row, in values that JSON knows: money as text, days and instants in ISO 8601."""
    named = paths(subject)
    columns = [_column(path, scope) for path in named.values()]
    found = subject.model._default_manager.filter(subject.whose(scope)).order_by(*subject.order)  # noqa: SLF001 - which of them has `objects`, types cannot say
    for row in found.values_list(*columns).iterator(chunk_size=SOME):
        yield dict(zip(named, map(plain, row), strict=True))


def plain(value: Any) -> Any:
    """Return a value as JSON writes it."""
    match value:
        case Decimal():
            return f"{value:f}"
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case Range():
            return {"from": plain(value.lower), "until": plain(value.upper)}
        case bytes() | memoryview():
            return bytes(value).hex()
    return value


def _column(path: str, scope: Scope) -> Any:
    if path[0] == "#":
        return Subquery(Account.objects.filter(pk=OuterRef(path[1:])).values("number"))
    if path[0] == "?":
        mine = When(**{path[1:]: scope.person}, then=Value("me"))
        nobody = When(**{f"{path[1:]}__isnull": True}, then=Value(""))
        return Case(mine, nobody, default=Value("somebody else"), output_field=CharField())
    return F(path)
