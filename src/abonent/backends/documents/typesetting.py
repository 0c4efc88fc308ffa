"""Typst, told to make the same PDF from the same data on any day and in any process."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import typst

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"

# There is no such folder, so a template cannot bring in a package, nor Typst fetch one.
NO_PACKAGES = str(HERE / "no-packages")

KEPT = ("a-3b", "ua-1")

# What the font can write. PDF/A and PDF/UA refuse a letter without a shape, and a bill must not fail for a name.
# Marks that turn the direction of writing are not among it: they could make a sum look like another.
UNWRITABLE = re.compile(
    "[^\u0020-\u007e\u00a0-\u0148\u014a-\u01c3\u01c5-\u024f\u0300-\u031e\u0321-\u0377\u0384-\u038a\u038e-\u03a1\u03a3-\u03e1"
    "\u0400-\u049d\u04a0-\u04ff\u1e00-\u1eff\u2000-\u200a\u2010-\u2027\u202f-\u205e\u20a0-\u20bf№™←-↓−□]"
)
MISSING = "□"


def typeset(
    template: str, data: dict[str, Any], *, made_on: date, folder: Path = TEMPLATES, standards: Sequence[Any] = KEPT
) -> bytes:
    """Set `data` by the template of this name and version ("bill@1"), as a rule as a tagged PDF/A-3b, PDF/UA-1.

    A-3b can be read in thirty years (and carry an e-invoice's XML), UA-1 can be heard instead of seen.
    The data reach the template as one JSON text, never as source, so nothing in them can be a command.
    `made_on` is the document's own day: no clock is read. Raises typst.TypstError for a template that is wrong.
    """
    # A compiler refuses two threads at once ("Already borrowed") and costs nothing to make; fonts are what takes time.
    compiler = typst.Compiler(
        root=str(folder),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        package_path=NO_PACKAGES,
        package_cache_path=NO_PACKAGES,
    )
    pdf = compiler.compile(
        input=str(folder / f"{template}.typ"),
        format="pdf",
        sys_inputs={"data": json.dumps(_writable(data), ensure_ascii=False)},
        pdf_standards=list(standards),
        timestamp=int(datetime.combine(made_on, time(), UTC).timestamp()),
    )
    if not isinstance(pdf, bytes):
        raise TypeError(f"{template}: Typst made {type(pdf).__name__}, not a file")
    return pdf


def calendar_day(day: date) -> dict[str, int]:
    """Return a day as Typst's `datetime` takes it."""
    return {"year": day.year, "month": day.month, "day": day.day}


def _writable(data: Any) -> Any:
    """Go through all texts of the data and leave only what the font can write."""
    if isinstance(data, str):
        return UNWRITABLE.sub(_nearest, unicodedata.normalize("NFC", data))
    if isinstance(data, Mapping):
        return {key: _writable(value) for key, value in data.items()}
    return [_writable(item) for item in data] if isinstance(data, (list, tuple)) else data


def _nearest(found: re.Match[str]) -> str:
    """Write ﬁ as fi, a line break as a space, nothing for what is invisible, and a box for a letter we do not have."""
    letter = found[0]
    if letter.isspace():
        return " "
    if unicodedata.category(letter) in {"Cc", "Cf"}:
        return ""
    plain = unicodedata.normalize("NFKD", letter)
    return MISSING if UNWRITABLE.search(plain) else plain


@cache
def _fonts() -> typst.Fonts:
    """Ours only, looked through once: other machines have other fonts."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(HERE / "fonts")])
