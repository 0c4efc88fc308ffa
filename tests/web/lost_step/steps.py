"""What whoever lost a second step does: signs in halfway, asks, waits, reads the letters."""

import re
from datetime import timedelta

import time_machine
from django.test import Client

from abonent.people import actions
from abonent.people.models import User
from abonent.post.models import Message
from abonent.post.writing import write
from tests import people
from tests.web import doors
from tests.web.doors import browser

LOST = "/signin/code/lost/"
OPEN = "/signin/code/lost/open/"


def halfway(password: str = people.PASSWORD) -> Client:
    client = browser()
    assert doors.sign_in(client, "olena", password)["Location"] == "/signin/code/"
    return client


def letters() -> list[tuple[str, str]]:
    return sorted(set(Message.objects.filter(template__startswith="lost_step").values_list("template", "to")))


def stop_link(template: str) -> str:
    message = Message.objects.filter(template=template).order_by("pk").last()
    assert message
    found = re.search(r"http://localhost:8000(/stop/[^/]+/)", write(message).text)
    assert found
    return found.group(1)


def passed(client: Client, user: User, clock: time_machine.Traveller) -> None:
    """Ask, be confirmed, wait."""
    client.post(LOST)
    actions.confirm_lost_step(user, by=None, at=people.NOON)
    clock.shift(timedelta(hours=24))


def recovery_codes(olena: User) -> list[str]:
    other = browser()
    other.force_login(olena)
    doors.step_up(other)
    return other.get("/me/security/codes.txt").content.decode().split("\n")[2:12]
