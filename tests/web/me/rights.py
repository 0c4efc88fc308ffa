"""Rights on an account in tests: an invitation that waits, and whose right is whose."""

from datetime import timedelta
from typing import Any

from django.conf import settings as house
from django.test import Client

from abonent.people import actions
from abonent.people.actions import Guest
from abonent.people.models import Access, Account, Invitation, User
from tests.people import NOON

DAY = timedelta(days=1)


def right_of(user: User) -> Access:
    return Access.objects.filter(user=user).latest("pk")


def in_the_browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies[house.LANGUAGE_COOKIE_NAME] = "en"
    return client


def invited(account: Account, olena: User, mail: str = "nadia@example.com", **more: Any) -> Invitation:
    return actions.invite(account, Guest("Nadia Koval", mail, "SEES", **more), at=NOON, by=olena)
