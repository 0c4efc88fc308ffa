"""Olena in her browser, in English."""

import pytest
from django.test import Client

from abonent.people.models import Account, User
from tests.people import PASSWORD


@pytest.fixture
def browser(client: Client, olena: User, account: Account) -> Client:
    """Olena, signed in, on account 100234."""
    client.cookies["abonent-language"] = "en"
    assert client.login(username=olena.login, password=PASSWORD) or client.force_login(olena) is None
    return client
