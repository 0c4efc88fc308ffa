"""The receipt's PDF: where the money went, in the words of its language."""

from collections.abc import Callable
from typing import Any

import pytest

from abonent.backends.documents.press import UnknownTemplate, render
from abonent.backends.documents.receipt import receipt_pdf

type Sheet = dict[str, Any]
type Read = Callable[[bytes], Any]


def test_a_receipt_says_what_its_sheet_says(receipt: Sheet, read: Read) -> None:
    text = read(receipt_pdf(receipt)).text()

    for said in (
        "Potwierdzenie wpłaty W-2026-11-000017",
        "Otrzymana kwota 100,00 zł",
        "Data wpłaty 10 listopada 2026",
        "Zaksięgowano 10 listopada 2026, 10:03",
        "Sposób wpłaty płatność online",
        "Numer klienta 100234",
        "Wpłata od Anna Nowak",
        "Faktura FV/2026/11/0042 76,67 zł",
        "Nadpłata, zmniejszy następną fakturę 23,33 zł",
        "Razem 100,00 zł",
        "Numer płatności: k3v9-2m8q-77rt-x1pw",
        "Numer transakcji w banku: SBX-7f3a90c1",
    ):
        assert said in text, said


@pytest.mark.parametrize(
    ("language", "heading"),
    [("uk", "Підтвердження оплати W-2026-11-000017"), ("en", "Payment receipt W-2026-11-000017")],
)
def test_a_receipt_speaks_the_language_of_its_sheet(receipt: Sheet, read: Read, language: str, heading: str) -> None:
    pages = read(receipt_pdf(receipt | {"language": language}))

    assert heading in pages.text()
    assert str(pages.pdf.Root.Lang) == language


def test_money_that_no_bill_waited_for_is_credit_alone(receipt: Sheet, read: Read) -> None:
    text = read(receipt_pdf(receipt | {"covers": [], "credit": "100.00", "payer_name": "", "gateway_ref": ""})).text()

    assert "Nadpłata, zmniejszy następną fakturę 100,00 zł" in text
    assert "Wpłata od nie podano" in text
    assert "Numer transakcji w banku" not in text


def test_where_nothing_is_left_there_is_no_line_for_credit(receipt: Sheet, read: Read) -> None:
    covers = [{"number": "FV/2026/11/0042", "amount": "100.00"}]

    assert "Nadpłata" not in read(receipt_pdf(receipt | {"covers": covers, "credit": "0.00"})).text()


def test_a_receipt_is_tagged_archived_small_and_dated_by_its_posting(receipt: Sheet, read: Read) -> None:
    made = receipt_pdf(receipt)

    pdf = read(made).pdf
    said = pdf.open_metadata()
    assert (said["pdfaid:part"], said["pdfaid:conformance"], said["pdfuaid:part"]) == ("3", "B", "1")
    assert str(pdf.docinfo["/CreationDate"]) == "D:20261110000000Z"
    assert len(made) <= 50_000


def test_documents_are_made_again_by_the_template_they_were_issued_with(bill: Sheet, receipt: Sheet) -> None:
    assert render("receipt@1", receipt) == receipt_pdf(receipt)

    with pytest.raises(UnknownTemplate, match="bill@0"):
        render("bill@0", bill)
