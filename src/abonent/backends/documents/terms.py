"""What stands on the confirmation of an agreement's terms: its sheet, turned into words for the template."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from abonent.backends.documents.parties import contact, party
from abonent.backends.documents.typesetting import calendar_day, typeset
from abonent.backends.documents.wording import Words

type Sheet = Mapping[str, Any]
type Pair = tuple[str, str]

MEGABIT = 1000


def _first_edition(sheet: Sheet) -> bytes:
    say = Words("terms@1", sheet["language"], sheet["currency"])
    return typeset("terms@1", _Terms(sheet, say).laid_out(), made_on=date.fromisoformat(sheet["made_on"]))


def _new_terms(sheet: Sheet) -> bytes:
    """Draw the terms that are in force from a day on (`new_since`): terms@1 with other words."""
    say = Words("new_terms@1", sheet["language"], sheet["currency"])
    laid_out = _Terms({**sheet, "made_on": sheet["new_since"]}, say).laid_out()
    made_on = date.fromisoformat(sheet["made_on"])
    intro = say("intro", day=say.day(sheet["new_since"]), made=say.day(sheet["made_on"]))
    told_anew = {"date": calendar_day(made_on), "words": {**say.table, "intro": intro}}
    return typeset("terms@1", laid_out | told_anew, made_on=made_on)


EDITIONS: dict[str, Callable[[Sheet], bytes]] = {"terms@1": _first_edition, "new_terms@1": _new_terms}


@dataclass(frozen=True)
class _Terms:
    """The parts of terms@1, each in the form its template draws."""

    sheet: Sheet
    say: Words

    def laid_out(self) -> dict[str, Any]:
        sheet, say = self.sheet, self.say
        heading, made = say("heading", number=sheet["number"]), date.fromisoformat(sheet["made_on"])
        return {
            "title": f"{heading}, {sheet['seller']['name']}",
            "heading": heading,
            "language": sheet["language"],
            "date": calendar_day(made),
            "footer": f"{sheet['seller']['name']} · {sheet['number']} · {say('as_of', day=say.day(sheet['made_on']))}",
            "contact": contact(sheet["seller"], say),
            "as_of": say("as_of", day=say.day(sheet["made_on"])),
            "seller": party(sheet["seller"], say),
            "customer": party(sheet["customer"], say),
            "facts": self.facts(),
            "lines": [self.line(line) for line in sheet["lines"]],
            "columns": say.each("service", "since", "monthly"),
            "total": [say("total"), say.money(sheet["monthly"])],
            "speed_columns": say.each("speed", "advertised", "usual", "least"),
            "has_speeds": any(service.get("speeds") for line in sheet["lines"] for service in line["services"]),
            "texts": [pair for pair in self.texts() if pair[1]],
            "words": say.table,
        }

    def facts(self) -> list[Pair]:
        sheet, say = self.sheet, self.say
        return [
            (say("signed_on"), say.day(sheet["signed_on"])),
            (say("in_force"), self.in_force()),
            (say("minimum"), self.minimum()),
            (say("account"), sheet["account"]),
        ]

    def in_force(self) -> str:
        since, last = self.say.day(self.sheet["since"]), self.sheet["last_day"]
        if last:
            return self.say("from_to", since=since, last=self.say.day(last))
        return self.say("from_on", since=since)

    def minimum(self) -> str:
        last = self.sheet["bound_until"]
        if not last:
            return self.say("no_minimum")
        over = last < self.sheet["made_on"]
        return self.say("minimum_over" if over else "minimum_until", last=self.say.day(last))

    def line(self, line: Sheet) -> dict[str, Any]:
        return {
            "where": line["where"],
            "services": [self.service(service) for service in line["services"]],
            "speeds": [row for service in line["services"] for row in self.speeds(service)],
        }

    def service(self, service: Sheet) -> list[str]:
        monthly = self.say.money(service["monthly"]) if service["monthly"] is not None else self.say("no_fee")
        return [self.say.named(service["name"]), self.say.day(service["since"]), monthly]

    def speeds(self, service: Sheet) -> Iterator[list[str]]:
        for direction, numbers in (service.get("speeds") or {}).items():
            yield [self.say(direction, service=self.say.named(service["name"])), *map(self.megabits, numbers)]

    def megabits(self, kilobits: int | None) -> str:
        if kilobits is None:
            return "–"
        return self.say("megabits", number=self.say.number(Decimal(kilobits) / MEGABIT))

    def texts(self) -> Iterator[Pair]:
        yield self.say("ending"), self.sheet["notice"]
        yield self.say("complaining"), self.sheet["complaint"]
