"""A duplicate of a bill: its frozen sheet drawn once more by the template it was issued with, marked as what it is.

Ustawa o VAT (11.03.2004), art. 106l ust. 2: the word "duplikat" and the day on which it was issued.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from abonent.backends.documents import bill
from abonent.backends.documents.typesetting import typeset
from abonent.backends.documents.wording import Words

type Sheet = Mapping[str, Any]

DUPLICATE_OF = {"bill@1": "bill_duplicate@1"}
"""By which template the duplicate of a bill is drawn that was issued by another."""


def duplicate_sheet(sheet: Sheet, *, on: date) -> dict[str, Any]:
    """Return the sheet of a bill with the day of its duplicate."""
    return {**sheet, "duplicate_on": on.isoformat()}


def _first_edition(sheet: Sheet) -> bytes:
    say = Words("bill_duplicate@1", sheet["language"], sheet["currency"])
    laid_out, day, word = bill.first_edition(sheet), say("day", day=say.day(sheet["duplicate_on"])), say("word")
    data = laid_out | {
        "title": f"{word}: {laid_out['title']}",
        "duplicate": {"word": word, "day": day, "running": f"{word} · {sheet['number']} · {day}"},
    }
    return typeset("bill_duplicate@1", data, made_on=date.fromisoformat(sheet["duplicate_on"]))


EDITIONS: dict[str, Callable[[Sheet], bytes]] = {"bill_duplicate@1": _first_edition}
