"""Olena in her browser, who has just proved that it is she."""

import pytest
from django.test import Client

from abonent.people.models import Account, User
from tests.web import doors


@pytest.fixture
def inside(account: Account, olena: User) -> Client:
    """Olena's browser, signed in, just proved."""
    client = doors.browser()
    client.force_login(olena)
    doors.step_up(client)
    return client
