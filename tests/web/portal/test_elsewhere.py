"""Who has two accounts is led to the one that has what a bank or a letter leads to; nobody else learns that it is there."""

import pytest
from django.test import Client

from abonent.billing import queries
from abonent.billing.models import Invoice, Payment
from abonent.people.models import Account, User
from tests import people
from tests.people import NOON
from tests.web import doors


@pytest.fixture
def second(olena: User) -> Account:
    """Another account of Olena's, chosen by nobody: 100 234 is the first."""
    return people.account("100555", "Olena Petrenko", olena)


@pytest.fixture
def paid(second: Account, olena: User) -> str:
    """The address to which the bank leads back after a payment for the second account."""
    Payment.objects.create(
        ref="from-the-bank", once="1", account=second, gateway="sandbox", amount=60, started_at=NOON, by=olena
    )
    return "/payments/from-the-bank/"


def test_back_from_the_bank_the_account_that_paid_is_offered(browser: Client, paid: str) -> None:
    answer = browser.get(paid)

    assert answer.status_code == 409
    words = doors.text(answer).replace("\xa0", " ")
    assert "What you were led to belongs to account 100 555; account 100 234 is chosen now." in words
    chosen = browser.post("/me/account/", {"account": "100555", "back": doors.hidden(answer.content.decode(), "back")})
    assert chosen["Location"] == paid
    assert browser.get(paid).status_code == 200


@pytest.mark.parametrize("address", ["/bills/{}/", "/bills/{}/pay/"])
def test_a_letter_about_a_bill_leads_to_its_account(browser: Client, second: Account, address: str) -> None:
    people.line(second, people.tariff())
    slug = queries.slug(people.bill(second).number)

    assert browser.get(address.format(slug)).status_code == 409


def test_where_they_may_not_pay_they_are_led_nowhere(browser: Client, neighbour: Account, olena: User) -> None:
    people.access(neighbour, olena, "SEES")
    people.bill_month(NOON.date().replace(day=1))
    slug = queries.slug(Invoice.objects.get(account=neighbour).number)

    assert browser.get(f"/bills/{slug}/pay/").status_code == 404
    assert browser.get(f"/bills/{slug}/").status_code == 409


def test_of_an_account_that_is_somebody_elses_nothing_is_said(browser: Client, neighbour: Account) -> None:
    people.bill_month(NOON.date().replace(day=1))
    slug = queries.slug(Invoice.objects.get(account=neighbour).number)

    assert browser.get(f"/bills/{slug}/").status_code == 404
    assert browser.get("/payments/from-nowhere/").status_code == 404
