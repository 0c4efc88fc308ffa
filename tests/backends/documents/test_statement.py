"""The statement's PDF: opening, every line, closing, in the words of its language."""

from collections.abc import Callable
from typing import Any

import pytest

from abonent.backends.documents.press import render
from abonent.backends.documents.statement import statement_pdf
from tests.backends.documents.conftest import SELLER

type Sheet = dict[str, Any]
type Read = Callable[[bytes], Any]

BILL: Sheet = {
    "day": "2026-11-03", "kind": "BILL", "number": "FV/2026/11/0042", "corrects": "", "method": "", "paid_on": "",
    "undone_on": "", "debit": "60.00", "credit": "", "after": "1060.00", "disputed_on": "2026-11-20", "answered_on": "",
}  # fmt: skip
PAYMENT: Sheet = BILL | {
    "day": "2026-11-10", "kind": "PAYMENT", "number": "", "method": "transfer", "paid_on": "2026-11-09", "debit": "",
    "credit": "1100.00", "after": "-40.00", "disputed_on": "",
}  # fmt: skip
CORRECTION: Sheet = BILL | {
    "kind": "CORRECTION", "number": "KOR/2026/11/0001", "corrects": "FV/2026/11/0042", "debit": "", "credit": "5.00",
    "after": "-45.00", "answered_on": "2026-11-21",
}  # fmt: skip


@pytest.fixture
def sheet() -> Sheet:
    return {
        "v": 1,
        "language": "pl",
        "currency": "PLN",
        "account": "100 234",
        "seller": dict(SELLER),
        "customer": {"name": "Anna Nowak", "address": ["ul. Kwiatowa 3 m. 12"], "tax_id": ""},
        "first": "2026-11-01",
        "last": "2026-11-21",
        "made_on": "2026-11-22",
        "opening": "1000.00",
        "charged": "60.00",
        "credited": "1105.00",
        "closing": "-45.00",
        "lines": [BILL, PAYMENT, CORRECTION],
    }


def test_a_statement_says_what_its_sheet_says(sheet: Sheet, read: Read) -> None:
    text = read(statement_pdf(sheet)).text()

    for said in (
        "Zestawienie z konta 1–21 listopada 2026",
        "Numer klienta 100 234",
        "Saldo przed dniem 1 lis 2026 1 000,00 zł",
        "Wpłaty i uznania −1 105,00 zł",
        "nadpłata wynosiła 45,00 zł",
        "Saldo początkowe 1 000,00",
        "3 lis 2026 Faktura FV/2026/11/0042 zgłoszono zastrzeżenie: 20 listopada 2026; czeka na odpowiedź 60,00 1 060,00",
        "10 lis 2026 Wpłata, przelew wpłacono: 9 listopada 2026 1 100,00 −40,00",
        "Korekta KOR/2026/11/0001 do faktury FV/2026/11/0042 zgłoszono zastrzeżenie: 20 listopada 2026; odpowiedź: 21 listopada",
        "Saldo końcowe 60,00 1 105,00 −45,00",
    ):
        assert said in text, said


@pytest.mark.parametrize(("language", "heading"), [("uk", "Акт звірки"), ("en", "Statement of account")])
def test_it_speaks_the_language_of_its_sheet(sheet: Sheet, read: Read, language: str, heading: str) -> None:
    pages = read(statement_pdf(sheet | {"language": language}))

    assert heading in pages.text()
    assert str(pages.pdf.Root.Lang) == language


def test_a_year_is_one_page_and_ten_are_several_with_their_heads(sheet: Sheet, read: Read) -> None:
    year = read(statement_pdf(sheet | {"lines": [BILL | {"disputed_on": ""}, PAYMENT | {"paid_on": ""}] * 12}))
    ten = read(statement_pdf(sheet | {"lines": [BILL, PAYMENT] * 120}))

    assert len(year.pages) == 1
    assert len(ten.pages) > 1
    assert "Obciążenie Uznanie Saldo" in ten.text(1)


def test_it_is_tagged_archived_and_the_same_bytes_each_time(sheet: Sheet, read: Read) -> None:
    made = statement_pdf(sheet)

    said = read(made).pdf.open_metadata()
    assert (said["pdfaid:part"], said["pdfaid:conformance"], said["pdfuaid:part"]) == ("3", "B", "1")
    assert render("statement@1", sheet) == made
