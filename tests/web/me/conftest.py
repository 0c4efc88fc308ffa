"""Olena in her browser, in English, at noon of 21 November 2026."""

from collections.abc import Iterator

import pytest
import time_machine
from django.conf import settings as house
from django.test import Client

from abonent.people.models import Account, User
from tests import people
from tests.web import doors


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """The clock of the doors stands still at 12:00 in Warsaw."""
    with time_machine.travel(people.NOON, tick=False):
        yield


@pytest.fixture
def browser(client: Client, olena: User, account: Account) -> Client:
    """Olena, signed in, on account 100234."""
    client.force_login(olena)
    client.cookies[house.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def proven(browser: Client) -> Client:
    """Olena, who has just typed her password once more."""
    doors.step_up(browser)
    return browser


@pytest.fixture
def paula(account: Account) -> User:
    """Somebody who pays for Olena."""
    paula = people.person("paula", "Paula Maj")
    people.access(account, paula, "PAYS")
    return paula
