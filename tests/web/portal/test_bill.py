"""One bill: the lines explained, what is owed today, the document that never changes."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from django.test import Client
from PIL import Image, ImageDraw

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.models import EInvoice, Invoice, Payer
from abonent.people.models import Account
from abonent.web.portal.bill import code, transfer
from abonent.web.portal.calculation import lines
from tests import people
from tests.people import NOON
from tests.web.doors import text

ADDRESS = "/bills/FV-2026-10-0001/"


def test_a_line_opens_to_its_calculation(browser: Client, october: Invoice) -> None:
    page = text(browser.get(ADDRESS))

    assert "Internet A2 PLN 60.00 Why it is this much For 1–31 October 2026." in page
    assert "1 month × PLN 60.00 = PLN 60.00 The price includes 23 % VAT." in page
    assert "The price is in force since 1 January 2024." in page
    assert "VAT rate Net VAT Gross 23 % 48.78 11.22 PLN 60.00" in page


def test_a_part_of_a_month_is_written_out_by_days(browser: Client, account: Account) -> None:
    people.line(account, people.tariff("A3", "90.00"), since=profile.midnight(date(2026, 11, 12)))
    people.bill(account)

    page = text(browser.get("/bills/FV-2026-11-0001/"))

    assert "For 12–30 November 2026. 1 month × PLN 90.00 × 19/30 = PLN 57.00 (19 of 30 days)" in page


def test_the_top_shows_what_is_owed_today_and_below_what_was_on_the_day_of_issue(
    browser: Client, account: Account, october: Invoice
) -> None:
    actions.post_receipt(people.receipt(account, "25.00"), at=NOON)

    page = text(browser.get(ADDRESS))

    assert "To pay for this bill today PLN 35.00 It was due on 17 October – 35 days ago." in page
    assert "PLN 25.00 of PLN 60.00 is paid. Pay PLN 35.00 Download PDF" in page
    assert "On the day of issue This bill PLN 60.00 To pay by 17 Oct 2026 PLN 60.00" in page
    assert "Paid towards this bill 21 Nov 2026 – payment PLN 25.00 bank transfer posted" in page


def test_the_transfer_can_be_copied_with_the_amount_of_today(
    browser: Client, account: Account, october: Invoice
) -> None:
    actions.post_receipt(people.receipt(account, "25.00"), at=NOON)

    page = browser.get(ADDRESS).content.decode()

    number = Payer.objects.get(account=account).bank_account
    assert number is not None
    assert f'data-copy="{number}"' in page
    assert 'data-copy="FV/2026/10/0001 100234"' in page
    assert 'data-copy="35.00"' in page


def test_the_code_has_the_amount_of_today(account: Account, october: Invoice) -> None:
    to = transfer(october.sheet, Decimal("35.00"))

    svg = code(october.sheet, to)

    assert to is not None
    assert read(svg).split("|")[2:6] == [to.bank_account, "003500", "Iskra Net", "FV/2026/10/0001 100234"]


def read(svg: str) -> str:
    """Look at a code as a camera does."""
    size = int(re.findall(r'viewBox="0 0 (\d+)', svg)[0])
    picture = Image.new("L", (size * 4, size * 4), 255)
    draw = ImageDraw.Draw(picture)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-", svg.rpartition('<path d="')[2]):
        left, top = int(x) * 4, int(y) * 4
        draw.rectangle((left, top, left + int(width) * 4 - 1, top + 3), fill=0)
    return str(zxingcpp.read_barcode(picture).text)  # type: ignore[union-attr]


def test_a_paid_bill_asks_for_nothing(browser: Client, account: Account, october: Invoice) -> None:
    actions.post_receipt(people.receipt(account, "60.00"), at=NOON)

    page = text(browser.get(ADDRESS))

    assert "To pay for this bill today PLN 0.00 paid Download PDF" in page
    assert "Pay by transfer" not in page


def test_a_correction_and_its_bill_lead_to_each_other(browser: Client, account: Account, october: Invoice) -> None:
    correction = actions.correct_invoice(october, amounts={1: Decimal("40.00")}, reason="awaria", at=NOON)

    bill, corrected = text(browser.get(ADDRESS)), text(browser.get(f"/bills/{queries.slug(correction.number)}/"))

    assert f"This bill was corrected See correction {correction.number}" in bill
    assert f"correction of a bill {correction.number} posted" in bill
    assert "This corrects bill FV/2026/10/0001 awaria See the bill as it was" in corrected
    assert "It should be PLN 40.00, and PLN 60.00 was charged before: the difference is −PLN 20.00." in corrected
    assert "To pay for this bill today PLN 0.00 given back" in corrected


def test_the_state_s_number_stands_only_where_there_is_one(browser: Client, october: Invoice) -> None:
    assert "KSEF" not in text(browser.get(ADDRESS))

    EInvoice.objects.create(invoice=october, system="KSEF", number="9990123455-20261003-ABC", numbered_at=NOON)

    assert "Number in KSEF 9990123455-20261003-ABC" in text(browser.get(ADDRESS))


def test_the_document_is_the_same_bytes_whatever_was_paid_since(
    browser: Client, account: Account, october: Invoice
) -> None:
    first = browser.get("/bills/FV-2026-10-0001.pdf")
    actions.post_receipt(people.receipt(account, "60.00"), at=NOON)

    again = browser.get("/bills/FV-2026-10-0001.pdf")

    assert first.content == again.content
    assert "FV/2026/10/0001" in pypdfium2.PdfDocument(first.content)[0].get_textpage().get_text_bounded()
    assert first["Content-Type"] == "application/pdf"
    assert first["Content-Disposition"] == 'attachment; filename="FV-2026-10-0001.pdf"'
    assert first["Cache-Control"] == "no-store, private"


def test_the_lines_can_be_had_as_a_file(browser: Client, october: Invoice) -> None:
    rows = browser.get("/bills/FV-2026-10-0001.csv").content.decode().splitlines()

    assert rows == [
        "\ufeffNo.,Service,From,To (not included),Quantity,Unit,Unit price,Amount,VAT,Currency",
        "1,Internet A2,2026-10-01,2026-11-01,1,month,60,60.00,23\u00a0%,PLN",
    ]


@pytest.mark.parametrize("end", ["/", ".pdf", ".csv", "/pay/"])
def test_another_s_bill_is_not_there(client: Client, neighbour: Account, october: Invoice, end: str) -> None:
    client.force_login(neighbour.accesses.get().user)

    assert client.get(f"/bills/{queries.slug(october.number)}{end}").status_code == 404
    assert client.get(f"/bills/FV-2026-10-9999{end}").status_code == 404


def test_a_price_of_less_than_a_grosz_is_not_rounded_away(october: Invoice) -> None:
    sheet: dict[str, Any] = october.sheet
    sheet["lines"][0] |= {"quantity": "1500.000000", "unit": "kB", "unit_price": "0.012300", "amount": "18.45"}

    (line,) = lines(sheet)

    assert any("0,0123\u00a0PLN" in sentence or "0.0123\u00a0PLN" in sentence for sentence in line.why)
