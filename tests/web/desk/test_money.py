"""Everybody's money at the desk: what came, what was begun online, and the bank asked about one that hangs."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent.billing import actions, queries
from abonent.billing.models import Payment
from abonent.people.models import Account
from tests import people
from tests.billing import turning_bank
from tests.billing.payments import said as told_by_bank
from tests.billing.payments import started
from tests.people import NOON
from tests.web.desk.reading import said


@pytest.fixture
def came(account: Account) -> list[int]:
    """A transfer that was taken back, one that stays, cash of before, and money that the bank took back."""
    cash = people.receipt(account, "20.00", book="till:office")
    found = [people.receipt(account, "60.00"), people.receipt(account, "54.90"), cash, people.receipt(account, "-5.00")]
    entries = [actions.post_receipt(each, at=NOON) for each in found]
    actions.reverse(entries[0], at=NOON)
    return [each.pk for each in found]


def rows(client: Client, address: str) -> int:
    return client.get(address).content.decode().count('<th scope="row">')


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 4),
        ("amount=54,90", 1),
        ("amount=54.9", 1),
        ("amount=nonsense", 0),
        ("way=bank:main", 3),
        ("way=till:office", 1),
        ("way=gateway:sandbox", 0),
        ("state=back", 1),
        ("state=minus", 1),
        ("received_from=2026-11-21&received_to=2026-11-21", 4),
        ("received_from=2026-11-22", 0),
    ],
)
def test_money_is_found(clerk: Client, came: list[int], query: str, count: int) -> None:
    assert rows(clerk, f"/desk/money/?{query}") == count


def test_the_list_says_what_was_taken_back_at_the_same_cost(clerk: Client, account: Account, came: list[int]) -> None:
    clerk.get("/desk/money/")
    with CaptureQueriesContext(connection) as few:
        page = said(clerk.get("/desk/money/"))
    assert "taken back" in page
    assert "the bank took it back" in page
    for _ in range(10):
        actions.post_receipt(people.receipt(account, "1.00"), at=NOON)

    with CaptureQueriesContext(connection) as many:
        clerk.get("/desk/money/")

    assert len(many) == len(few)


def test_money_as_a_file(clerk: Client, came: list[int]) -> None:
    answer: Any = clerk.get("/desk/money.csv?amount=54,90")

    file = b"".join(answer.streaming_content).decode()
    assert ",Olena Petrenko,100234,bank transfer,54.90,came" in file


@pytest.mark.parametrize(("query", "count"), [("", 2), ("state=refused", 1), ("started_from=2026-11-22", 0)])
def test_what_was_begun_is_found(clerk: Client, account: Account, query: str, count: int) -> None:
    started(account)
    Payment.objects.create(
        ref="r" * 24, once="2", account=account, gateway="sandbox", amount=5, state="REFUSED", started_at=NOON
    )

    assert rows(clerk, f"/desk/money/payments/?{query}") == count
    assert clerk.get(f"/desk/money/payments.csv?{query}").status_code == 200


def test_a_payment_is_told_from_beginning_to_end(clerk: Client, account: Account) -> None:
    bill = people.bill(account)
    payment = started(account, wanted=[bill.number])
    actions.hear("sandbox", told_by_bank(payment), at=NOON)

    page = clerk.get(f"/desk/money/payments/{payment.ref}/")

    for words in ("The bank confirmed the payment", "The money was posted to the account", f"Bill {bill.number}"):
        assert words in said(page), words
    assert "/ask/" not in page.content.decode()


def test_the_bank_is_asked_about_one_that_hangs(clerk: Client, account: Account) -> None:
    people.bill(account)
    payment = Payment.objects.create(
        ref="t" * 24, once="t", account=account, gateway="turning", gateway_ref="1", amount=60, started_at=NOON
    )
    address = f"/desk/money/payments/{payment.ref}/"
    assert "Ask the bank now" in said(clerk.get(address))

    with turning_bank.there(mute="1"):
        told = [clerk.post(f"{address}ask/")["Location"].rpartition("=")[2] for _ in range(1)]

    assert told == ["silent"]
    assert "Nothing is lost" in said(clerk.get(f"{address}?told=silent"))
    assert queries.balance(account) == 60


def test_nobodys_payment_is_not_there(clerk: Client) -> None:
    assert clerk.get("/desk/money/payments/none/").status_code == 404
    assert clerk.get("/desk/money/receipts/1/").status_code == 404
    assert clerk.post("/desk/money/payments/none/ask/").status_code == 404
