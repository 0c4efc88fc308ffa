"""The confirmation of an agreement's terms: what its sheet says, in the words of its language."""

from collections.abc import Callable
from typing import Any

import pytest

from abonent.backends.documents.press import render
from tests.backends.documents.conftest import SELLER

type Sheet = dict[str, Any]
type Read = Callable[[bytes], Any]

PLAN: Sheet = {
    "name": {"pl": "Internet A2 100\u00a0Mb/s", "uk": "Інтернет A2 100\u00a0Мбіт/с", "en": "Internet A2 100\u00a0Mb/s"},
    "since": "2025-03-13",
    "monthly": "60.00",
    "speeds": {"down": [100_000, 80_000, 50_000], "up": [15_000, 12_000, 7_500]},
}
ROUTER: Sheet = {
    "name": {"pl": "Wynajem routera", "uk": "Оренда роутера", "en": "Router rental"},
    "since": "2026-01-01",
    "monthly": "10.00",
    "speeds": None,
}


def made(sheet: Sheet) -> bytes:
    return render("terms@1", sheet)


@pytest.fixture
def sheet() -> Sheet:
    return {
        "v": 1,
        "number": "U/2025/100234",
        "language": "pl",
        "currency": "PLN",
        "account": "100 234",
        "made_on": "2026-11-21",
        "signed_on": "2025-03-11",
        "since": "2025-03-13",
        "last_day": None,
        "bound_until": "2027-03-12",
        "seller": dict(SELLER),
        "customer": {"name": "Anna Nowak", "address": ["ul. Leśna 12/5", "16-999 Gródek Leśny"], "tax_id": ""},
        "lines": [{"where": "ul. Leśna 12/5, 16-999 Gródek Leśny", "services": [PLAN, ROUTER]}],
        "monthly": "70.00",
        "notice": "Wypowiedzieć ją można w każdej chwili.",
        "complaint": "Reklamację można złożyć w biurze.",
    }


def test_it_says_what_its_sheet_says(sheet: Sheet, read: Read) -> None:
    text = read(made(sheet)).text()

    for said in (
        "Warunki umowy U/2025/100234 stan na 21 listopada 2026",
        "Data zawarcia 11 marca 2025",
        "Obowiązuje od 13 marca 2025, na czas nieokreślony",
        "Okres minimalny do 12 marca 2027",
        "Numer konta 100 234",
        "Dostawca usług Iskra Net sp. z o.o.",
        "Abonent Anna Nowak ul. Leśna 12/5",
        "Internet A2 100 Mb/s 13 marca 2025 60,00 zł",
        "Wynajem routera 1 stycznia 2026 10,00 zł",
        "Razem miesięcznie 70,00 zł",
        "Internet A2 100 Mb/s: pobieranie 100 Mb/s 80 Mb/s 50 Mb/s",
        "Internet A2 100 Mb/s: wysyłanie 15 Mb/s 12 Mb/s 7,5 Mb/s",
        "rozporządzenia (UE) 2015/2120",
        "Zakończenie umowy Wypowiedzieć ją można w każdej chwili.",
        "Reklamacje Reklamację można złożyć w biurze.",
    ):
        assert said in text, said


@pytest.mark.parametrize(
    ("language", "heading", "speed"),
    [
        ("uk", "Умови договору U/2025/100234", "7,5 Мбіт/с"),
        ("en", "Terms of agreement U/2025/100234", "7.5 Mb/s"),
        ("de", "Terms of agreement U/2025/100234", "7.5 Mb/s"),
    ],
)
def test_it_speaks_the_language_of_its_sheet(sheet: Sheet, read: Read, language: str, heading: str, speed: str) -> None:
    text = read(made(sheet | {"language": language})).text()

    assert heading in text
    assert speed in text


def test_a_term_that_is_over_and_an_end_are_told(sheet: Sheet, read: Read) -> None:
    text = read(made(sheet | {"last_day": "2026-12-11", "bound_until": "2026-03-12"})).text()

    assert "Obowiązuje od 13 marca 2025 do 11 grudnia 2026" in text
    assert "Okres minimalny minął 12 marca 2026" in text


def test_where_nothing_is_delivered_it_says_so(sheet: Sheet, read: Read) -> None:
    text = read(made(sheet | {"lines": [], "monthly": "0.00", "bound_until": None, "notice": ""})).text()

    assert "W dniu sporządzenia nie ma aktywnych usług." in text
    assert "Okres minimalny brak" in text
    assert "Razem miesięcznie" not in text
    assert "2015/2120" not in text
    assert "Zakończenie umowy" not in text


def test_forty_lines_need_several_pages_and_lose_nothing(sheet: Sheet, read: Read) -> None:
    lines = [{"where": f"ul. Polna {number}", "services": [PLAN, ROUTER]} for number in range(1, 41)]

    pages = read(made(sheet | {"lines": lines}))

    assert len(pages.pages) > 3
    assert pages.text().count("ul. Polna 40") == 2


def test_it_is_tagged_archived_small_and_dated_by_its_day(sheet: Sheet, read: Read) -> None:
    found = made(sheet)

    pdf = read(found).pdf
    said = pdf.open_metadata()
    assert (said["pdfaid:part"], said["pdfaid:conformance"], said["pdfuaid:part"]) == ("3", "B", "1")
    assert str(pdf.docinfo["/CreationDate"]) == "D:20261121000000Z"
    assert str(pdf.docinfo["/Title"]) == "Warunki umowy U/2025/100234, Iskra Net sp. z o.o."
    assert len(found) <= 60_000


def test_the_same_terms_of_the_same_day_are_the_same_bytes(sheet: Sheet) -> None:
    assert made(sheet) == made(dict(sheet))
    assert made(sheet) != made(sheet | {"made_on": "2026-11-22"})


def test_what_people_typed_is_never_a_command(sheet: Sheet, read: Read) -> None:
    evil = '#read("/etc/passwd") \u202e]] *x* \N{GREEK SMALL LETTER ALPHA}\u2603'
    customer = {"name": evil, "address": [evil], "tax_id": ""}

    text = read(made(sheet | {"customer": customer})).text()

    assert '#read("/etc/passwd") ]] *x* α□' in text
