"""The duplicate of a bill: the bill's own sheet, with the word and the day that the law asks for."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from abonent.backends.documents.bill import EDITIONS, bill_pdf
from abonent.backends.documents.duplicate import DUPLICATE_OF, duplicate_sheet
from abonent.backends.documents.press import render

type Sheet = dict[str, Any]
type Read = Callable[[bytes], Any]

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("pl", "DUPLIKAT wystawiono dnia: 22 listopada 2026"),
        ("uk", "ДУБЛІКАТ видано: 22 листопада 2026"),
        ("en", "DUPLICATE issued on 22 November 2026"),
    ],
)
def test_it_says_what_it_is_and_of_which_day(bill: Sheet, read: Read, language: str, said: str) -> None:
    pages = read(render("bill_duplicate@1", duplicate_sheet(bill | {"language": language}, on=DAY)))

    assert said in pages.text()
    assert str(pages.pdf.Root.Lang) == language


def test_all_that_stands_on_the_bill_stands_on_it_and_on_each_page_that_it_is_none(bill: Sheet, read: Read) -> None:
    long = bill | {"lines": [line | {"no": no} for no, line in enumerate(bill["lines"] * 12)]}
    words = read(bill_pdf(long)).text().split()

    copy = read(render("bill_duplicate@1", duplicate_sheet(long, on=DAY)))

    assert len(copy.pages) > 1
    assert all("DUPLIKAT · FV/2026/11/0042" in copy.text(page) for page in range(len(copy.pages)))
    assert set(words) - set(copy.text().split()) <= {f"{count}" for count in range(20)}


def test_it_is_tagged_and_archived_and_the_same_bytes_each_time(bill: Sheet, read: Read) -> None:
    made = render("bill_duplicate@1", duplicate_sheet(bill, on=DAY))

    said = read(made).pdf.open_metadata()
    assert (said["pdfaid:part"], said["pdfaid:conformance"], said["pdfuaid:part"]) == ("3", "B", "1")
    assert made == render("bill_duplicate@1", duplicate_sheet(bill, on=DAY))
    assert "duplicate_on" not in bill


def test_each_edition_of_the_bill_has_its_duplicate() -> None:
    assert set(DUPLICATE_OF) == set(EDITIONS)
