"""How each line of a bill came about, in sentences: quantity, price, days, VAT, and on what it rests."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from abonent.language import Written, written

type Sheet = Mapping[str, Any]

UNITS: dict[str, Promise] = {
    "month": pgettext_lazy("unit on a bill", "month"),
    "piece": pgettext_lazy("unit on a bill", "piece"),
    "once": pgettext_lazy("unit on a bill", "once"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a bill as the page shows it; `why` are sentences."""

    no: int
    name: str
    days: tuple[date, date] | None
    amount: Decimal
    vat: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VatRow:
    """What a bill has at one rate of VAT; `rate` in words ("23 %", "exempt")."""

    rate: str
    net: Decimal
    vat: Decimal
    gross: Decimal


def lines(sheet: Sheet) -> list[Line]:
    """Return the lines of a bill's sheet in the active language."""
    return [_Explained(sheet, line).line() for line in sheet["lines"]]


def vat_rows(sheet: Sheet) -> list[VatRow]:
    """Return a bill's summary of VAT."""
    rows = sheet["vat"]
    return [VatRow(rate(row), Decimal(row["net"]), Decimal(row["vat"]), Decimal(row["gross"])) for row in rows]


def rate(row: Sheet) -> str:
    """Write a rate of VAT."""
    if row["rate"] is None:
        return _("exempt from VAT")
    return f"{_words().number(Decimal(row['rate']))}\N{NO-BREAK SPACE}%"


def named(names: Mapping[str, str]) -> str:
    """Choose the name in the active language, or whichever there is."""
    return names.get(get_language() or "") or next(iter(names.values()), "")


def _words() -> Written:
    return written(get_language() or "en")


class _Explained:
    """One line and the words to explain it."""

    def __init__(self, sheet: Sheet, line: Sheet) -> None:
        self.line_, self.why = line, line.get("why") or {}
        self.vat_row = next((row for row in sheet["vat"] if row["code"] == line["vat"]), None)
        self.currency: str = sheet["currency"]
        self.say = _words()

    def line(self) -> Line:
        line = self.line_
        days = (date.fromisoformat(line["days"][0]), date.fromisoformat(line["days"][1])) if line.get("days") else None
        vat = rate(self.vat_row) if self.vat_row else str(line["vat"])
        return Line(line["no"], named(line["name"]), days, Decimal(line["amount"]), vat, tuple(self.sentences(days)))

    def sentences(self, days: tuple[date, date] | None) -> Iterator[str]:
        if days:
            yield _("For %(days)s.") % {"days": self.say.span(*days)}
        yield from self.sums()
        if self.why.get("rule") == "paper":
            yield _("This bill came on paper, by post; the e-invoice costs nothing.")
        if self.why.get("reason"):
            yield _("Reason: %(reason)s") % {"reason": self.why["reason"]}
        yield self.tax()
        if self.why.get("place"):
            yield _("Place: %(place)s.") % {"place": self.why["place"]}
        if self.why.get("price_since"):
            yield self.price_list()

    def sums(self) -> Iterator[str]:
        """Write out how the amount was worked out."""
        if self.why.get("rule") == "interest":
            yield from self.interest()
        if "ought" in self.why:
            yield self.difference()
        elif self.why.get("rule") != "interest":
            yield self.product()

    def product(self) -> str:
        """Write out the sum: quantity × price × days."""
        price, amount = self.money(self.line_["unit_price"]), self.money(self.line_["amount"])
        sums = [_quantity(self.line_, self.say), price]
        if self.why.get("rule") == "part-month":
            sums.append(f"{self.why['days']}/{self.why['of']}")
            of = int(self.why["of"])
            said = ngettext("%(share)s of %(num)s day", "%(share)s of %(num)s days", of)
            days = said % {"share": self.why["days"], "num": of}
            return f"{' × '.join(sums)} = {amount} ({days})"
        return f"{' × '.join(sums)} = {amount}"

    def interest(self) -> Iterator[str]:
        """Write out for which bill, on what for how many days by which rates, and by which law."""
        day = self.say.day(date.fromisoformat(self.why["due_on"]))
        if self.why.get("bill"):
            yield _("Bill %(number)s was to be paid by %(day)s.") % {"number": self.why["bill"], "day": day}
        else:
            yield _("It was to be paid by %(day)s.") % {"day": day}
        ought = str(self.why.get("ought", self.line_["amount"]))
        if Decimal(ought):
            sums = " + ".join(self.part(part) for part in self.why["parts"])
            said = _("%(sum)s: what was late × the rate of a year × days of 365.")
            yield said % {"sum": f"{sums} = {self.money(ought)}"}
        yield _("Legal basis of the interest: %(law)s.") % {"law": self.why["law"]}

    def part(self, part: Sheet) -> str:
        percent = self.say.number(Decimal(part["percent"]))
        return f"{self.money(part['amount'])} × {percent}\N{NO-BREAK SPACE}% × {part['days']}/365"

    def difference(self) -> str:
        facts = {"ought": self.money(self.why["ought"]), "charged": self.money(self.why["charged"])}
        said = _("It should be %(ought)s, and %(charged)s was charged before: the difference is %(amount)s.")
        return said % {**facts, "amount": self.money(self.line_["amount"])}

    def tax(self) -> str:
        if self.vat_row is None or self.vat_row["rate"] is None:
            return _("There is no VAT on it.")
        facts = {"rate": rate(self.vat_row)}
        if self.line_["gross"]:
            return _("The price includes %(rate)s VAT.") % facts
        return _("%(rate)s VAT is added to the price.") % facts

    def price_list(self) -> str:
        since = self.say.day(date.fromisoformat(self.why["price_since"]))
        if self.why.get("decision"):
            facts = {"day": since, "decision": self.why["decision"]}
            return _("The price is in force since %(day)s: %(decision)s.") % facts
        return _("The price is in force since %(day)s.") % {"day": since}

    def money(self, amount: str) -> str:
        """Write an amount with all the places it has: 0.0123 for one kilobyte is not 0.01."""
        exact = Decimal(amount)
        if exact == round(exact, 2):
            return self.say.money(exact, self.currency)
        return f"{self.say.number(exact)}\N{NO-BREAK SPACE}{self.currency}"


def _quantity(line: Sheet, say: Written) -> str:
    """Write how much of what: of a part of a month the whole months, as the days stand beside them."""
    quantity, why = Decimal(line["quantity"]), line.get("why") or {}
    unit = UNITS.get(line["unit"], line["unit"])
    if why.get("rule") == "part-month" and quantity == round(Decimal(why["days"]) / why["of"], 6):
        quantity = Decimal(1)
    return f"{say.number(quantity)}\N{NO-BREAK SPACE}{unit}"
