"""Whose name stands on invoices: what a name, an address and a tax number may be, and what is wrong with those that may not.

The state's e-invoice FA(3) takes 512 characters of a name and two lines of an address with 512 each; our sheet and our
tables take fewer. A company's invoice names its NIP (ustawa o VAT z 11.03.2004, art. 106e ust. 1 pkt 5).
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from abonent import profile
from abonent.language import is_printable, lengths
from abonent.people.models import Account
from abonent.profile.tax_ids import TAX_IDS

LONGEST_NAME = lengths.NAME
LONGEST_LINE = 120
LINES = 2
"""Of an address: street with house, then town with post code; so many FA(3) has too (AdresL1, AdresL2)."""
LONGEST_TAX_ID = 20


class BadInvoiceData(Exception):
    """Invoices cannot bear this. `faults` are pairs of field ("name", "address", "tax_id") and code."""

    def __init__(self, faults: list[tuple[str, str]]) -> None:
        super().__init__(", ".join(f"{name}: {code}" for name, code in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class InvoiceData:
    """What invoices say of the buyer."""

    name: str
    address: tuple[str, ...]
    tax_id: str = ""


def tidy(text: str) -> str:
    """Return words as they are kept: composed (NFC), with single spaces. Controls stay, so that they can be refused."""
    return " ".join(
        part for part in unicodedata.normalize("NFC", text).replace("\N{NO-BREAK SPACE}", " ").split(" ") if part
    )


def plain_tax_id(typed: str) -> str:
    """Return a tax number without what people write in it: spaces, dashes, the letters of the country."""
    known = TAX_IDS.get(profile.current().country)
    text = "".join(tidy(typed).split()).upper()
    return known.compact(text) if known else text


def faults(data: InvoiceData, account: Account) -> Iterator[tuple[str, str]]:
    """Say what is wrong with invoice data for an account: "empty", "long", "unprintable", "wrong" or "needed"."""
    yield from (("name", code) for code in faults_of_line(data.name, LONGEST_NAME))
    lines = [line for line in data.address if line]
    if not lines:
        yield "address", "empty"
    if len(data.address) > LINES or any("long" in faults_of_line(line) for line in lines):
        yield "address", "long"
    if any("unprintable" in faults_of_line(line) for line in lines):
        yield "address", "unprintable"
    yield from (("tax_id", code) for code in faults_of_tax_id(data.tax_id, account))


def faults_of_line(text: str, longest: int = LONGEST_LINE) -> list[str]:
    """Say what is wrong with one line of words: "empty", "long", "unprintable"."""
    found = [] if text.strip() else ["empty"]
    if len(text) > longest:
        found.append("long")
    if not is_printable(text):
        found.append("unprintable")
    return found


def faults_of_tax_id(number: str, account: Account) -> Iterator[str]:
    """Say what is wrong with a tax number without spaces and dashes: "needed", "wrong"."""
    known = TAX_IDS.get(profile.current().country)
    if not number:
        if account.kind == Account.Kind.COMPANY:
            yield "needed"
    elif (
        len(number) > LONGEST_TAX_ID
        or not number.isascii()
        or not (known.is_valid(number) if known else number.isalnum())
    ):
        yield "wrong"
