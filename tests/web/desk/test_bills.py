"""Everybody's bills at the desk: found, shown with what paid them, and corrected after a look at the difference."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent.billing import actions, queries
from abonent.billing.models import Invoice
from abonent.people.models import Account, User
from tests import people
from tests.people import NOON
from tests.web.desk.conftest import at_work
from tests.web.desk.reading import hidden, said


def page_of(bill: Invoice) -> str:
    return f"/desk/bills/{queries.slug(bill.number)}/"


def correct(client: Client, bill: Invoice, **typed: str) -> Any:
    """Type new amounts and go on to the check."""
    seen = str(Invoice.objects.filter(corrects=bill).count())
    return client.post(f"{page_of(bill)}correct/", {"reason": "awaria", "seen": seen, **typed})


def test_bills_are_found_by_number_account_month_and_kind(
    accountant: Client, account: Account, neighbour: Account
) -> None:
    people.bill(account, date(2026, 10, 1))
    november = people.bill(account)
    actions.correct_invoice(november, amounts={1: Decimal("50.00")}, reason="x", at=NOON)

    def found(query: str) -> int:
        return accountant.get(f"/desk/bills/?{query}").content.decode().count('<th scope="row">')

    assert found("") == 5
    assert found("number=FV/2026/10") == 2
    assert found(f"number={november.number}") == 1
    assert found("account=100+234") == 3
    assert found("kind=correction") == 1
    assert found("issued_from=2026-11-01&issued_to=2026-11-30") == 3
    assert found("account=nonsense") == 0
    assert accountant.get("/desk/bills/?issued_from=soon").status_code == 422


def test_a_list_of_bills_costs_the_same_however_long(clerk: Client, account: Account) -> None:
    people.bill(account)
    clerk.get("/desk/bills/")
    with CaptureQueriesContext(connection) as few:
        clerk.get("/desk/bills/")
    for month in range(1, 11):
        people.bill(account, date(2026, month, 1))

    with CaptureQueriesContext(connection) as many:
        clerk.get("/desk/bills/")

    assert len(many) == len(few)


def test_bills_as_a_file(clerk: Client, account: Account) -> None:
    bill = people.bill(account)

    answer: Any = clerk.get("/desk/bills.csv")
    file = b"".join(answer.streaming_content).decode()

    assert f"{bill.number},Olena Petrenko,100234,Bill,2026-11-03,2026-11-17,60.00,60.00" in file


def test_a_bill_shows_lines_what_paid_it_and_leads_on(clerk: Client, account: Account) -> None:
    bill = people.bill(account)
    receipt = people.receipt(account, "25.00")
    actions.post_receipt(receipt, at=NOON)

    page = clerk.get(page_of(bill))

    for words in (bill.number, "Internet A2", "The price includes 23 % VAT.", "PLN 25.00", "Still to pay PLN 35.00"):
        assert words in said(page), words
    assert "60.00<br>The price includes" in page.content.decode()
    assert f"/desk/money/receipts/{receipt.pk}/" in page.content.decode()
    assert f"?bill={queries.slug(bill.number)}" in page.content.decode()
    assert "/correct/" not in page.content.decode()
    assert clerk.get(f"/desk/bills/{queries.slug(bill.number)}.pdf").content[:5] == b"%PDF-"


@pytest.mark.parametrize("slug", ["FV-2026-11-9999", "x", "-"])
def test_a_bill_that_is_none_is_not_there(clerk: Client, account: Account, slug: str) -> None:
    people.bill(account)

    assert clerk.get(f"/desk/bills/{slug}/").status_code == 404


def test_a_correction_shows_the_difference_before_it_is_issued(accountant: Client, account: Account) -> None:
    bill = people.bill(account)
    actions.post_receipt(people.receipt(account, "60.00"), at=NOON)

    check = correct(accountant, bill, line_1="40,00")

    text = said(check)
    for words in ("Net -PLN 16.26", "VAT -PLN 3.74", "The correction comes to -PLN 20.00", "PLN 20.00 stays as credit"):
        assert words in text.replace("\N{MINUS SIGN}", "-"), words
    assert Invoice.objects.count() == 1
    done = accountant.post(f"{page_of(bill)}correct/", {**hidden(check), "confirm": "1"})
    made = Invoice.objects.get(corrects=bill)
    assert done["Location"] == f"{page_of(made)}?done=corrected"
    assert (made.net, made.vat) == (Decimal("-16.26"), Decimal("-3.74"))
    assert "The correction FK/2026/" in said(accountant.get(done["Location"]))
    assert "This bill was corrected" in said(accountant.get(page_of(bill)))


def test_a_double_click_corrects_once(accountant: Client, account: Account) -> None:
    bill = people.bill(account)
    sent = {**hidden(correct(accountant, bill, line_1="40.00")), "confirm": "1"}

    answers = [accountant.post(f"{page_of(bill)}correct/", sent)["Location"] for _ in range(2)]

    assert answers[0] == answers[1]
    assert Invoice.objects.filter(corrects=bill).count() == 1


def test_the_second_accountant_is_told_what_the_first_did(accountant: Client, account: Account) -> None:
    bill = people.bill(account)
    other = at_work(people.staff("ACCOUNTANT", "inna"))
    sent = {**hidden(correct(other, bill, line_1="45.00")), "confirm": "1"}
    accountant.post(f"{page_of(bill)}correct/", {**hidden(correct(accountant, bill, line_1="40.00")), "confirm": "1"})

    there = other.post(f"{page_of(bill)}correct/", sent)["Location"]

    assert there.endswith("?done=before")
    assert "This is the correction that was made meanwhile" in said(other.get(there))
    assert Invoice.objects.filter(corrects=bill).count() == 1


def test_what_has_been_corrected_starts_from_there(accountant: Client, account: Account) -> None:
    bill = people.bill(account)
    actions.correct_invoice(bill, amounts={1: Decimal("40.00")}, reason="x", at=NOON)

    page = accountant.get(f"{page_of(bill)}correct/")

    assert "Now PLN 40.00 with VAT, first PLN 60.00" in said(page)
    assert 'value="40.00"' in page.content.decode()


def test_all_is_taken_off_in_one_press_with_a_reason(accountant: Client, account: Account) -> None:
    bill = people.bill(account)

    asked = correct(accountant, bill, line_1="55.00", zero="1", reason="")
    check = correct(accountant, bill, line_1="55.00", zero="1")

    assert asked.status_code == 422
    assert 'value="0.00"' in asked.content.decode()
    assert "Check the correction" in said(check)
    accountant.post(f"{page_of(bill)}correct/", {**hidden(check), "confirm": "1"})
    assert Invoice.objects.get(corrects=bill).total == Decimal("-60.00")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"line_1": "60.00"}, "No amount is different from what it is already."),
        ({"line_1": "-1"}, "Write the amount in numbers"),
        ({"line_1": "5490"}, "The bill would come to PLN 5,490.00; corrections bring this one to PLN 260.00 at most."),
        ({"line_1": "40", "reason": ""}, "Please type the reason."),
        ({"line_1": "40", "reason": "x" * 301}, "At most 300 characters"),
        ({}, "Please type the amount."),
    ],
)
def test_a_correction_that_cannot_be_is_told(
    accountant: Client, account: Account, typed: dict[str, str], told: str
) -> None:
    page = correct(accountant, people.bill(account), **typed)

    assert page.status_code == 422
    assert told in said(page)
    assert Invoice.objects.count() == 1


def test_the_limit_is_told_before_and_asked_when_it_is_issued(accountant: Client, account: Account) -> None:
    bill = people.bill(account)
    assert "Corrections bring this bill to PLN 260.00 at most." in said(accountant.get(f"{page_of(bill)}correct/"))

    check = hidden(correct(accountant, bill, line_1="260.00"))
    refused = accountant.post(f"{page_of(bill)}correct/", {**check, "line_1": "260.01", "confirm": "1"})

    assert refused.status_code == 422
    assert 'value="260.01"' in refused.content.decode()
    assert Invoice.objects.count() == 1


def test_a_correction_is_not_corrected_itself(accountant: Client, account: Account, accountant_user: User) -> None:
    made = actions.correct_invoice(
        people.bill(account), amounts={1: Decimal(0)}, reason="x", at=NOON, by=accountant_user
    )

    assert accountant.get(f"{page_of(made)}correct/").status_code == 404
