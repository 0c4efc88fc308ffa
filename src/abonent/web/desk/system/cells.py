"""What stands in a column, as the system administration reads it: called and written in the reader's language."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import pgettext
from psycopg.types.range import Range

from abonent.language import written
from abonent.web.desk.system import job_words
from abonent.web.desk.system import names as words
from abonent.web.frame import speaking
from abonent.web.jinja import local

SAID: dict[str, Mapping[str, Any]] = {"status": job_words.STATES, "type": words.EVENTS}
"""Columns with a few values that have words."""


class Cell:
    """A column: Django asks it for its name and calls it with a row. In a row's own page it `leads` to what it refers to."""

    def __init__(self, field: "models.Field[Any, Any]", *, leads: bool = False) -> None:
        self.field, self.leads = field, leads
        self.short_description = words.column(field.attname)
        self.__name__ = field.attname

    def __call__(self, row: Any) -> Any:
        value = getattr(row, self.field.attname)
        if self.field.name == "task_name":
            return job_words.called(value, row.args)
        if self.field.name in SAID:
            return SAID[self.field.name].get(value, value)
        if self.leads and self.field.is_relation and (other := _other(row, self.field)) is not None:
            return _link(other)
        return written_out(value)


def row(found: Any) -> str:
    """Return the number of a row, which leads to its page."""
    return str(found.pk)


row.short_description = words.column("id")  # type: ignore[attr-defined]


def written_out(value: Any) -> str:
    """Write a value for people: instants to the second in the operator's zone, ranges by their ends."""
    said = written(speaking())
    match value:
        case None | "":
            out = "–"
        case bool():
            out = pgettext("audit", "yes") if value else pgettext("audit", "no")
        case datetime():
            at = local(value)
            out = f"{said.short_day(at.date())} {at:%H:%M:%S}"
        case date():
            out = said.short_day(value)
        case Decimal():
            out = said.number(value, max(0, -int(value.as_tuple().exponent)))
        case Range():
            out = " – ".join("…" if end is None else written_out(end) for end in (value.lower, value.upper))
        case dict() | list():
            out = json.dumps(value, ensure_ascii=False, default=str)
        case _:
            out = str(value)
    return out


def _other(found: Any, field: "models.Field[Any, Any]") -> Any:
    """Return the row that is referred to; None where it is gone, which the database allows here and there."""
    with suppress(models.ObjectDoesNotExist):
        return getattr(found, field.name)
    return None


def _link(other: Any) -> Any:
    """Return what a row is called, with a way to its own page where it has one."""
    name = f"desk_system:{other._meta.app_label}_{other._meta.model_name}_change"
    with suppress(NoReverseMatch):
        return format_html('<a href="{}">{}</a>', reverse(name, args=[other.pk]), str(other))
    return str(other)
