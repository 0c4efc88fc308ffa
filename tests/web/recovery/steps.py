"""The way back in, step by step: asking, following the link, choosing a password."""

from typing import Any

from django.test import Client

from tests.web import links

NEW = "siedem kamieni w potoku"
SPENT = "This link does not work any more"


def ask(client: Client, login: str = "olena", mail: str = "olena@example.com") -> Any:
    return client.post("/forgot/", {"login": login, "mail": mail})


def linked(client: Client) -> str:
    """Ask for a link, let the worker answer, and return its token."""
    assert ask(client).status_code == 302
    links.answer_those_who_asked()
    return links.token("recover")


def follow(client: Client, token: str) -> Any:
    return client.get(f"/link/{token}/", follow=True)


def choose(client: Client, new: str = NEW) -> Any:
    return client.post("/new-password/", {"new": new})
