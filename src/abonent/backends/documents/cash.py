"""What stands on a cash receipt of the office: its sheet, turned into words for the template."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from abonent.backends.documents.parties import contact, party
from abonent.backends.documents.receipt import covers
from abonent.backends.documents.typesetting import calendar_day, typeset
from abonent.backends.documents.wording import Words
from abonent.language.in_words import in_words

type Sheet = Mapping[str, Any]
type Pair = tuple[str, str]

TEMPLATE = "cash@1"


def cash_pdf(sheet: Sheet) -> bytes:
    """Make the PDF of a cash receipt from its sheet, by the newest template.

    The sheet: v, number, language, currency, account, holder, seller (as on a bill), payer_name, taken_by, amount,
    posted_at (ISO, with the operator's zone), covers ([{number, amount}]), credit, cancelled_on (day, or empty), note.
    Sums are decimal strings. Raises KeyError for a sheet that is not whole. The same sheet gives the same bytes.
    """
    return EDITIONS[TEMPLATE](sheet)


def _first_edition(sheet: Sheet) -> bytes:
    posted = datetime.fromisoformat(sheet["posted_at"]).date()
    return typeset("cash@1", _laid_out(sheet, posted), made_on=posted)


EDITIONS: dict[str, Callable[[Sheet], bytes]] = {"cash@1": _first_edition}


def _laid_out(sheet: Sheet, posted: date) -> dict[str, Any]:
    say = Words("cash@1", sheet["language"], sheet["currency"])
    seller, heading = sheet["seller"], say("heading", number=sheet["number"])
    return {
        "title": f"{heading}, {seller['name']}",
        "heading": heading,
        "language": sheet["language"],
        "date": calendar_day(posted),
        "footer": f"{seller['name']} · {sheet['number']}",
        "contact": contact(seller, say),
        "amount": _amount(sheet, say),
        "facts": _facts(sheet, say),
        "seller": party(seller, say),
        "payer": sheet["payer_name"] or sheet["holder"],
        "covers": covers(sheet, say),
        "total": [say("total"), say.money(sheet["amount"])],
        "cancelled": say("cancelled", day=say.day(sheet["cancelled_on"])) if sheet["cancelled_on"] else "",
        "note": sheet["note"],
        "words": say.table,
    }


def _amount(sheet: Sheet, say: Words) -> dict[str, str]:
    words = in_words(Decimal(sheet["amount"]), sheet["currency"], sheet["language"])
    return {
        "name": say("amount"),
        "value": say.money(sheet["amount"]),
        "words": say("words", words=words) if words else "",
    }


def _facts(sheet: Sheet, say: Words) -> list[Pair]:
    return [
        (say("posted_at"), say.written.moment(datetime.fromisoformat(sheet["posted_at"]))),
        (say("account"), sheet["account"]),
        (say("holder"), sheet["holder"]),
        (say("taken_by"), sheet["taken_by"]),
    ]
