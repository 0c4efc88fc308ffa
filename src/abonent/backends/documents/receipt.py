"""What stands on the receipt of a payment: its frozen sheet, turned into words for the template."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from abonent.backends.documents.parties import contact, party
from abonent.backends.documents.typesetting import calendar_day, typeset
from abonent.backends.documents.wording import Words

type Sheet = Mapping[str, Any]
type Pair = tuple[str, str]

TEMPLATE = "receipt@1"


def receipt_pdf(sheet: Sheet) -> bytes:
    """Make the PDF of a receipt from its sheet, by the newest template.

    The sheet: v, number, language, currency, account, seller (as on a bill), payer_name, amount, paid_on (day),
    posted_at (ISO, with the operator's zone), method ("online", "transfer", "cash", …), gateway_ref,
    covers ([{number, amount}]), credit (what stays as credit), ref (ours). Sums are decimal strings.
    Raises KeyError for a sheet that is not whole. The same sheet gives the same bytes.
    """
    return EDITIONS[TEMPLATE](sheet)


def _first_edition(sheet: Sheet) -> bytes:
    posted = datetime.fromisoformat(sheet["posted_at"]).date()
    return typeset("receipt@1", _laid_out(sheet, posted), made_on=posted)


EDITIONS: dict[str, Callable[[Sheet], bytes]] = {"receipt@1": _first_edition}


def _laid_out(sheet: Sheet, posted: date) -> dict[str, Any]:
    say = Words("receipt@1", sheet["language"], sheet["currency"])
    seller, heading = sheet["seller"], say("heading", number=sheet["number"])
    return {
        "title": f"{heading}, {seller['name']}",
        "heading": heading,
        "language": sheet["language"],
        "date": calendar_day(posted),
        "footer": f"{seller['name']} · {sheet['number']}",
        "contact": contact(seller, say),
        "amount": {"name": say("amount"), "value": say.money(sheet["amount"])},
        "facts": _facts(sheet, say),
        "seller": party(seller, say),
        "payer": sheet["payer_name"] or say("unknown_payer"),
        "covers": covers(sheet, say),
        "total": [say("total"), say.money(sheet["amount"])],
        "references": _references(sheet, say),
        "words": say.table,
    }


def _facts(sheet: Sheet, say: Words) -> list[Pair]:
    posted = datetime.fromisoformat(sheet["posted_at"])
    return [
        (say("paid_on"), say.day(sheet["paid_on"])),
        (say("posted_at"), say.written.moment(posted)),
        (say("method"), say.table["methods"].get(sheet["method"], sheet["method"])),
        (say("account"), sheet["account"]),
    ]


def covers(sheet: Sheet, say: Words) -> list[Pair]:
    """Tell where the money went: to which bills, and what is left as credit."""
    paid = [(say("bill", number=bill["number"]), say.money(bill["amount"])) for bill in sheet["covers"]]
    credit = [(say("credit"), say.money(sheet["credit"]))] if Decimal(sheet["credit"]) else []
    return paid + credit


def _references(sheet: Sheet, say: Words) -> list[str]:
    ours = [say("ref", ref=sheet["ref"])] if sheet.get("ref") else []
    return ours + ([say("gateway_ref", ref=sheet["gateway_ref"])] if sheet.get("gateway_ref") else [])
