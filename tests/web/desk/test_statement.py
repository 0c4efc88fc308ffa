"""The statement of account at the desk: what the customer has, with ways to the desk's own pages."""

from typing import Any

import pypdfium2
from django.test import Client

from abonent.billing import actions
from abonent.people.models import Account
from tests import people
from tests.people import NOON
from tests.web.desk.reading import said
from tests.web.doors import kinds
from tests.web.entries import many

HERE = "/desk/customers/100234/statement"
DAYS = "since=2016-11-01&until=2026-11-20"


def test_it_has_the_customer_s_lines_with_ways_to_the_desk_s_pages(clerk: Client, account: Account) -> None:
    bill = people.bill(account)
    receipt = people.receipt(account, "100.00")
    actions.post_receipt(receipt, at=NOON)
    told = actions.disagree(account, bill.entries.get(), words="x", at=NOON, by=None)

    answer = clerk.get(f"{HERE}/?since=2026-11-01&until=2026-11-22")

    assert "Opening balance PLN 0.00 3 Nov 2026 Bill FV/2026/11/0001 disagreed with on 21 Nov 2026" in said(answer)
    assert "Closing balance PLN 60.00 PLN 100.00 −PLN 40.00" in said(answer)
    assert "I disagree" not in said(answer)
    page = answer.content.decode()
    assert 'href="/desk/bills/FV-2026-11-0001/"' in page
    assert f'href="/desk/money/receipts/{receipt.pk}/"' in page
    assert f'href="/desk/customers/100234/debt/{told.pk}/answer/"' in page
    assert f'href="{HERE}/"' in clerk.get("/desk/customers/100234/money/").content.decode()


def test_days_that_make_no_sense_are_told_in_words(clerk: Client, account: Account) -> None:
    answer = clerk.get(f"{HERE}/?since=2026-11-02&until=2026-11-01")

    assert answer.status_code == 422
    assert "The first day comes after the last one." in said(answer)


def test_it_costs_the_same_however_long(clerk: Client, account: Account, django_assert_max_num_queries: Any) -> None:
    people.bill(account)
    clerk.get(f"{HERE}/?{DAYS}")
    with django_assert_max_num_queries(100) as few:
        clerk.get(f"{HERE}/?{DAYS}")

    many(account, 3000)

    with django_assert_max_num_queries(len(few)):
        assert "Page 1 of 76" in said(clerk.get(f"{HERE}/?{DAYS}"))


def test_its_files_are_seen_and_the_document_speaks_the_customer_s_language(clerk: Client, account: Account) -> None:
    people.bill(account)

    table, document = clerk.get(f"{HERE}.csv?{DAYS}"), clerk.get(f"{HERE}.pdf?{DAYS}")

    assert table.content.decode().splitlines()[-1] == "2026-11-20,Closing balance,,60.00,0.00,60.00,PLN,"
    assert "Zestawienie z konta" in pypdfium2.PdfDocument(document.content)[0].get_textpage().get_text_bounded()
    assert kinds("customer.seen") == ["customer.seen"]
