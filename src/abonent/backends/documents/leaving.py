"""Documents that leave the house: enclosed in a letter by mail, or bound into the print file (post.ports.Enclosures)."""

import re
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from abonent import profile
from abonent.backends.documents.press import render
from abonent.backends.documents.typesetting import TEMPLATES, typeset
from abonent.billing.models import Invoice
from abonent.language import written
from abonent.post.ports import Enclosure, Leaf

BILL = "invoice:"
LETTERS = "letters@1"
WINDOW_ON_THE_RIGHT = frozenset({"PL", "UA", "BE", "FR"})
"""Countries where the window of a DL envelope is on the right as a rule; elsewhere it is on the left."""
PAGES = re.compile(rb"/Count (\d+)")


def enclosed(about: str) -> Enclosure | None:
    """Return the bill or correction that a letter is about, named by its number."""
    if not about.startswith(BILL):
        return None
    invoice = Invoice.objects.get(pk=about.removeprefix(BILL))
    return Enclosure(f"{invoice.number.replace('/', '-')}.pdf", render(invoice.template, invoice.sheet))


def bind(folder: Path, leaves: Sequence[Leaf]) -> bytes:
    """Return letters on paper as one PDF, in their order, each followed by the document it encloses."""
    operator = profile.current()
    shutil.copy(TEMPLATES / f"{LETTERS}.typ", folder)
    data = {
        "sender": operator.name,
        "back_to": ", ".join([operator.name, *operator.address]),
        "contact": f"{operator.phone} · {operator.email}",
        "window": "right" if operator.country in WINDOW_ON_THE_RIGHT else "left",
        "leaves": [_laid_out(folder, leaf) for leaf in leaves],
    }
    made_on = max((leaf.day for leaf in leaves), default=date(2000, 1, 1))
    return typeset(LETTERS, data, made_on=made_on, folder=folder, standards=[])


def _laid_out(folder: Path, leaf: Leaf) -> dict[str, Any]:
    return {
        "address": list(leaf.address),
        "language": leaf.language,
        "day": written(leaf.language).day(leaf.day),
        "subject": leaf.subject,
        "paragraphs": [[line for line in part.splitlines() if line.strip() != "--"] for part in _parts(leaf.text)],
        "file": leaf.file,
        "pages": _pages(folder / leaf.file) if leaf.file else 0,
    }


def _parts(text: str) -> list[str]:
    return [part for part in text.strip().split("\n\n") if part.strip()]


def _pages(file: Path) -> int:
    """Return how many pages a PDF of ours has: the root of its tree counts all of them (ISO 32000-1, 7.7.3.2)."""
    return max(int(count) for count in PAGES.findall(file.read_bytes()))
