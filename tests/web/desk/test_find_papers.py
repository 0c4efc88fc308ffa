"""The desk's search box and papers: bills, money, wishes by their numbers, for those who may see them."""

import pytest
from django.test import Client

from abonent.billing.models import Payment
from abonent.billing.models.money import TILL
from abonent.cases.models import Order
from tests import people
from tests.web.desk.customers import opened


@pytest.fixture
def papers(db: None) -> dict[str, str]:
    """A bill, money that came, cash, a payment begun and a wish, by their numbers, each with the page it has."""
    account = opened("200001", "Jan Kowalski")
    people.line(account, people.tariff())
    bill, money = people.bill(account), people.receipt(account, "60.00")
    cash = people.receipt(account, "20.00", source=TILL, external_id="KP/2026/11/0007", book="till:office")
    payment = Payment.objects.create(
        ref="aReferenceOf24SignsLong1",
        once="once",
        account=account,
        gateway="sandbox",
        amount="10.00",
        started_at=people.NOON,
    )
    order = Order.objects.create(
        ref="Z-7F3K-92QD", account=account, kind="POST_ADDRESS", old={}, new={}, placed_at=people.NOON
    )
    slug = bill.number.replace("/", "-")
    return {
        bill.number: f"/desk/bills/{slug}/",
        slug: f"/desk/bills/{slug}/",
        bill.number.lower().replace("/", " "): f"/desk/bills/{slug}/",
        money.number: f"/desk/money/receipts/{money.pk}/",
        cash.number: f"/desk/money/receipts/{cash.pk}/",
        "kp-2026-11-7": f"/desk/money/receipts/{cash.pk}/",
        payment.ref: f"/desk/money/payments/{payment.ref}/",
        order.ref.lower(): f"/desk/changes/{order.ref}/",
    }


def test_numbers_of_papers_lead_to_them(clerk: Client, papers: dict[str, str]) -> None:
    assert {typed: clerk.get("/desk/find/", {"q": typed}).get("Location") for typed in papers} == papers


def test_papers_are_shown_while_somebody_types(clerk: Client, papers: dict[str, str]) -> None:
    number, url = next(iter(papers.items()))

    page = clerk.get("/desk/find/", {"q": number}, headers={"HX-Request": "true"}).content.decode()

    assert f'href="{url}"' in page
    assert "Jan Kowalski" in page


def test_who_may_not_see_money_finds_no_bills_and_payments(technician: Client, papers: dict[str, str]) -> None:
    for typed, url in papers.items():
        page = technician.get("/desk/find/", {"q": typed})
        assert page.status_code == 200
        assert url not in page.content.decode()


def test_money_that_came_under_another_month_is_another_number(clerk: Client, papers: dict[str, str]) -> None:
    number = next(each for each in papers if each.startswith("W/"))

    assert clerk.get("/desk/find/", {"q": number.replace("2026", "2025")}).status_code == 200
