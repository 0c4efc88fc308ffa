"""Olena in her browser, in English, at noon of 21 November 2026."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.conf import settings as house
from django.test import Client

from abonent.billing.models import Invoice
from abonent.people.models import Account, User
from abonent.web.portal import works
from tests import people


@pytest.fixture(autouse=True)
def noon(request: pytest.FixtureRequest) -> Iterator[None]:
    """The clock of the doors stands still at 12:00 in Warsaw, so that bills are as old as the tests say.

    Beside the bank it goes: the bank lives by the real clock and takes no message of yesterday.
    """
    if "bank_is_there" in request.fixturenames:
        yield
        return
    with time_machine.travel(people.NOON, tick=False):
        yield


@pytest.fixture(autouse=True)
def quiet_town(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has just been looked, and nothing is out of order: so every page asks the same."""
    monkeypatch.setattr(works, "memory", works.Memory(people.NOON))


@pytest.fixture
def browser(client: Client, olena: User, account: Account) -> Client:
    """Olena, signed in, on account 100234."""
    client.force_login(olena)
    client.cookies[house.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def october(account: Account) -> Invoice:
    """A bill of 60.00 that was due on 17 October."""
    return people.bill(account, date(2026, 10, 1))


@pytest.fixture
def november(account: Account, october: Invoice) -> Invoice:
    """A bill of 60.00 that was due on 17 November."""
    return people.bill(account, date(2026, 11, 1))
