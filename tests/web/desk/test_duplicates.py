"""Duplicates of bills: issued with a press, marked, written down, and the bill itself as it was."""

from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
import time_machine
from django.test import Client

from abonent.billing.models import Invoice
from abonent.people.models import Account, User
from tests import people
from tests.people import NOON
from tests.web.desk.conftest import at_work
from tests.web.desk.reading import said
from tests.web.doors import kinds

HERE = "/desk/bills/FV-2026-11-0001"


@pytest.fixture
def bill(account: Account) -> Invoice:
    return people.bill(account)


def words(document: Any) -> str:
    pages = pypdfium2.PdfDocument(document.content)
    return " ".join(pages[0].get_textpage().get_text_bounded().split())


def test_a_press_gives_a_document_that_says_what_it_is_and_of_which_day(
    clerk: Client, clerk_user: User, bill: Invoice
) -> None:
    original = clerk.get(f"{HERE}.pdf").content
    with time_machine.travel(NOON, tick=False):
        there = [clerk.post(f"{HERE}/duplicate/")["Location"] for _press in range(2)]

    document = clerk.get(there[0])

    assert there == [f"{HERE}/duplicate/2026-11-21.pdf"] * 2
    assert "DUPLIKAT wystawiono dnia: 21 listopada 2026" in words(document)
    assert "Faktura FV/2026/11/0001" in words(document)
    assert document["Content-Disposition"] == 'attachment; filename="FV-2026-11-0001-duplicate-2026-11-21.pdf"'
    assert clerk.get(there[1]).content == document.content
    assert kinds("bill.duplicated") == ["bill.duplicated"]
    assert f"Duplicates 21 November 2026 , {clerk_user.name}" in said(clerk.get(f"{HERE}/"))
    assert clerk.get(f"{HERE}.pdf").content == original


def test_another_day_and_another_person_are_another_duplicate(
    clerk_user: User, accountant_user: User, bill: Invoice, one_step: None
) -> None:
    for user, days in ((clerk_user, 0), (accountant_user, 0), (clerk_user, 1)):
        with time_machine.travel(NOON + timedelta(days=days), tick=False):
            at_work(user).post(f"{HERE}/duplicate/")

    assert len(kinds("bill.duplicated")) == 3
    assert "22 November 2026 , Zofia Clerk" in said(at_work(clerk_user).get(f"{HERE}/"))


@pytest.mark.parametrize("day", ["2026-11-20", "soon"])
def test_what_was_not_issued_is_not_there(clerk: Client, bill: Invoice, day: str) -> None:
    assert clerk.get(f"{HERE}/duplicate/{day}.pdf").status_code == 404


def test_who_may_only_look_issues_none(admin: Client, bill: Invoice) -> None:
    assert admin.post(f"{HERE}/duplicate/").status_code == 403
    assert "Issue a duplicate" not in said(admin.get(f"{HERE}/"))
    assert kinds("bill.duplicated") == []
