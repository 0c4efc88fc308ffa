"""All payments: money that came by any way, and what was begun."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.test import Client

from abonent.billing import actions
from abonent.billing.models import Invoice, Payment, Receipt
from abonent.people.models import Account
from tests import people
from tests.people import NOON
from tests.web.doors import text

STATEMENTS = 6
"""Session with person, rights, and four of what is shown."""


def begun(account: Account, state: str, *, minutes: int = 5, amount: str = "60.00") -> Payment:
    return Payment.objects.create(
        ref=f"ref-{state}", once=state, account=account, gateway="sandbox", state=state, amount=Decimal(amount),
        started_at=NOON - timedelta(minutes=minutes),
    )  # fmt: skip


def test_money_is_listed_however_it_came(browser: Client, account: Account) -> None:
    actions.post_receipt(people.receipt(account, "10.00"), at=NOON)
    actions.post_receipt(people.receipt(account, "20.00", book="till:office"), at=NOON)
    entry = actions.post_receipt(people.receipt(account, "30.00"), at=NOON)
    actions.reverse(entry, at=NOON)

    page = text(browser.get("/payments/"))

    assert "PLN 10.00 bank transfer posted" in page
    assert "PLN 20.00 cash posted" in page
    assert "PLN 30.00 bank transfer returned" in page


def test_what_is_to_be_paid_stands_before_what_was_paid(browser: Client, account: Account, november: Invoice) -> None:
    actions.post_receipt(people.receipt(account, "10.00"), at=NOON)
    owing = text(browser.get("/payments/")).partition("All payments")
    actions.post_receipt(people.receipt(account, "110.00"), at=NOON)
    even = text(browser.get("/payments/")).partition("All payments")

    assert ("Pay PLN 110.00" in owing[0], "Pay " in owing[2]) == (True, False)
    assert ("Pay ahead" in even[0], "Pay ahead" in even[2]) == (False, True)


def test_what_was_begun_is_listed_as_it_stands(browser: Client, account: Account) -> None:
    for state in ("STARTED", "REFUSED", "ABANDONED", "FAILED"):
        begun(account, state)

    page = text(browser.get("/payments/"))

    assert "the bank is confirming" in page
    assert "refused by the bank" in page
    assert page.count("not finished") == 2


def test_a_payment_with_its_money_is_one_row(browser: Client, account: Account) -> None:
    payment = begun(account, "CONFIRMED")
    receipt = people.receipt(account, "60.00", book="gateway:sandbox", payment=payment)
    actions.post_receipt(receipt, at=NOON)

    page = browser.get("/payments/")

    assert text(page).count("– payment ") == 1
    assert f'href="/payments/{payment.ref}/"' in page.content.decode()


def test_what_was_begun_two_days_ago_is_not_waited_for(browser: Client, account: Account) -> None:
    begun(account, "STARTED", minutes=49 * 60)

    assert "not finished" in text(browser.get("/payments/"))


def test_before_the_first_payment_the_page_says_what_will_come(browser: Client) -> None:
    assert "No payments yet A payment will be here as soon as it is begun" in text(browser.get("/payments/"))


def test_it_takes_as_many_statements_for_many_payments_as_for_one(
    browser: Client, account: Account, october: Invoice, django_assert_num_queries: Any
) -> None:
    actions.post_receipt(people.receipt(account, "1.00"), at=NOON)
    with django_assert_num_queries(STATEMENTS):
        browser.get("/payments/")

    for _ in range(2):
        begun(account, f"F{_}"[:10])
    for number in range(300):
        people.receipt(account, "0.01", external_id=f"many-{number}")
    for receipt in Receipt.objects.filter(external_id__startswith="many-")[:3]:
        actions.post_receipt(receipt, at=NOON)

    with django_assert_num_queries(STATEMENTS):
        assert "Page 1 of 26" in text(browser.get("/payments/"))


def test_the_list_can_be_had_as_a_file(browser: Client, account: Account, neighbour: Account) -> None:
    actions.post_receipt(people.receipt(account, "10.00"), at=NOON)
    actions.post_receipt(people.receipt(neighbour, "99.00"), at=NOON)
    begun(account, "REFUSED", minutes=60)

    assert browser.get("/payments.csv").content.decode().splitlines() == [
        "\ufeffDate and time,Amount,Currency,Method,State,Reference",
        "2026-11-21 12:00,10.00,PLN,bank transfer,posted,",
        "2026-11-21 11:00,60.00,PLN,online,refused by the bank,ref-REFUSED",
    ]
