"""Locks are taken in one order, so that two who wait for each other cannot be: accounts, then the person, then their links."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from abonent.people.actions import (
    RECOVER,
    add_contact,
    ask_lost_step,
    change_password,
    choose_password,
    close_sign_in,
    make_link,
    remove_contact,
    stop_lost_step,
    stop_lost_step_by_link,
)
from abonent.people.actions.lost_step import PURPOSE
from abonent.people.models import Account, Contact, User
from tests import people
from tests.people import NOON

HELD = re.compile(r'(?:FROM "(\w+)".* FOR NO KEY UPDATE|^UPDATE "(\w+)")')
IN_ORDER = ["people_account", "people_user", "people_code"]
DAY = timedelta(days=1)


def held(done: Callable[[], object]) -> list[str]:
    """Return which tables of IN_ORDER are locked, in the order of their first locks."""
    with CaptureQueriesContext(connection) as statements:
        done()
    found = [HELD.search(each["sql"]) for each in statements.captured_queries]
    tables = [table[1] or table[2] for table in found if table]
    return list(dict.fromkeys(table for table in tables if table in IN_ORDER))


def link(user: User, purpose: str = RECOVER) -> str:
    return make_link(purpose, user=user, at=NOON, lasts=DAY)


def test_a_link_to_a_password_holds_its_person_before_itself(account: Account, olena: User) -> None:
    token = link(olena)

    assert held(lambda: choose_password(RECOVER, token, "cztery zielone rowery", at=NOON)) == IN_ORDER[1:]
    assert held(lambda: change_password(olena, "pięć zielonych rowerów", at=NOON)) == IN_ORDER[1:]


def test_a_lost_step_is_stopped_from_both_sides_in_the_same_order(account: Account, olena: User) -> None:
    ask_lost_step(olena, at=NOON)
    token = link(olena, PURPOSE)
    assert held(lambda: stop_lost_step_by_link(token, at=NOON)) == IN_ORDER[1:]

    ask_lost_step(olena, at=NOON + DAY)
    assert held(lambda: stop_lost_step(olena, by=olena, at=NOON + DAY)) == IN_ORDER[1:]


def test_an_address_that_goes_holds_account_and_person_before_their_links(account: Account, olena: User) -> None:
    more = people.mail(account, olena, "olena.nowa@example.com")
    link(olena)

    assert held(lambda: remove_contact(more, by=olena, at=NOON)) == IN_ORDER


def test_closing_holds_the_accounts_before_the_person(account: Account, olena: User) -> None:
    link(olena)

    assert held(lambda: close_sign_in(olena, at=NOON)) == IN_ORDER


@pytest.mark.parametrize("mistyped", [True, False])
def test_what_an_address_stands_instead_of_is_looked_at_when_the_account_is_held(
    account: Account, olena: User, *, mistyped: bool
) -> None:
    old = add_contact(account.pk, "MAIL", "olena.stara@example.com", by=olena, at=NOON)
    if not mistyped:  # confirmed in another tab while this form was open
        Contact.objects.filter(pk=old.pk).update(confirmed_at=NOON)

    new = add_contact(account.pk, "MAIL", "olena.nowa@example.com", by=olena, at=NOON, instead=old)

    old.refresh_from_db()
    assert (old.ended_at, new.replaces) == ((NOON, None) if mistyped else (None, old))
