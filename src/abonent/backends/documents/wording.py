"""The words, sums and days of a document, frozen with its template, in the language it was issued in."""

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from abonent.backends.documents.typesetting import TEMPLATES
from abonent.language import written

FALLBACK = "en"


class Words:
    """The words of one template ("bill@1") in one language; English where it has none.

    Not gettext: a document made again in five years says what it said when it was issued, whatever the portal says then.
    """

    def __init__(self, template: str, language: str, currency: str) -> None:
        tables = _tables(template)
        self.language = language
        self.currency = currency
        self.table: Mapping[str, Any] = tables.get(language, tables[FALLBACK])
        self.written = written(language if language in tables else FALLBACK)

    def __call__(self, key: str, **names: object) -> str:
        return str(self.table[key]).format(**names)

    def each(self, *keys: str) -> list[str]:
        return [self(key) for key in keys]

    def named(self, names: Mapping[str, str] | str) -> str:
        """Choose the name in the document's language, or whichever there is."""
        if isinstance(names, str):
            return names
        return names.get(self.language) or next(filter(None, names.values()), "")

    def money(self, amount: Decimal | str) -> str:
        return self.written.money(Decimal(amount), self.currency)

    def price(self, price: str) -> str:
        """Write a price with all its places: 0.0123 for one kilobyte is not 0.01."""
        exact = Decimal(price)
        if exact == round(exact, 2):
            return self.money(exact)
        return f"{self.number(exact)}\N{NO-BREAK SPACE}{self.currency}"

    def number(self, number: Decimal) -> str:
        return self.written.number(number)

    def day(self, day: str) -> str:
        return self.written.day(date.fromisoformat(day))

    def days(self, span: list[str] | None) -> str:
        """Write a range of days [from, to); nothing where there is none."""
        return self.written.span(*map(date.fromisoformat, span)) if span else ""


def grouped(account: str) -> str:
    """Write a Polish bank account as banks print it: two digits, then fours. Any other account stays as it is."""
    digits = account.replace(" ", "")
    if len(digits) != 26 or not digits.isdecimal():  # noqa: PLR2004 (NRB: 26 digits)
        return account
    return "\N{NO-BREAK SPACE}".join([digits[:2], *(digits[at : at + 4] for at in range(2, 26, 4))])


@cache
def _tables(template: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads((TEMPLATES / f"{template}.toml").read_text(encoding="utf-8"))
