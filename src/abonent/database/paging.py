"""Long lists in pieces, found by what they are sorted by: no OFFSET and no count, so the last piece costs what the first does.

A place in a list is what its row is sorted by, and the row's key: PostgreSQL goes straight there in an index over both.
Rows that come or go meanwhile move nothing: each row that stays where it is, is met exactly once.
"""

import binascii
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, F, Field, Func, Model, QuerySet, TextField, Value
from django.db.models.lookups import GreaterThan, LessThan

type Place = tuple[Any, ...]
LONGEST = 4000
"""Characters of a place as addresses have it: a name of 160 letters is a third of that."""


class NoPlace(ValueError):
    """What an address says is no place in this list."""


@dataclass(frozen=True, slots=True)
class Order:
    """How a list is sorted: by fields that are never empty and have an index together, then by the key; `down` the other way.

    `key` is a field that no two rows share, at least not where they share the others.
    """

    fields: tuple[str, ...] = ()
    down: bool = False
    key: str = "pk"

    @property
    def whole(self) -> tuple[str, ...]:
        return (*self.fields, self.key)

    @property
    def turned(self) -> "Order":
        return Order(self.fields, not self.down, self.key)

    def of(self, row: Model) -> Place:
        """Return a row's place."""
        return tuple(reduce(getattr, path.split("__"), row) for path in self.whole)


@dataclass(frozen=True, slots=True)
class Piece[Row]:
    """So many rows of a list, and whether there are others before and behind."""

    rows: list[Row]
    before: bool
    behind: bool


def piece[Row: Model](
    rows: QuerySet[Row], order: Order, *, size: int, behind: Place | None = None, before: Place | None = None
) -> Piece[Row]:
    """Return the first rows of a list, or those just behind a place, or just before it; the first ones if none are there."""
    there = behind or before
    if there is None:
        found = _sorted(rows, order)[: size + 1]
        return Piece(list(found)[:size], before=False, behind=len(found) > size)
    way = order.turned if before else order
    found = _sorted(rows.filter(_behind(way, there, rows.model)), way)[: size + 1]
    if not found:
        return piece(rows, order, size=size)
    taken, more = list(found)[:size], len(found) > size
    return Piece(taken[::-1], before=more, behind=True) if before else Piece(taken, before=True, behind=more)


def pieces[Row: Model](rows: QuerySet[Row], order: Order, *, size: int) -> Iterator[list[Row]]:
    """Walk a whole list, each time with a statement of its own: nothing is held open and nothing grows."""
    found = list(_sorted(rows, order)[:size])
    while found:
        yield found
        if len(found) < size:
            return
        found = list(_sorted(rows.filter(_behind(order, order.of(found[-1]), rows.model)), order)[:size])


def written(place: Place) -> str:
    """Write a place for an address."""
    said = json.dumps([str(value) for value in place], ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(said.encode()).decode().rstrip("=")


def read(said: str, order: Order, model: type[Model]) -> Place:
    """Read a place from an address. Raises NoPlace for what cannot be one: anybody can type anything there."""
    try:
        values = json.loads(urlsafe_b64decode(said.encode() + b"=" * (-len(said) % 4))) if len(said) <= LONGEST else ()
    except (ValueError, binascii.Error, RecursionError):
        raise NoPlace from None
    fields = [_field(model, path) for path in order.whole]
    if not isinstance(values, list) or len(values) != len(fields):
        raise NoPlace
    return tuple(_value(field, value) for field, value in zip(fields, values, strict=True))


def _sorted[Row: Model](rows: QuerySet[Row], order: Order) -> QuerySet[Row]:
    return rows.order_by(*(f"-{field}" if order.down else field for field in order.whole))


def _behind(order: Order, place: Place, model: type[Model]) -> Any:
    """Compare row-wise: what a condition with OR says too, but PostgreSQL would read everything before the place for that."""
    fields = [_field(model, path) for path in order.whole]
    here = Func(*(F(path) for path in order.whole), function="ROW", output_field=TextField())
    values = (Value(value, output_field=field) for value, field in zip(place, fields, strict=True))
    there = Func(*values, function="ROW", output_field=TextField())
    return LessThan(here, there) if order.down else GreaterThan(here, there)


def _field(model: type[Model], path: str) -> "Field[Any, Any]":
    *relations, name = path.split("__")
    for relation in relations:
        model = model._meta.get_field(relation).related_model  # type: ignore[assignment]
    field: Any = model._meta.pk if name == "pk" else model._meta.get_field(name)
    found: Field[Any, Any] = getattr(field, "output_field", None) or field
    return found


def _value(field: "Field[Any, Any]", said: Any) -> Any:
    if not isinstance(said, str) or "\0" in said:
        raise NoPlace
    try:
        said.encode()
        value = field.to_python(said)
        field.run_validators(value)
    except (ValidationError, UnicodeError):
        raise NoPlace from None
    if value is None or (isinstance(field, DateTimeField) and value.tzinfo is None):
        raise NoPlace
    return value
