"""What stands in a page is escaped as MarkupSafe escapes it."""

from decimal import Decimal
from typing import Any

import pytest
from django.template import engines
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from jinja2 import StrictUndefined, UndefinedError
from markupsafe import Markup, escape

from abonent.billing.models import Entry
from abonent.web.engine import Pages
from abonent.web.escaping import escaped


class Drawn:
    """Something that says itself how it stands in a page."""

    def __html__(self) -> str:
        return "<i>drawn</i>"

    def __str__(self) -> str:
        return "<never>"


VALUES: list[Any] = [
    "", "54,90 zł", "<a href=\"x\" title='y'>&amp;", "\u0456 & \U0001f600 <", Markup("<b>"), Markup(""), mark_safe("<b>"),
    gettext_lazy("<b>"), Drawn(), 7, Decimal("1.50"), None, True, Entry.Kind.BILL, ["<b>"],
]  # fmt: skip


def test_every_kind_of_value_stands_there_as_markupsafe_has_it() -> None:
    assert [str(escaped(value)) for value in VALUES] == [str(escape(value)) for value in VALUES]


def test_what_is_missing_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        escaped(StrictUndefined(name="x"))


def test_templates_give_it_all_that_stands_in_them() -> None:
    pages = engines["jinja2"]
    assert isinstance(pages, Pages)

    code = pages.spoken.compile("{{ a }}{% macro b(c) %}{{ c }}{% endmacro %}{{ b(a|title) }}", raw=True)

    assert code.count("environment.escaped(") == 3
    assert "escape(" not in code.replace("environment.escaped(", "")
