"""Staff on every page outside the desk: without a viewing nothing of customers opens; with one everything is read, nothing done."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern
from pytest_django import Settings

from abonent import profile
from abonent.people import queries
from abonent.web.page import OF_STAFF_TOO
from tests import people
from tests.web.matrix import GET
from tests.web.scene import Scene
from tests.web.walking import NAMES, addresses, said, writes

pytestmark = pytest.mark.usefixtures("in_english")

PAGES: dict[str, URLPattern] = {str(each.name): each for each in addresses()}
ROLES = ("CLERK", "ACCOUNTANT", "TECHNICIAN", "ADMIN")
VIEWERS = tuple(role for role in ROLES if queries.may_at_desk(role, "customers.view_as"))
FILES = ("_csv", "_pdf", "_document", "_receipt")
"""How addresses of files end: that one was taken is written down."""
HERS = {"proof": "403"}
"""What a viewer gets where the owner gets something else: nothing that an owner proves themselves for."""


def act(name: str) -> str:
    return str(getattr(PAGES[name].callback, "act", ""))


def is_of_account(name: str) -> bool:
    return bool(getattr(PAGES[name].callback, "of_account", False))


def is_journal(written: list[str]) -> bool:
    return len(written) <= 1 and all('INTO "journal_event"' in sql for sql in written)


@contextmanager
def browser(role: str, viewing: Scene | None = None) -> Iterator[Client]:
    """Somebody of the staff, who may look through Olena's eyes; afterwards nothing has happened."""
    client = Client(headers={"Accept-Language": "en"}, raise_request_exception=False)
    with transaction.atomic():
        client.force_login(people.staff(role))
        if viewing:
            begun = client.post(f"/desk/customers/{viewing.account.number}/view/", {"reason": "A call"})
            assert begun["Location"] == "/overview/"
        yield client
        transaction.set_rollback(True)


def ask(client: Client, method: str, scene: Scene, name: str) -> tuple[str, list[str]]:
    """Ask for a page, as `said` says it, and what was written for it. Afterwards nothing has happened."""
    sent = {"account": scene.account.number} if method == "post" else {}
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        with CaptureQueriesContext(connection) as statements:
            answer: Any = getattr(client, method)(scene.address(name), sent)
        transaction.set_rollback(True)
    client.cookies = cookies
    return said(answer), writes(statements)


@pytest.fixture(autouse=True)
def one_step(settings: Settings) -> None:
    settings.STAFF_SECOND_STEP = False


def test_the_profile_has_these_roles() -> None:
    assert set(profile.current().desk.roles) == set(ROLES)
    assert VIEWERS == ("CLERK", "ACCOUNTANT")


@pytest.mark.parametrize("role", ROLES)
def test_without_a_viewing_customers_pages_lead_to_the_desk(scene: Scene, role: str) -> None:
    shut = [name for name in NAMES if is_of_account(name) or (act(name) and act(name) not in OF_STAFF_TOO)]
    with browser(role) as client:
        answers = {(name, method): ask(client, method, scene, name) for name in NAMES for method in ("get", "post")}

    assert [place for place, (answer, _) in answers.items() if answer.startswith("5")] == []
    assert {place for place, answer in answers.items() if answer != ("→ desk", []) and place[0] in shut} == set()


@pytest.mark.parametrize("role", VIEWERS)
def test_with_a_viewing_pages_of_the_account_are_as_the_owner_has_them(scene: Scene, role: str) -> None:
    """But for what the role may not see at the desk either: accountants see nothing of the network."""
    with browser(role, viewing=scene) as client:
        answers = {name: ask(client, "get", scene, name) for name in NAMES}

    wanted = {name: HERS.get(GET[name][1], GET[name][1]) for name in NAMES if is_of_account(name)}
    shut = {
        name for name in wanted if role == "ACCOUNTANT" and act(name).startswith("lines.") and wanted[name] != "403"
    }
    wanted |= {name: "403" for name in NAMES if name in shut or (act(name) and not is_of_account(name))}
    assert {name: answers[name][0] for name in wanted} == wanted
    files = {name for name in NAMES if name.endswith(FILES) and is_of_account(name) and wanted[name] == "200"}
    assert {name for name, (_, written) in answers.items() if written} == files | shut
    assert all(is_journal(written) for _, written in answers.values())


@pytest.mark.parametrize("role", VIEWERS)
def test_with_a_viewing_every_form_is_refused_and_nothing_is_written(scene: Scene, role: str) -> None:
    with browser(role, viewing=scene) as client:
        answers = {name: ask(client, "post", scene, name) for name in NAMES}

    assert {name for name, answer in answers.items() if answer != ("403", [])} == {"account_logout"}
