"""What tests at the doors have in common: signing in, codes of an app, reading a page."""

import re
import time
from html import unescape
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client
from django.utils import timezone

from abonent import vault
from abonent.journal.models import Event
from abonent.people.models import User
from abonent.post.models import Message
from abonent.web.door.forms import AddAppForm
from tests import people

PERIOD = 30
"""Seconds that a code of the app lives."""


def browser(agent: str = "") -> Client:
    """Return a browser that nobody has used yet, which reads English."""
    made = Client(headers={"User-Agent": agent})
    made.cookies["abonent-language"] = "en"
    return made


def is_inside(client: Client) -> bool:
    """Say whether somebody is signed in there."""
    return bool(client.get("/me/").status_code == 200)


def sign_in(client: Client, login: str, password: str = people.PASSWORD, **more: Any) -> Any:
    return client.post("/signin/", {"login": login, "password": password, **more})


def shown(client: Client, answer: Any) -> Any:
    """Return the page that shows what a form held (`web.kept_form`), where an answer leads to one."""
    return client.get(answer["Location"]) if "?typed=" in answer.headers.get("Location", "") else answer


def step_up(client: Client, password: str = people.PASSWORD) -> None:
    answer = client.post("/step-up/", {"password": password, "next": "/me/security/"})
    assert answer.status_code == 302


def code(secret: str, *, later: int = 0) -> str:
    """Return what the app shows for a secret now, or so many periods later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD + later)))


def switch_on(client: Client, user: User) -> str:
    """Set an app up, as a person does who has just signed in; return its secret."""
    step_up(client)
    page = client.get("/me/security/app/").content.decode()
    sealed = hidden(page, "sealed")
    secret = vault.open_sealed(sealed, bound_to=AddAppForm.bound_to(user)).decode()
    # The code must not run out between here and there, however busy the machine is.
    with time_machine.travel(timezone.now(), tick=False):
        answer = client.post("/me/security/app/", {"sealed": sealed, "code": code(secret)})
    assert answer.status_code == 302, text(answer)
    return secret


def hidden(page: str, name: str) -> str:
    """Return what a form carries along unseen: the last of the page, after those of the header."""
    return unescape(re.findall(rf'name="{name}" value="([^"]*)"', page)[-1])


def text(answer: Any) -> str:
    """Return the words of a page, without its marks."""
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", unescape(plain)).strip()


def kinds(*only: str) -> list[str]:
    """Return what the journal says happened, in order; of some kinds only when they are named."""
    found = Event.objects.order_by("at", "id").values_list("kind", flat=True)
    return [kind for kind in found if not only or kind in only]


def letters(*templates: str) -> list[str]:
    """Return which letters of these kinds were written, in order."""
    found = Message.objects.filter(template__in=templates).order_by("pk")
    return list(found.values_list("template", flat=True))


def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows with each password that is hashed from now on: that is what costs the time."""
    calls: list[str] = []
    encode, verify = Argon2PasswordHasher.encode, Argon2PasswordHasher.verify

    def counted_encode(self: Any, *args: Any) -> str:
        calls.append("hash")
        return encode(self, *args)

    def counted_verify(self: Any, *args: Any) -> bool:
        calls.append("hash")
        return verify(self, *args)

    monkeypatch.setattr(Argon2PasswordHasher, "encode", counted_encode)
    monkeypatch.setattr(Argon2PasswordHasher, "verify", counted_verify)
    return calls
