"""What stands on a statement of account: its sheet, turned into words for the template."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from abonent.backends.documents.parties import contact, party
from abonent.backends.documents.typesetting import calendar_day, typeset
from abonent.backends.documents.wording import Words

type Sheet = Mapping[str, Any]
type Pair = tuple[str, str]

TEMPLATE = "statement@1"
A_DAY = timedelta(days=1)


def statement_pdf(sheet: Sheet) -> bytes:
    """Make the PDF of a statement from its sheet (billing.queries.statement_sheet), by the newest template.

    Raises KeyError for a sheet that is not whole. The same sheet gives the same bytes.
    """
    return EDITIONS[TEMPLATE](sheet)


def _first_edition(sheet: Sheet) -> bytes:
    return typeset("statement@1", _laid_out(sheet), made_on=date.fromisoformat(sheet["made_on"]))


EDITIONS: dict[str, Callable[[Sheet], bytes]] = {"statement@1": _first_edition}


def _laid_out(sheet: Sheet) -> dict[str, Any]:
    say = Words("statement@1", sheet["language"], sheet["currency"])
    seller, made_on = sheet["seller"], date.fromisoformat(sheet["made_on"])
    first, last = (date.fromisoformat(sheet[end]) for end in ("first", "last"))
    days = say.written.span(first, last + A_DAY)
    heading = say("heading")
    return {
        "title": f"{heading}, {days}, {seller['name']}",
        "heading": heading,
        "days": days,
        "language": sheet["language"],
        "date": calendar_day(made_on),
        "footer": f"{seller['name']} · {heading} · {sheet['account']} · {days}",
        "contact": contact(seller, say),
        "seller": party(seller, say),
        "customer": party(sheet["customer"], say),
        "facts": [
            (say("account"), sheet["account"]),
            (say("made_on"), say.day(sheet["made_on"])),
            (say("currency"), sheet["currency"]),
        ],
        "sums": _sums(sheet, say),
        "columns": say.each("day", "what", "debit", "credit", "after"),
        "opening": [say("opening"), _plain(sheet["opening"], say)],
        "lines": [_line(line, say) for line in sheet["lines"]],
        "closing": [say("closing"), *(_plain(sheet[side], say) for side in ("charged", "credited", "closing"))],
        "result": _result(sheet, say),
        "notes": say.each("note_sign", "note_kind"),
        "words": say.table,
    }


def _sums(sheet: Sheet, say: Words) -> list[Pair]:
    return [
        (say("opening_on", day=_short(sheet["first"], say)), say.money(sheet["opening"])),
        (say("charged"), say.money(sheet["charged"])),
        (say("credited"), say.money(-Decimal(sheet["credited"]))),
        (say("closing_on", day=_short(sheet["last"], say)), say.money(sheet["closing"])),
    ]


def _line(line: Sheet, say: Words) -> list[Any]:
    sides = [_plain(line[side], say) if line[side] else "" for side in ("debit", "credit", "after")]
    return [_short(line["day"], say), _what(line, say), list(_notes(line, say)), *sides]


def _what(line: Sheet, say: Words) -> str:
    kind = str(say.table["kinds"].get(line["kind"], line["kind"]))
    if line["corrects"]:
        return say("correction", kind=kind, number=line["number"], bill=line["corrects"])
    if line["number"]:
        return f"{kind} {line['number']}"
    return f"{kind}, {say.table['methods'].get(line['method'], line['method'])}" if line["method"] else kind


def _notes(line: Sheet, say: Words) -> Iterator[str]:
    for word in ("paid_on", "undone_on"):
        if line[word]:
            yield say(word, day=say.day(line[word]))
    if line["answered_on"]:
        yield say("answered", day=say.day(line["disputed_on"]), answered=say.day(line["answered_on"]))
    elif line["disputed_on"]:
        yield say("disputed", day=say.day(line["disputed_on"]))


def _short(day: str, say: Words) -> str:
    return say.written.short_day(date.fromisoformat(day))


def _plain(amount: str, say: Words) -> str:
    """Write an amount without the currency, which is said once above."""
    return say.written.number(Decimal(amount), 2)


def _result(sheet: Sheet, say: Words) -> str:
    closing, day = Decimal(sheet["closing"]), say.day(sheet["last"])
    if closing > 0:
        return say("owed", amount=say.money(closing), day=day)
    return say("ahead", amount=say.money(-closing), day=day) if closing < 0 else say("settled", day=day)
