"""Typst, told to make the same PDF from the same data on any day and in any process."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import typst

from abonent.language.letters import MISSING, writable

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"

# There is no such folder, so a template cannot bring in a package, nor Typst fetch one.
NO_PACKAGES = str(HERE / "no-packages")

KEPT = ("a-3b", "ua-1")

NOT_SHOWN = {
    "en": "□ is a letter that this document cannot show",
    "pl": "□ to litera, której ten dokument nie może pokazać",
    "uk": "□ – літера, якої цей документ не може показати",
}
"""What a document says of boxes in it, at its foot. Forms refuse such letters; what came before them must not fail."""


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
        sys_inputs={"data": json.dumps(_explained(_writable(data), data), ensure_ascii=False)},
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
    """Go through all texts of the data and leave only what the font can write.

    PDF/A and PDF/UA refuse a letter without a shape, and a bill must not fail for a name.
    """
    if isinstance(data, str):
        return writable(data)
    if isinstance(data, Mapping):
        return {key: _writable(value) for key, value in data.items()}
    return [_writable(item) for item in data] if isinstance(data, (list, tuple)) else data


def _explained(shown: dict[str, Any], typed: dict[str, Any]) -> dict[str, Any]:
    """Say at the foot of a document, or at the end of each letter, what the boxes in it are, if we have put some there."""
    if "leaves" in shown:
        pairs = zip(shown["leaves"], typed["leaves"], strict=True)
        return shown | {"leaves": [_explained(leaf, as_typed) for leaf, as_typed in pairs]}
    if _boxes(shown) == _boxes(typed):
        return shown
    told = NOT_SHOWN.get(shown.get("language", ""), NOT_SHOWN["en"])
    if "paragraphs" in shown:
        return shown | {"paragraphs": [*shown["paragraphs"], [told]]}
    return shown | {"footer": f"{shown['footer']} · {told}"} if "footer" in shown else shown


def _boxes(data: Any) -> int:
    return json.dumps(data, ensure_ascii=False).count(MISSING)


@cache
def _fonts() -> typst.Fonts:
    """Ours only, looked through once: other machines have other fonts."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(HERE / "fonts")])
