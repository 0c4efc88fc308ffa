"""An administrator who has just proved that it is they, and a clerk to decide about."""

import pytest
from django.test import Client

from abonent.people.models import Account, User
from tests import people
from tests.web import doors


@pytest.fixture
def proved(admin: Client) -> Client:
    """The administrator, who has just proved that it is they."""
    doors.step_up(admin)
    return admin


@pytest.fixture
def zofia(db: None) -> User:
    """A clerk with an address."""
    made = people.staff("CLERK", "zofia")
    people.mail(Account.objects.get(pk=0), made, "zofia@iskra.example")
    return made
