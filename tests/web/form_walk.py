"""Fills in the forms of a page and presses each of their buttons, as somebody who walks through the portal would."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

from django.db import transaction
from django.test import Client

from tests import people

TYPED = {
    "amount": "60",
    "house": "8",
    "login": "olena",
    "mail": "nadia@example.com",
    "name": "Nadia Koval",
    "number": "100 234",
    "post_code": "16-999",
    "town": "Gródek Leśny",
    "words": "Nobody was at home.",
}
"""What is typed into a field of this name, whatever stands in it."""


@dataclass
class Form:
    """A form that changes something: where it goes, what it holds, what its buttons send besides."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def sent(self, button: tuple[str, str]) -> dict[str, list[str]]:
        together: dict[str, list[str]] = {}
        for name, value in [*self.fields, button]:
            together.setdefault(name, []).append(value)
        return {name: values for name, values in together.items() if name}


class Forms(HTMLParser):
    """Collects the forms of a page's own part; the header's are on every page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.open: Form | None = None
        self.is_inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.is_inside = self.is_inside or tag == "main"
        if tag == "form" and self.is_inside and said.get("method") == "post":
            self.open = Form(said.get("action", ""))
            self.found.append(self.open)
        elif self.open and tag == "button" and said.get("type", "submit") == "submit":
            self.open.buttons.append((said.get("name", ""), said.get("value", "")))
        elif self.open and tag in ("input", "textarea"):
            self._fill(self.open, said)

    def handle_endtag(self, tag: str) -> None:
        self.is_inside = self.is_inside and tag != "main"
        self.open = None if tag == "form" else self.open

    def _fill(self, form: Form, said: dict[str, str]) -> None:
        name, kind = said.get("name", ""), said.get("type", "text")
        given = name in dict(form.fields)
        if kind == "radio" and (not given or "checked" in said):
            form.fields = [each for each in form.fields if each[0] != name] + [(name, said["value"])]
        elif kind not in ("radio", "checkbox") or "checked" in said:
            value = said.get("value", "") or (people.PASSWORD if kind == "password" else "")
            form.fields.append((name, value if kind == "hidden" else TYPED.get(name, value)))


@dataclass(frozen=True)
class Press:
    """A button that was pressed on the page of an address, and what came of it."""

    address: str
    button: str
    answer: Any


def presses(client: Client, address: str, depth: int = 2) -> Iterator[Press]:
    """Press every button of every form of a page; where that leads to what the form held, press those there as well.

    Afterwards nothing has happened.
    """
    page = client.get(address)
    is_page = page.status_code == 200 and page.get("Content-Type", "").startswith("text/html")
    for form in Forms(page.content.decode()).found if is_page and not page.streaming else ():
        for button in form.buttons or [("", "")]:
            yield from _press(client, address, form, button, depth)


def _press(client: Client, address: str, form: Form, button: tuple[str, str], depth: int) -> list[Press]:
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        answer: Any = client.post(urljoin(address, form.action), form.sent(button))
        found = [Press(address, "=".join(button), answer)]
        if depth and "?typed=" in (there := answer.headers.get("Location", "")):
            found += presses(client, there, depth - 1)
        transaction.set_rollback(True)
    client.cookies = cookies
    return found
