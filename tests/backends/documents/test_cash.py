"""The cash receipt's PDF: who paid how much to whom, in figures and words, and whether it still counts."""

from collections.abc import Callable
from typing import Any

import pytest

from abonent.backends.documents.cash import cash_pdf
from abonent.backends.documents.press import render

type Sheet = dict[str, Any]
type Read = Callable[[bytes], Any]


@pytest.fixture
def cash(receipt: Sheet) -> Sheet:
    """A cash receipt of 100.00 that nobody has cancelled."""
    more = {
        "number": "KP/2026/11/0007",
        "holder": "Anna Nowak",
        "taken_by": "Zofia Lis",
        "cancelled_on": "",
        "note": "Uwaga.",
    }
    return receipt | more


def test_a_cash_receipt_says_what_its_sheet_says(cash: Sheet, read: Read) -> None:
    text = read(cash_pdf(cash | {"payer_name": "Jan Nowak"})).text()

    for said in (
        "Dowód wpłaty KP/2026/11/0007",
        "Przyjęto gotówką 100,00 zł",
        "Słownie: sto złotych 00/100",
        "Przyjęto przez Zofia Lis",
        "Numer klienta 100234",
        "Klient Anna Nowak",
        "Wpłacający Jan Nowak",
        "Faktura FV/2026/11/0042 76,67 zł",
        "Nadpłata, zmniejszy następną fakturę 23,33 zł",
        "Razem 100,00 zł",
        "Uwaga.",
    ):
        assert said in text, said
    assert "ANULOWANO" not in text


def test_one_that_was_cancelled_says_so(cash: Sheet, read: Read) -> None:
    assert "ANULOWANO 12 listopada 2026" in read(cash_pdf(cash | {"cancelled_on": "2026-11-12"})).text()


@pytest.mark.parametrize(("language", "heading"), [("uk", "Квитанція про готівку"), ("en", "Cash receipt")])
def test_it_speaks_the_language_of_its_sheet(cash: Sheet, read: Read, language: str, heading: str) -> None:
    pages = read(cash_pdf(cash | {"language": language, "payer_name": ""}))

    assert f"{heading} KP/2026/11/0007" in pages.text()
    assert "Anna Nowak" in pages.text()


def test_the_same_sheet_is_the_same_bytes_on_one_page(cash: Sheet, read: Read) -> None:
    covers = [{"number": f"FV/2026/{month:02}/0042", "amount": "8.00"} for month in range(1, 13)]
    full = cash | {"covers": covers}

    assert render("cash@1", full) == cash_pdf(full)
    assert len(cash_pdf(cash)) <= 50_000
    assert len(read(cash_pdf(cash)).pdf.pages) == 1
