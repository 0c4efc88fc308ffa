"""Files for spreadsheets: what could be a formula is words."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from abonent.web.files import Cell, table
from tests.people import NOON


def written(*cells: Cell, language: str = "en") -> str:
    with translation.override(language):
        return table([cells], name="list").content.decode().removeprefix("\ufeff").rstrip("\r\n")


@pytest.mark.parametrize("evil", ["=1+1", "+48", "-2", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1+1", "\uff20SUM(A1)"])
def test_what_could_be_a_formula_begins_with_an_apostrophe(evil: str) -> None:
    assert written(evil).strip('"').startswith("'")


def test_values_are_written_for_the_language_s_spreadsheet() -> None:
    cells: tuple[Cell, ...] = ("a;b", Decimal("-1234.50"), date(2026, 11, 21), NOON, None, 3)

    assert written(*cells) == "a;b,-1234.50,2026-11-21,2026-11-21 12:00,,3"
    assert written(*cells, language="pl") == '"a;b";-1234,50;2026-11-21;2026-11-21 12:00;;3'


def test_the_name_of_a_file_has_no_surprises() -> None:
    assert table([], name='a"b/../ś\r\n')["Content-Disposition"] == 'attachment; filename="a-b-..----.csv"'
