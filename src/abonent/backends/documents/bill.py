"""What stands on a bill: the frozen sheet of an Invoice, turned into words for the template."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from abonent.backends.documents.parties import contact, party
from abonent.backends.documents.typesetting import calendar_day, typeset
from abonent.backends.documents.wording import Words, grouped
from abonent.billing.transfer import zbp
from abonent.drawing.qr import qr_svg

logger = logging.getLogger(__name__)

type Sheet = Mapping[str, Any]
type Pair = tuple[str, str]

TEMPLATE = "bill@1"


def bill_pdf(sheet: Sheet) -> bytes:
    """Make the PDF of a bill from its sheet (Invoice.sheet), by the newest template.

    Raises KeyError for a sheet that is not whole. The same sheet gives the same bytes.
    """
    return EDITIONS[TEMPLATE](sheet)


def first_edition(sheet: Sheet) -> dict[str, Any]:
    """Return what bill@1 draws."""
    return _Bill(sheet, Words("bill@1", sheet["language"], sheet["currency"])).laid_out()


def _first_edition(sheet: Sheet) -> bytes:
    return typeset("bill@1", first_edition(sheet), made_on=date.fromisoformat(sheet["issued_on"]))


EDITIONS: dict[str, Callable[[Sheet], bytes]] = {"bill@1": _first_edition}


@dataclass(frozen=True)
class _Bill:
    """The parts of bill@1, each in the form its template draws."""

    sheet: Sheet
    say: Words

    def laid_out(self) -> dict[str, Any]:
        sheet, say = self.sheet, self.say
        heading = say(sheet["kind"], number=sheet["number"])
        issued = date.fromisoformat(sheet["issued_on"])
        return {
            "title": f"{heading}, {sheet['seller']['name']}",
            "heading": heading,
            "language": sheet["language"],
            "date": calendar_day(issued),
            "footer": f"{sheet['seller']['name']} · {sheet['number']}",
            "contact": contact(sheet["seller"], say),
            "corrects": self.corrects(),
            "seller": party(sheet["seller"], say),
            "buyer": party(sheet["buyer"], say),
            "facts": self.facts(),
            "columns": self.columns(),
            "lines": [self.line(line) for line in sheet["lines"]],
            "vat_columns": say.each("rate", "summary_net", "summary_vat", "summary_gross"),
            "vat": [self.vat_row(row) for row in sheet["vat"]],
            "vat_total": [say("total"), *self.moneys(sheet["net"], sheet["vat_total"], sheet["total"])],
            "settlement": self.settlement(),
            "due": {"name": say("to_pay"), "amount": say.money(sheet["settlement"]["to_pay"])},
            "words": say.table,
        } | self.payment()

    def corrects(self) -> list[str]:
        old = self.sheet["corrects"]
        if not old:
            return []
        said = [self.say("corrects", number=old["number"], issued_on=self.say.day(old["issued_on"]))]
        return [*said, self.say("reason", reason=old["reason"])] if old.get("reason") else said

    def facts(self) -> list[Pair]:
        sheet, say = self.sheet, self.say
        facts = [
            (say("issued_on"), say.day(sheet["issued_on"])),
            (say("period"), say.days(sheet["period"])),
            (say("due_on"), say.day(sheet["due_on"])),
            (say("account"), sheet["account"]),
        ]
        return [fact for fact in facts if fact[1]]

    def columns(self) -> list[str]:
        sort = self.sort_of_prices()
        return self.say.each("no", "service", "quantity", f"price{sort}", "vat", f"amount{sort}")

    def sort_of_prices(self) -> str:
        """Say in the head of the table what the prices are, where all are alike; each line says it otherwise."""
        gross = {line["gross"] for line in self.sheet["lines"]}
        if len(gross) > 1:
            return ""
        return "_gross" if True in gross else "_net"

    def line(self, line: Sheet) -> dict[str, Any]:
        say = self.say
        return {
            "no": str(line["no"]),
            "name": say.named(line["name"]),
            "notes": self.notes(line),
            "quantity": self.quantity(line),
            "price": say.price(line["unit_price"]),
            "vat": self.rate(line["vat"]),
            "amount": say.money(line["amount"]),
        }

    def notes(self, line: Sheet) -> list[str]:
        """Tell under the name how the amount came about: which days, where, by which price, less what was charged."""
        say, why = self.say, line.get("why") or {}
        mixed = "" if self.sort_of_prices() else say("gross" if line["gross"] else "net")
        part = say("part", days=why["days"], of=why["of"]) if _is_part(why) else ""
        place = say("place", place=why["place"]) if why.get("place") else ""
        days = _joined(say.days(line.get("days")), part, mixed)
        notes = [days, place, self.price_note(why), *self.interest(why), self.difference(why)]
        return [note for note in notes if note]

    def price_note(self, why: Sheet) -> str:
        if not why.get("decision"):
            return ""
        since = self.say("price_since", since=self.say.day(why["price_since"])) if why.get("price_since") else ""
        return _joined(since, self.say("decision", decision=why["decision"]))

    def interest(self, why: Sheet) -> list[str]:
        """Tell for which bill, and on what for how many days by which rate; nothing of it where it was given back."""
        if why.get("rule") != "interest" or not Decimal(why.get("ought", "1")):
            return []
        say, due_on = self.say, self.say.day(why["due_on"])
        bill = say("interest_of", bill=why["bill"], due_on=due_on) if why.get("bill") else say("due_on") + f": {due_on}"
        parts = [
            say(
                "interest",
                amount=say.money(part["amount"]),
                percent=say.number(Decimal(part["percent"])),
                days=part["days"],
            )
            for part in why["parts"]
        ]
        return [bill, " + ".join(parts), say("decision", decision=why["law"])]

    def difference(self, why: Sheet) -> str:
        if "ought" not in why:
            return ""
        return self.say("difference", ought=self.say.money(why["ought"]), charged=self.say.money(why["charged"]))

    def quantity(self, line: Sheet) -> str:
        """Write two thirds of a month as 20/30, not as 0.666667."""
        quantity, why = Decimal(line["quantity"]), line.get("why") or {}
        unit = self.say.table["units"].get(line["unit"], line["unit"])
        count = self.say.number(quantity)
        if _is_part(why) and quantity == round(Decimal(why["days"]) / why["of"], 6):
            count = f"{why['days']}/{why['of']}"
        return f"{count}\N{NO-BREAK SPACE}{unit}".rstrip()

    def rate(self, code: str) -> str:
        rates = {row["code"]: row["rate"] for row in self.sheet["vat"]}
        if rates.get(code) is None:
            return str(self.say.table["rates"].get(code, code))
        return f"{self.say.number(Decimal(rates[code]))}%"

    def vat_row(self, row: Sheet) -> list[str]:
        return [self.rate(row["code"]), *self.moneys(row["net"], row["vat"], row["gross"])]

    def moneys(self, *amounts: str) -> list[str]:
        return [self.say.money(amount) for amount in amounts]

    def settlement(self) -> list[Pair]:
        opening = Decimal(self.sheet["settlement"]["opening"])
        before = "owed_before" if opening > 0 else "credit_before" if opening < 0 else "even_before"
        return [
            (self.say(before), self.say.money(opening)),
            (self.say("this_bill"), self.say.money(self.sheet["total"])),
        ]

    def payment(self) -> dict[str, Any]:
        """Lay out the box with the transfer; where nothing is due, say so instead."""
        transfer = self.sheet.get("transfer")
        if Decimal(self.sheet["settlement"]["to_pay"]) <= 0:
            return {"pay": None, "qr": None, "nothing_due": self.nothing_due()}
        if not transfer:
            return {"pay": [], "qr": None, "nothing_due": ""}
        return {"pay": self.transfer(transfer), "qr": self.code(transfer), "nothing_due": ""}

    def nothing_due(self) -> str:
        left = Decimal(self.sheet["settlement"]["opening"]) + Decimal(self.sheet["total"])
        return self.say("credit_left", credit=self.say.money(-left)) if left < 0 else self.say("nothing_due")

    def transfer(self, transfer: Sheet) -> list[Pair]:
        say = self.say
        pairs = [
            (say("bank_account"), grouped(transfer["bank_account"])),
            (say("transfer_amount"), say.money(transfer["amount"])),
            (say("recipient"), transfer["recipient"]),
            (say("due_on"), say.day(self.sheet["due_on"])),
            (say("title"), transfer["title"]),
            (say("bank"), transfer.get("bank", "")),
        ]
        return [pair for pair in pairs if pair[1]]

    def code(self, transfer: Sheet) -> str | None:
        """Draw the code of the Polish banks. There is none for other currencies yet."""
        if self.sheet["currency"] != "PLN" or not transfer["bank_account"]:
            return None
        amount, recipient, title = Decimal(transfer["amount"]), transfer["recipient"], transfer["title"]
        try:
            payload = zbp(self.sheet["seller"]["tax_id"], transfer["bank_account"], amount, recipient, title)
        except ValueError as wrong:  # the bill is issued: it can be paid by the details that stand beside
            logger.warning("Bill %s has no code: %s", self.sheet["number"], wrong)
            return None
        return qr_svg(payload, title=self.say("qr"))


def _is_part(why: Sheet) -> bool:
    return bool(why.get("of")) and why["days"] != why["of"]


def _joined(*parts: str | None) -> str:
    return " · ".join(filter(None, parts))
