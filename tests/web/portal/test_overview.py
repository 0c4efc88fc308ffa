"""The first page: how much, by when, what is wrong and what to do about it."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from abonent.billing import actions, queries
from abonent.billing.models import Invoice, Payer, Payment
from abonent.contracts.actions import restrict
from abonent.people.models import Account, User
from tests import people
from tests.people import NOON
from tests.web.doors import text

STATEMENTS = 8
"""Session with person, rights, and what is shown: its lines too. One more for the ladder's next step where something is late."""


def test_what_is_owed_stands_first_with_one_button_that_names_the_sum(browser: Client, november: Invoice) -> None:
    page = text(browser.get("/overview/"))

    assert "To pay PLN 120.00 It was due on 17 October – 35 days ago. Pay PLN 120.00 See the bill" in page


def test_before_the_first_bill_it_says_when_that_comes(browser: Client) -> None:
    page = text(browser.get("/overview/"))

    assert "To pay PLN 0.00 The first bill comes on 3 December." in page
    assert "There are no bills yet." in page
    assert "Everything is paid." not in page


def test_credit_is_shown_with_what_becomes_of_it(browser: Client, account: Account, october: Invoice) -> None:
    actions.post_receipt(people.receipt(account, "75.00"), at=NOON)

    page = text(browser.get("/overview/"))

    assert "Everything is paid. The next bill comes on 3 December." in page
    assert "PLN 15.00 is paid in advance; the next bill will use it." in page


def test_a_restriction_says_why_and_what_happens_after_paying(
    browser: Client, account: Account, november: Invoice
) -> None:
    restrict(account, reason="DEBT", level="LIMITED", at=NOON)

    page = text(browser.get("/overview/"))

    assert "The service is limited PLN 120.00 is overdue." in page
    assert (
        "The restriction is lifted by itself as soon as the money is posted. Unless it is paid, a reminder is sent on 23 November at the earliest. Pay now"
        in page
    )
    assert "A payment is late" not in page


def test_another_restriction_does_not_ask_for_money(browser: Client, account: Account) -> None:
    restrict(account, reason="LOST", level="SUSPENDED", at=NOON)

    page = text(browser.get("/overview/"))

    assert "The service is switched off It was reported as lost. To use it again, call us." in page


def test_what_is_overdue_is_trouble(browser: Client, november: Invoice) -> None:
    assert "A payment is late PLN 120.00 should have come by now." in text(browser.get("/overview/"))


def test_without_trouble_there_is_no_notice(browser: Client, account: Account) -> None:
    assert 'class="note' not in browser.get("/overview/").content.decode()


def test_a_payment_under_way_keeps_people_from_paying_again(
    browser: Client, account: Account, october: Invoice
) -> None:
    Payment.objects.create(
        ref="under-way", once="x", account=account, gateway="sandbox", amount=Decimal("60.00"), started_at=NOON
    )

    page = text(browser.get("/overview/"))

    assert "The bank is confirming a payment of PLN 60.00" in page
    assert "There is no need to pay again. See the payment" in page


def test_of_a_payment_that_may_not_have_been_finished_nothing_more_is_promised(
    browser: Client, account: Account, october: Invoice
) -> None:
    begun = NOON - timedelta(minutes=3)
    Payment.objects.create(
        ref="under-way", once="x", account=account, gateway="sandbox", amount=Decimal("60.00"), started_at=begun
    )

    page = text(browser.get("/overview/"))

    assert "A payment of PLN 60.00 is under way It began at 21 November 2026, 11:57." in page
    assert "no need to pay again" not in page


OFFICE = "Office: ul. Młyńska 7, parter, 16-999 Gródek Leśny · +48 85 999 01 23 · Monday–Friday"


@pytest.mark.parametrize(
    ("said", "why", "what"),
    [
        ({"pays_cash": True}, "set to be paid in cash", f"ask the office to switch cash payment off. {OFFICE}"),
        (
            {"delivery": "PAPER"},
            "Bills for this account come on paper",
            "switched on here, at any time and free of charge.",
        ),
    ],
)
def test_where_paying_online_is_not_offered_it_says_why_and_what_to_do(
    browser: Client, account: Account, october: Invoice, said: dict[str, Any], why: str, what: str
) -> None:
    Payer.objects.filter(account=account).update(**said)

    answer = browser.get("/overview/")

    page, shown = text(answer), answer.content.decode()
    assert why in page
    assert what in page
    assert ('href="/bills/e-invoice/">Switch the e-invoice on</a>' in shown) == ("delivery" in said)
    assert "Pay PLN" not in page


def test_who_may_only_look_is_not_asked_to_pay(client: Client, account: Account, marek: User, october: Invoice) -> None:
    people.access(account, marek, "SEES")
    client.force_login(marek)
    client.cookies["abonent-language"] = "en"

    page = text(client.get("/overview/"))

    assert "With this login the account can be looked at, but not paid for online." in page
    assert "Pay PLN" not in page


def test_services_are_shown_with_their_monthly_price(browser: Client, account: Account) -> None:
    assert "Internet A2 PLN 60.00 a month since 1 Jan 2024" in text(browser.get("/overview/"))


def test_the_chart_has_the_same_numbers_as_a_table(browser: Client, november: Invoice) -> None:
    page = text(browser.get("/overview/"))

    assert "Highest PLN 60.00 (November 2026), on average PLN 60.00." in page
    assert "Month Bill November 2026 PLN 60.00 October 2026 PLN 60.00" in page


def test_it_takes_as_many_statements_for_many_bills_as_for_one(
    browser: Client, account: Account, october: Invoice, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(STATEMENTS + 1):
        browser.get("/overview/")

    for year, month in ((y, m) for y in (2024, 2025) for m in range(1, 13)):
        people.bill_month(date(year, month, 1))
        actions.post_receipt(people.receipt(account, "50.00"), at=NOON)

    with django_assert_num_queries(STATEMENTS + 1):
        browser.get("/overview/")


def test_where_nothing_is_late_the_ladder_is_not_asked(
    browser: Client, account: Account, october: Invoice, django_assert_num_queries: Any
) -> None:
    actions.post_receipt(people.receipt(account, "59.00"), at=datetime(2026, 10, 5, tzinfo=UTC))
    actions.post_receipt(people.receipt(account, "11.00"), at=datetime(2026, 10, 5, tzinfo=UTC))

    with django_assert_num_queries(STATEMENTS - 1):  # there is no open debt to look at either
        browser.get("/overview/")


def test_what_comes_next_unless_it_is_paid_stands_beside_what_is_late(
    browser: Client, account: Account, november: Invoice
) -> None:
    coming = "Unless it is paid, a reminder is sent on 23 November at the earliest."
    assert coming in text(browser.get("/overview/"))
    assert coming in text(browser.get("/bills/"))

    actions.remind([account.pk], at=NOON)

    assert "Unless it is paid, a call for payment is sent on 27 November at the earliest." in text(
        browser.get("/overview/")
    )

    actions.post_receipt(people.receipt(account, "100.01"), at=NOON)

    assert "Unless it is paid" not in text(browser.get("/overview/"))


def test_until_when_it_may_wait_stands_beside_what_is_late(
    browser: Client, account: Account, november: Invoice
) -> None:
    actions.spare(account, day=date(2026, 12, 4), note="", once="x", at=NOON, by=people.staff())

    for page in ("/overview/", "/bills/"):
        said = text(browser.get(page))
        assert "It may wait until 4 December; until then nothing is restricted for it." in said
        assert "Unless it is paid" not in said


@pytest.mark.parametrize(
    ("on", "after", "day"),
    [
        (date(2026, 11, 21), date(2026, 11, 3), date(2026, 12, 3)),
        (date(2026, 11, 3), date(2026, 11, 3), date(2026, 12, 3)),
        (date(2026, 11, 3), date(2026, 10, 3), date(2026, 11, 3)),
        (date(2026, 12, 31), None, date(2027, 1, 3)),
        (date(2026, 11, 1), None, date(2026, 11, 3)),
    ],
)
def test_the_next_bill_comes_on_the_cycles_day(on: date, after: date | None, day: date) -> None:
    assert queries.next_bill_on(Payer(cycle=1), after=after, on=on) == day
