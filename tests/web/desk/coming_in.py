"""Coming in at the staff's door, as tests do it."""

from datetime import timedelta
from typing import Any

import time_machine
from django.test import Client
from django.utils import timezone

from abonent.people.models import User
from tests import people
from tests.web import doors

DOOR, PORTAL = "/desk/signin/", "/signin/"
PASSKEY = "/desk/signin/passkey/"
WRONG = "The login or the password is not right."


def come_in(client: Client, login: str, password: str = people.PASSWORD, door: str = DOOR, **more: Any) -> Any:
    return client.post(door, {"login": login, "password": password, **more})


def is_at_the_desk(client: Client) -> bool:
    return bool(client.get("/desk/").status_code == 200)


def with_app(client: Client, user: User) -> str:
    """Come in for the first time and set an app up; return its secret."""
    assert come_in(client, user.login).status_code == 302
    return doors.switch_on(client, user)


def type_code(client: Client, secret: str, *, later: int = 0) -> Any:
    with time_machine.travel(timezone.now() + timedelta(seconds=later), tick=False):
        return client.post("/signin/code/", {"code": doors.code(secret)})
