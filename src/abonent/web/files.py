"""Files that leave the portal: a document as PDF, a list as CSV. Neither is kept by anybody on the way."""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib import import_module
from types import NoneType
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import get_language

from abonent import profile
from abonent.language import written
from abonent.web.jinja import local

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel reads UTF-8 as the code page of 1995."""

FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""What a spreadsheet takes for the beginning of a formula, the wide signs of East Asia too (OWASP, "CSV Injection")."""

SEALED_OFF = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""For files that people have handed in: were one of them shown, it could do nothing and reach nobody."""

NOT_COMPOSED = str.maketrans("łŁ", "lL")
"""What Unicode does not take apart."""

type Cell = str | Decimal | date | datetime | int | None


def pdf(template: str, sheet: Mapping[str, Any], *, name: str) -> HttpResponse:
    """Answer with a document made from its frozen sheet by the template it was issued with."""
    press = import_module(f"{profile.current().backends.documents}.press")
    return HttpResponse(press.render(template, sheet), content_type="application/pdf", headers=_saved_as(f"{name}.pdf"))


def duplicate(template: str, sheet: Mapping[str, Any], *, on: date, name: str) -> HttpResponse:
    """Answer with a duplicate, issued on a day, of a document that was issued by a template."""
    made = import_module(f"{profile.current().backends.documents}.duplicate")
    return pdf(made.DUPLICATE_OF[template], made.duplicate_sheet(sheet, on=on), name=name)


def made_here(content: bytes, *, name: str) -> HttpResponse:
    """Answer with a PDF that was made by us and kept as a file."""
    return HttpResponse(content, content_type="application/pdf", headers=_saved_as(name))


def table(rows: Iterable[Iterable[Cell]], *, name: str) -> HttpResponse:
    """Answer with a table. In languages with a decimal comma the columns part at semicolons.

    The rows of one customer fit into memory; sent only when whole, a file never breaks off in its middle.
    """
    lines = "".join(_lines(rows, get_language() or ""))
    return HttpResponse(lines, content_type="text/csv; charset=utf-8", headers=_saved_as(f"{name}.csv"))


def long_table(pieces: Iterable[Iterable[Iterable[Cell]]], *, name: str) -> StreamingHttpResponse:
    """Answer with a table that would not fit into memory, sent piece by piece.

    Whoever makes it ends it with a line that says so: a file that broke off on its way has none.
    """
    language = get_language() or ""
    sent = ("".join(_lines(piece, language, begins=place == 0)) for place, piece in enumerate(pieces))
    return StreamingHttpResponse(sent, content_type="text/csv; charset=utf-8", headers=_saved_as(f"{name}.csv"))


def _saved_as(name: str) -> dict[str, str]:
    safe = re.sub(r"[^A-Za-z0-9._-]", "-", name)
    return {"Content-Disposition": f'attachment; filename="{safe}"', "X-Content-Type-Options": "nosniff"}


def kept(content: bytes, *, media_type: str, name: str) -> HttpResponse:
    """Answer with a file that somebody else has made: saved, never shown, and harmless if a browser shows it after all."""
    headers = _saved_as(_plain(name)) | {"Content-Security-Policy": SEALED_OFF}
    # Old programs read the first name, all others the second (RFC 6266, appendix D; RFC 8187).
    headers["Content-Disposition"] += f"; filename*=UTF-8''{quote(name, safe='')}"
    return HttpResponse(content, content_type=media_type, headers=headers)


def _plain(name: str) -> str:
    """Write a name with letters that every system has; nothing is left of other alphabets but the ending."""
    latin = unicodedata.normalize("NFKD", name.translate(NOT_COMPOSED)).encode("ascii", "ignore").decode()
    stem, dot, ending = re.sub(r"[^A-Za-z0-9.-]+", "-", latin).rpartition(".")
    return f"{stem.strip('-.') or 'document'}{dot}{ending}"


class _Line:
    """A file for csv.writer that hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _lines(rows: Iterable[Iterable[Cell]], language: str, *, begins: bool = True) -> Iterator[str]:
    comma = written(language).number(Decimal("0.5"))[1] == ","
    writer, cells = csv.writer(_Line(), delimiter=";" if comma else ","), _cells(comma=comma)
    if begins:
        yield BYTE_ORDER_MARK
    for row in rows:
        yield writer.writerow([cells.get(type(cell), _words)(cell) for cell in row])


@cache
def _cells(*, comma: bool) -> Mapping[type, Callable[[Any], str]]:
    """Say how values are written for a spreadsheet, by their types: numbers without grouping, days as ISO 8601."""
    return {
        NoneType: lambda _nothing: "",
        Decimal: (lambda number: str(number).replace(".", ",")) if comma else str,
        datetime: lambda at: local(at).replace(tzinfo=None).isoformat(" ", "minutes"),
        date: str,
        int: str,
    }


def _words(value: object) -> str:
    """Write words that cannot be a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in FORMULA else text
