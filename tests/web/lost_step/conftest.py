"""Olena signed in with an app that she is about to lose, and a browser in which the code is missing."""

import pytest
import time_machine
from django.test import Client

from abonent.people.models import Account, User
from abonent.post.models import Message
from tests import people
from tests.web import doors
from tests.web.doors import browser
from tests.web.lost_step.steps import halfway


@pytest.fixture
def home(clock: time_machine.Traveller, account: Account, olena: User) -> Client:
    """Olena's browser, signed in, with an app that she is about to lose."""
    people.mail(account, olena, "olena@work.example")
    client = browser()
    client.force_login(olena)
    doors.switch_on(client, olena)
    Message.objects.all().delete()
    return client


@pytest.fixture
def waiting(home: Client) -> Client:
    """A browser in which the password was right and the code is missing."""
    return halfway()
