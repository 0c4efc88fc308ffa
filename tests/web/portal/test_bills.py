"""All bills: in pages, marked where open, some of them to choose, and as a file."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from abonent.billing import actions
from abonent.billing.models import Invoice
from abonent.people.models import Account, User
from tests import people
from tests.people import NOON
from tests.web.doors import text

STATEMENTS = 7
"""Session with person, rights, and six of what is shown."""


@pytest.fixture
def two_years(account: Account) -> None:
    for year, month in ((y, m) for y in (2024, 2025) for m in range(1, 13)):
        people.bill_month(date(year, month, 1))


def test_bills_are_listed_newest_first_with_what_is_left(browser: Client, account: Account, november: Invoice) -> None:
    actions.post_receipt(people.receipt(account, "80.00"), at=NOON)

    page = text(browser.get("/bills/"))

    assert "To pay PLN 40.00" in page
    assert "3 Nov 2026 – bill FV/2026/11/0001 PLN 60.00 FV/2026/11/0001 overdue 3 Oct 2026" in page
    assert "FV/2026/10/0001 paid" in page


def test_a_bill_paid_in_part_says_what_is_left(browser: Client, account: Account) -> None:
    people.bill_month(date(2026, 12, 1))
    actions.post_receipt(people.receipt(account, "35.00"), at=NOON)

    assert "PLN 25.00 left to pay" in text(browser.get("/bills/"))


def test_several_open_bills_can_be_ticked(browser: Client, november: Invoice) -> None:
    page = browser.get("/bills/").content.decode()

    assert '<input type="checkbox" name="bill" value="FV-2026-10-0001">' in page
    assert '<input type="checkbox" name="bill" value="FV-2026-11-0001">' in page


def test_one_open_bill_needs_no_choice(browser: Client, october: Invoice) -> None:
    assert 'type="checkbox"' not in browser.get("/bills/").content.decode()


def test_before_the_first_bill_the_page_says_what_will_come(browser: Client) -> None:
    assert "No bills yet The first bill will be here on the day it is issued" in text(browser.get("/bills/"))


def test_pages_have_twelve_bills(browser: Client, two_years: None) -> None:
    first, second = text(browser.get("/bills/")), text(browser.get("/bills/?page=2"))

    assert "Page 1 of 2 Older" in first
    assert "FV/2025/12/0001" in first
    assert "FV/2024/12/0001" not in first.partition("All bills")[2]
    assert "Newer Page 2 of 2" in second
    assert "FV/2024/01/0001" in second


@pytest.mark.parametrize("page", ["0", "3", "-1", "x", "", "9999999999999999999", "²"])
def test_there_is_no_other_page(browser: Client, two_years: None, page: str) -> None:
    assert browser.get("/bills/", {"page": page}).status_code == 404


def test_it_takes_as_many_statements_for_many_bills_as_for_one(
    browser: Client, account: Account, october: Invoice, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(STATEMENTS + 1):  # and the next step of the ladder, as it is late
        browser.get("/bills/")

    template = Invoice.objects.get(account=account)
    copies = [
        Invoice(
            account=account, number=f"X/{n}", kind="CORRECTION", issued_on=template.issued_on, due_on=template.due_on,
            net=0, vat=0, total=0, sheet=template.sheet, sha256=template.sha256, template="bill@1", recorded_at=NOON,
        )
        for n in range(300)
    ]  # fmt: skip
    Invoice.objects.bulk_create(copies)

    with django_assert_num_queries(STATEMENTS + 1):
        assert "Page 1 of 26" in text(browser.get("/bills/"))


def test_the_file_opens_in_a_spreadsheet_of_the_language(browser: Client, october: Invoice, olena: User) -> None:
    english = browser.get("/bills.csv")
    browser.cookies["abonent-language"] = "pl"
    with translation.override("pl"):
        polish = browser.get("/bills.csv").content.decode().splitlines()

    assert english.content.decode().splitlines() == [
        "\ufeffNumber,Kind,Issued on,Due on,Total,Left to pay,Currency,State",
        "FV/2026/10/0001,bill,2026-10-03,2026-10-17,60.00,60.00,PLN,overdue",
    ]
    assert polish[1].startswith("FV/2026/10/0001;")
    assert ";60,00;60,00;PLN;" in polish[1]
    assert english["Content-Disposition"] == 'attachment; filename="bills-100234.csv"'
    assert english["Cache-Control"] == "no-store, private"


def test_another_s_bills_are_not_among_them(browser: Client, neighbour: Account, october: Invoice) -> None:
    assert neighbour.invoices.count() == 1
    assert text(browser.get("/bills/")).count("– bill ") == 1
    assert len(browser.get("/bills.csv").content.decode().splitlines()) == 2
