"""The sales register: its sums are those of the bills, on the page and at the end of the file, however many there are."""

import csv
import tracemalloc
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abonent import profile
from abonent.billing import actions
from abonent.billing.models import Invoice
from abonent.billing.queries import register
from abonent.people.models import Account
from tests import people
from tests.people import NOON
from tests.web.desk.reading import said

FIRST, AFTER = date(2026, 11, 1), date(2026, 12, 1)
NOVEMBER = "since=2026-11-01&until=2026-11-30"


MANY = """
INSERT INTO billing_invoice (account_id, number, kind, issued_on, due_on, net, vat, total, sheet, sha256, template,
                             recorded_at)
SELECT account_id, 'X/' || n, 'CORRECTION', issued_on, due_on, net, vat, total, sheet, sha256, template, recorded_at
FROM billing_invoice, generate_series(1, 10000) n
"""


def file(client: Client, query: str = NOVEMBER) -> list[dict[str, str]]:
    """Return the lines of the file, by their heads."""
    answer: Any = client.get(f"/desk/money/register.csv?{query}")
    text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
    return list(csv.DictReader(StringIO(text)))


def several(account: Account) -> Invoice:
    """A bill of two rates, prices with and without VAT; return its correction."""
    extras = [
        people.tariff("N1", "12.34", kind="EXTRA", gross=False),
        people.tariff("N2", "0.07", kind="EXTRA", vat="8"),
    ]
    for number, extra in enumerate(extras):
        people.hold(account.subscriptions.get(), extra, since=people.LONG_AGO, slot=f"s{number}")
    return actions.correct_invoice(people.bill(account), amounts={1: Decimal("31.41")}, reason="x", at=NOON)


def test_the_register_has_every_document_with_its_rates(accountant: Client, account: Account) -> None:
    correction = several(account)

    lines = file(accountant)

    bill, corrected, total, end = lines
    assert (bill["Number"], bill["Kind"], bill["Issued on"]) == ("FV/2026/11/0001", "Bill", "2026-11-03")
    assert (bill["Sale from"], bill["Sale to"]) == ("2026-11-01", "2026-11-30")
    assert bill["Buyer"] == "Olena Petrenko"
    assert (corrected["Number"], corrected["Corrects"]) == (correction.number, "FV/2026/11/0001")
    assert Decimal(corrected["Gross"]) == correction.total
    assert total["No."] == "Total"
    assert Decimal(total["Gross"]) == sum(Invoice.objects.values_list("total", flat=True))
    assert Decimal(total["Net 23"]) == Decimal(bill["Net 23"]) + Decimal(corrected["Net 23"])
    assert bill["Net 8"] == "0.06"
    assert end["No."] == "End of the list. Rows: 2"


amounts = st.decimals("0.00", "200.00", places=2)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(prices=st.lists(amounts.filter(bool), min_size=1, max_size=4), new=amounts, gross=st.booleans())
def test_all_ways_of_adding_up_agree(account: Account, prices: list[Decimal], new: Decimal, gross: bool) -> None:
    with transaction.atomic():
        for number, price in enumerate(prices):
            vat = ("23", "8", "zw")[number % 3]
            extra = people.tariff(f"X{number}", str(price), kind="EXTRA", gross=gross, vat=vat)
            people.hold(account.subscriptions.get(), extra, since=people.LONG_AGO, slot=f"x{number}")
        bill = people.bill(account)
        if new != Decimal("60.00"):
            line = bill.charges.get(name__en="Internet A2").line or 0
            actions.correct_invoice(bill, amounts={line: new}, reason="x", at=NOON)
        bills = sum(Invoice.objects.values_list("total", flat=True))
        kinds, rates = register.sums_by_kind(FIRST, AFTER), register.sums_by_rate(FIRST, AFTER)
        lines = [each for piece in register.registered(FIRST, AFTER) for each in piece]

        for sums in (kinds, rates):
            assert sum(each.total for each in sums) == bills
        assert sum(total for _day, total in register.sums_by_day(FIRST, AFTER)) == bills
        assert sum(net + vat for each in lines for net, vat in each.rates.values()) == bills
        assert sum(each.vat for each in kinds) == sum(each.vat for each in rates)
        transaction.set_rollback(True)


def test_the_page_shows_sums_a_picture_and_the_file(accountant: Client, account: Account) -> None:
    several(account)

    page = accountant.get("/desk/money/register/?month=2026-11")

    text = said(page)
    for words in ("Bill 1", "Correction 1", "rate 23 2", "rate 8 1", "2 documents", "Highest PLN 75.25 on 3 November"):
        assert words in text, words
    assert f"/desk/money/register.csv?{NOVEMBER.replace('&', '&amp;')}" in page.content.decode()
    year = said(accountant.get("/desk/money/register/?since=2026-01-01&until=2026-12-31"))
    assert "Gross by month" in year


def test_a_month_without_invoices_says_so(accountant: Client) -> None:
    assert "No invoices in this time" in said(accountant.get("/desk/money/register/?month=2020-02"))
    assert [line["No."] for line in file(accountant)] == ["Total", "End of the list. Rows: 0"]


@pytest.mark.parametrize("month", ["2026-13", "9999-12", "now"])
def test_a_month_that_cannot_be_is_that_of_today(accountant: Client, month: str) -> None:
    today = profile.today(timezone.now())

    page = accountant.get(f"/desk/money/register/?month={month}")

    assert page.status_code == 200
    assert f'name="since" type="date" value="{today:%Y-%m}-01"' in " ".join(page.content.decode().split())


@pytest.mark.parametrize(
    "query",
    ["since=2026-11-30&until=2026-11-01", "since=2024-01-01&until=2026-01-01", "since=x&until=y", "since=2026-11-01"],
)
def test_what_is_no_period_is_told_and_makes_no_file(accountant: Client, query: str) -> None:
    assert accountant.get(f"/desk/money/register/?{query}").status_code == 422
    assert accountant.get(f"/desk/money/register.csv?{query}").status_code == 404


def test_a_buyer_who_is_a_formula_is_none_in_the_file(accountant: Client, account: Account) -> None:
    account.payer.name = "=SUM(A1)"
    account.payer.save()
    people.bill(account)

    assert file(accountant)[0]["Buyer"] == "'=SUM(A1)"


def test_a_rate_that_the_profile_has_not_any_more_is_not_lost(accountant: Client, account: Account) -> None:
    people.bill(account)
    operator = profile.current()
    others = tuple(rate for rate in operator.billing.vat if rate.code != "23")

    with profile.using(replace(operator, billing=replace(operator.billing, vat=others))):
        line, total, _end = file(accountant)

    assert (line["Net, other rates"], total["VAT, other rates"]) == ("48.78", "11.22")
    assert "Net 23" not in line


def test_ten_thousand_invoices_are_given_piece_by_piece(accountant: Client, account: Account) -> None:
    people.bill(account)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(MANY)
        tracemalloc.start()
        answer: Any = accountant.get(f"/desk/money/register.csv?{NOVEMBER}")
        size = sum(len(piece) for piece in answer.streaming_content)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        transaction.set_rollback(True)  # they are no bills of the ledger

    assert size > 1_000_000
    assert peak < 16_000_000
