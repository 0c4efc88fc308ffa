"""A bill and a receipt of Iskra Net, as their frozen sheets stand in the database, and eyes for PDFs."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

type Sheet = dict[str, Any]

SELLER: Sheet = {
    "name": "Iskra Net sp. z o.o.",
    "address": ["ul. Młyńska 7", "16-999 Gródek Leśny"],
    "tax_id": "5260250274",
    "phone": "85 700 00 00",
    "email": "biuro@iskranet.example",
}
WHOLE_MONTH: Sheet = {
    "no": 1,
    "service": "internet",
    "name": {"pl": "Internet A2 100 Mb/s", "uk": "Інтернет A2 100 Мбіт/с", "en": "Internet A2 100 Mbit/s"},
    "days": ["2026-11-01", "2026-12-01"],
    "quantity": "1.000000",
    "unit": "month",
    "unit_price": "60.000000",
    "gross": True,
    "amount": "60.00",
    "vat": "23",
    "why": {"rule": "whole-month", "days": 30, "of": 30, "price_since": "2025-01-01", "decision": "", "place": ""},
}
PART_MONTH: Sheet = WHOLE_MONTH | {
    "no": 2,
    "service": "address",
    "name": {"pl": "Publiczny adres IPv4", "uk": "Публічна адреса IPv4", "en": "Public IPv4 address"},
    "days": ["2026-11-11", "2026-12-01"],
    "quantity": "0.666667",
    "unit_price": "10.000000",
    "amount": "6.67",
    "why": {"rule": "part-month", "days": 20, "of": 30, "price_since": "2025-01-01", "place": "ul. Kwiatowa 3 m. 12"},
}
ONE_OFF: Sheet = WHOLE_MONTH | {
    "no": 3,
    "service": "fee",
    "name": {"pl": "Ponowne włączenie", "uk": "Повторне ввімкнення", "en": "Switching on again"},
    "days": ["2026-11-11", "2026-11-12"],
    "unit": "piece",
    "unit_price": "20.000000",
    "amount": "20.00",
    "why": {"rule": "one-off", "price_since": "2025-01-01", "decision": "cennik z 1.01.2025, poz. 7"},
}


@pytest.fixture
def line() -> Sheet:
    return dict(WHOLE_MONTH)


@pytest.fixture
def bill() -> Sheet:
    return {
        "v": 1,
        "kind": "BILL",
        "number": "FV/2026/11/0042",
        "language": "pl",
        "currency": "PLN",
        "issued_on": "2026-11-03",
        "due_on": "2026-11-17",
        "period": ["2026-11-01", "2026-12-01"],
        "corrects": None,
        "seller": dict(SELLER),
        "buyer": {"name": "Anna Nowak", "address": ["ul. Kwiatowa 3 m. 12", "16-999 Gródek Leśny"], "tax_id": ""},
        "account": "100234",
        "lines": [WHOLE_MONTH, PART_MONTH, ONE_OFF],
        "vat": [{"code": "23", "rate": "23", "net": "70.46", "vat": "16.21", "gross": "86.67"}],
        "net": "70.46",
        "vat_total": "16.21",
        "total": "86.67",
        "settlement": {"opening": "-10.00", "to_pay": "76.67"},
        "transfer": {
            "bank_account": "61109010140000071219812874",
            "recipient": "Iskra Net sp. z o.o.",
            "bank": "Bank Przykładowy S.A.",
            "title": "FV/2026/11/0042 100234",
            "amount": "76.67",
        },
    }


@pytest.fixture
def receipt() -> Sheet:
    return {
        "v": 1,
        "number": "W-2026-11-000017",
        "language": "pl",
        "currency": "PLN",
        "account": "100234",
        "seller": dict(SELLER),
        "payer_name": "Anna Nowak",
        "amount": "100.00",
        "paid_on": "2026-11-10",
        "posted_at": "2026-11-10T10:03:27+01:00",
        "method": "online",
        "gateway_ref": "SBX-7f3a90c1",
        "covers": [{"number": "FV/2026/11/0042", "amount": "76.67"}],
        "credit": "23.33",
        "ref": "k3v9-2m8q-77rt-x1pw",
    }


class Pages:
    """A PDF as a reader sees it."""

    def __init__(self, pdf: bytes) -> None:
        self.pdf = pikepdf.open(BytesIO(pdf))
        self.pages = list(pypdfium2.PdfDocument(pdf))

    def text(self, page: int | None = None) -> str:
        """Say all words of a page, or of all, with single spaces."""
        pages = self.pages if page is None else [self.pages[page]]
        return re.sub(r"[\s\xad￾]+", " ", " ".join(each.get_textpage().get_text_bounded() for each in pages))

    def picture(self, page: int = 0) -> Image.Image:
        """Look at a page at 200 dots per inch."""
        image: Image.Image = self.pages[page].render(scale=200 / 72).to_pil()
        return image


@pytest.fixture
def read() -> Callable[[bytes], Pages]:
    return Pages
