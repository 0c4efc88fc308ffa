"""A customer's page at the desk: who they are, how they stand, what waits; each role sees its part and no more."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from abonent.billing import actions as billing
from abonent.billing.models import Payer
from abonent.cases import actions as cases
from abonent.contracts.models import Restriction
from abonent.journal.models import Event
from abonent.people.actions import ask_lost_step
from abonent.people.models import Account, Contact, User
from abonent.web.desk import customer
from tests import people
from tests.people import NOON
from tests.web.desk import things
from tests.web.doors import text

HERE = "/desk/customers/100234/"
AT_ONCE = 24
"""Statements of the overview: who looks, whose page it is, what stands above it, and a few for each card."""


def statements(client: Client, url: str) -> int:
    """Count what a page asks of the database once it was written down that it was looked at."""
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_who_it_is_stands_above_everything(clerk: Client, account: Account, olena: User) -> None:
    Contact.objects.create(account=account, user=olena, kind="PHONE", value="+48501234567", added_at=NOON)

    page = clerk.get(HERE)

    said = text(page)
    assert "Olena Petrenko 100 234" in said
    assert "private customer · polski" in said
    assert "no address for letters" in said
    assert b'href="mailto:olena@example.com"' in page.content
    assert b'href="tel:+48501234567"' in page.content
    assert "+48501234567 not confirmed" in said


def test_how_they_stand_is_said_with_the_day(clerk: Client, account: Account) -> None:
    bill = people.bill(account)

    said = text(clerk.get(HERE))

    assert "Owed PLN 60.00" in said
    assert bill.number in said


def test_whoever_may_not_see_money_sees_none(technician: Client, account: Account) -> None:
    people.bill(account)
    Payer.objects.filter(account=account).update(pays_cash=True)
    things.letter(account)
    billing.propose(
        account, "WRITE_OFF", amount=Decimal("25.00"), reason="Old debt", ref="P-22222222", at=NOON, by=people.staff()
    )

    answers = [technician.get(f"{HERE}{tab}") for tab in ("", "contract/", "messages/", "people/", "history/")]

    for answer in answers:
        said = text(answer)
        assert answer.status_code == 200
        assert "60.00" not in said
        assert "54,90" not in said
        assert "PLN" not in said
        assert "zł" not in said
        assert "pays cash" not in said
        assert f"{HERE}money/" not in answer.content.decode()
    assert technician.get(f"{HERE}money/").status_code == 403
    assert technician.get(f"{HERE}money.csv").status_code == 403
    assert technician.get(f"{HERE}documents/").status_code == 403


@pytest.mark.parametrize(
    ("role", "tabs"),
    [
        ("CLERK", ["overview", "money", "debt", "contract", "messages", "documents", "people", "history"]),
        ("ACCOUNTANT", ["overview", "money", "debt", "contract", "messages", "documents", "people", "history"]),
        ("TECHNICIAN", ["overview", "contract", "messages", "people", "history"]),
        ("ADMIN", ["overview", "money", "debt", "contract", "messages", "documents", "people", "history"]),
    ],
)
def test_each_role_has_its_tabs_and_every_one_opens(
    one_step: None, account: Account, role: str, tabs: list[str]
) -> None:
    browser = Client(headers={"Accept-Language": "en"})
    browser.force_login(people.staff(role))
    page = browser.get(HERE).content.decode()

    shown = [word for word, name, *_ in customer.TABS if f'<a href="{reverse(name, args=["100234"])}"' in page]

    assert shown == tabs
    for word, name, *_ in customer.TABS:
        assert browser.get(reverse(name, args=["100234"])).status_code == (200 if word in tabs else 403)


def test_an_action_is_offered_to_those_who_may_and_to_nobody_else(
    clerk: Client, technician: Client, account: Account
) -> None:
    note, document = f'href="{HERE}notes/"', f'href="{HERE}documents/new/"'

    by_clerk, by_technician = (who.get(HERE).content.decode() for who in (clerk, technician))

    assert (note in by_clerk, document in by_clerk) == (True, True)
    assert (note in by_technician, document in by_technician) == (True, False)


def test_what_is_out_of_the_ordinary_is_a_tag(clerk: Client, account: Account) -> None:
    Payer.objects.filter(account=account).update(delivery="PAPER", pays_cash=True)
    Account.objects.filter(pk=account.pk).update(closed_on=date(2027, 1, 31))
    Restriction.objects.create(account=account, reason="DEBT", level="SUSPENDED", placed_at=NOON)
    things.returned(account)

    said = text(clerk.get(HERE))

    for words in (
        "bills on paper", "pays cash", "account ends: 31 January 2027", "service switched off: debt", "mail comes back",
    ):  # fmt: skip
        assert words in said


def test_what_waits_about_a_customer_stands_first(clerk: Client, account: Account, olena: User) -> None:
    order = cases.ask(
        account, "PAPER_BILLS", old={"on": True}, new={"on": False}, at=timezone.now() - timedelta(days=30), by=olena
    )
    ask_lost_step(olena, at=timezone.now())
    Contact.objects.create(account=account, user=olena, kind="MAIL", value="new@example.com", added_at=NOON)

    page = clerk.get(HERE)

    said = text(page)
    assert "asked for: bills on paper" in said
    assert "late by" in said
    assert f"/desk/changes/{order.ref}/" in page.content.decode()
    assert "Olena Petrenko has lost the second step of signing in" in said
    assert "new@example.com is not confirmed" in said


def test_nothing_of_another_customer_is_shown(clerk: Client, account: Account, neighbour: Account) -> None:
    people.bill_month(date(2026, 11, 1))
    things.letter(neighbour, subject="Only for Marek")
    things.note(neighbour, people.staff("ADMIN"), "About Marek")

    pages = [text(clerk.get(f"{HERE}{tab}")) for tab in ("", "money/", "messages/", "history/", "people/", "contract/")]

    for said in pages:
        assert "Marek" not in said


def test_every_page_writes_down_that_it_was_looked_at(clerk: Client, account: Account, clerk_user: User) -> None:
    clerk.get(f"{HERE}money.csv")
    clerk.get(HERE)

    assert list(Event.objects.filter(kind="customer.seen").values_list("account_id", "by_id")) == [
        (account.pk, clerk_user.pk)
    ]


@pytest.mark.parametrize("number", ["100235", "0", "999999999999999999999", "abc", "100234x"])
def test_no_customer_no_page(clerk: Client, account: Account, number: str) -> None:
    assert clerk.get(f"/desk/customers/{number}/").status_code == 404


def test_the_overview_asks_as_much_for_a_long_life_as_for_a_short_one(
    clerk: Client, account: Account, olena: User
) -> None:
    people.bill(account, date(2026, 1, 1))
    things.letter(account, olena)
    things.note(account, olena)
    few = statements(clerk, HERE)
    for month in range(2, 11):
        people.bill(account, date(2026, month, 1))
        billing.post_receipt(people.receipt(account, "40.00"), at=NOON)
    for number in range(8):
        things.letter(account, olena)
        things.note(account, olena, f"Note {number}")
        people.line(account, people.tariff("A3", "90.00"))

    assert statements(clerk, HERE) == few
    assert few <= AT_ONCE
