"""The customer can read who in the office looked at their data."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent.journal.actions import record
from abonent.people.models import Account, User
from tests import people
from tests.people import NOON
from tests.web.doors import text


def look(of: Account, kind: str = "customer.seen", *, minutes: int = 0, **data: Any) -> None:
    facts = {"role": "CLERK"} | data
    record(kind, at=NOON + timedelta(minutes=minutes), account=of.pk, by=None, via="desk", data=facts)


@pytest.fixture
def browser(client: Client, account: Account, olena: User) -> Client:
    client.force_login(olena)
    client.cookies["abonent-language"] = "en"
    return client


def test_looks_are_told_newest_first_with_role_and_reason(browser: Client, account: Account) -> None:
    look(account)
    look(account, "customer.viewed", minutes=5, role="ACCOUNTANT", reason="A call about <b>November</b>")
    look(account, "customer.file_taken", minutes=6)

    page = text(browser.get("/me/seen/"))

    assert "customer service – downloaded a document or a table" in page
    assert "accounting – looked at these pages as you see them" in page
    assert "Why: A call about <b>November</b>" in page
    assert page.index("downloaded") < page.index("as you see them") < page.index("at the office")


def test_a_look_through_my_eyes_says_how_long_it_could_last(browser: Client, account: Account) -> None:
    look(account, "customer.viewed", until=(NOON + timedelta(minutes=15)).isoformat())
    look(account, "customer.viewed", minutes=1, reason="before it was written down")
    look(account, until=(NOON + timedelta(minutes=15)).isoformat())

    page = text(browser.get("/me/seen/"))

    assert "looked at these pages as you see them, until 12:15 at the latest" in page
    assert page.count("at the latest") == 1


def test_neither_names_nor_looks_at_others_nor_other_events_are_told(
    browser: Client, account: Account, neighbour: Account
) -> None:
    clerk = people.staff()
    record("customer.seen", at=NOON, account=account.pk, by=clerk.pk, via="desk", data={"role": "GONE"})
    look(neighbour, "customer.viewed", reason="Marek asked")
    record("bills.issued", at=NOON, account=account.pk)

    page = text(browser.get("/me/seen/"))

    assert "looked at the account at the office" in page
    assert "Zofia" not in page
    assert "Marek" not in page
    assert "Bills were issued" not in page


def test_before_the_first_look_it_says_what_will_come(browser: Client) -> None:
    assert "Nobody yet" in text(browser.get("/me/seen/"))


def test_who_only_pays_or_looks_is_not_told(client: Client, account: Account) -> None:
    paula = people.person("paula", "Paula Maj")
    people.access(account, paula, "PAYS")
    client.force_login(paula)

    assert client.get("/me/seen/").status_code == 403


def test_many_looks_come_in_pages_and_cost_the_same(browser: Client, account: Account) -> None:
    look(account)
    with CaptureQueriesContext(connection) as one:
        browser.get("/me/seen/")
    for minutes in range(299):
        look(account, minutes=minutes)

    with CaptureQueriesContext(connection) as many:
        page = text(browser.get("/me/seen/"))

    assert len(many) == len(one)
    assert page.count("looked at the account at the office") == 25
    assert browser.get("/me/seen/?page=12").status_code == 200
    assert browser.get("/me/seen/?page=13").status_code == 404


def test_the_hub_leads_there(browser: Client) -> None:
    assert 'href="/me/seen/"' in browser.get("/me/").content.decode()
