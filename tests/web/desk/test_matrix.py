"""Nobody at the desk who does not belong there: the table of tests/web/desk/matrix.py, asked cell by cell."""

from dataclasses import dataclass
from itertools import batched, product
from operator import itemgetter
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from pytest_django import Settings

from abonent import profile
from abonent.cases import actions as cases
from abonent.cases.models import Order
from abonent.people import queries
from abonent.people.actions import ask_lost_step
from abonent.people.models import Account, User
from tests import news, people
from tests.web.desk import things
from tests.web.desk.matrix import EVERYBODY, GET, POST, WRITES_WHEN_LOOKED_AT
from tests.web.walking import addresses, is_ours, is_protected, rows, writes

pytestmark = pytest.mark.usefixtures("in_english")

PAGES = [each for each in addresses() if str(each.name).startswith("desk")]
NAMES = sorted(str(each.name) for each in PAGES)


@dataclass
class Scene:
    """Olena's account, and everybody of the table. `parts` fill addresses by the names of their parts."""

    everybody: dict[str, User | None]
    parts: dict[str, Any]

    def address(self, name: str) -> str:
        wanted = next(each for each in PAGES if each.name == name).pattern.converters
        return reverse(name, kwargs={part: self.parts[part] for part in wanted})


@pytest.fixture
def scene(account: Account, olena: User, settings: Settings) -> Scene:
    settings.STAFF_SECOND_STEP = False
    everybody = {"nobody": None, "olena": olena} | {role: people.staff(role) for role in profile.current().desk.roles}
    parts: dict[str, Any] = {"number": account.number}
    ask_lost_step(olena, at=people.NOON)
    parts |= {"order": _order(account).ref, "person": olena.pk, "notice": news.notice().slug}
    parts |= {"message": things.letter(account).pk, "note": things.note(account, olena).pk}
    parts |= {"document": things.document(account).ref, "right": things.delegate(account).pk}
    parts |= {"invitation": things.invited(account, olena).pk}
    parts |= {"colleague": people.staff("CLERK", "nina").pk}
    parts |= {"contact": things.returned(account).pk, "letter": things.lost_letter().pk}
    parts |= {"change": things.change(account).pk}
    parts |= things.money(account)
    parts |= things.waiting(account)
    parts |= things.contract(account)
    parts |= things.network(account)
    parts |= {"period": "2026-12-c1", "printing": things.printing().pk}
    parts["job"] = things.failed_job()
    parts["day"] = things.duplicated(account, olena)
    return Scene(everybody, parts)


def _order(account: Account) -> Order:
    return cases.ask(account, Order.Kind.PAPER_BILLS, old={"on": True}, new={"on": False}, at=people.NOON, by=None)


def ask(scene: Scene, who: str, method: str, name: str) -> tuple[HttpResponse, list[str]]:
    """Ask for a page as somebody; return the answer and what was written for it. Afterwards nothing has happened."""
    client = Client(headers={"Accept-Language": "en"}, raise_request_exception=False)
    with transaction.atomic():
        if person := scene.everybody[who]:
            client.force_login(person)
        with CaptureQueriesContext(connection) as statements:
            answer: Any = getattr(client, method.lower())(scene.address(name))
        transaction.set_rollback(True)
    return answer, writes(statements)


def groups(names: list[str]) -> list[list[str]]:
    """Divide names into a few groups: what stands around them is made once for each."""
    return list(map(list, batched(names, 8, strict=False)))


def said(answer: HttpResponse) -> str:
    """Return an answer as the table writes it."""
    to = answer.headers.get("Location")
    if to is None:
        return str(answer.status_code)
    page = resolve(to.partition("?")[0]).url_name
    return {"desk_sign_in": "door", "account_reauthenticate": "proof"}.get(str(page), f"→ {page}")


@pytest.mark.parametrize("names", groups(NAMES), ids=itemgetter(0))
def test_everybody_gets_what_the_table_says(scene: Scene, names: list[str]) -> None:
    """And whoever only looks changes nothing, and takes nothing along that a browser would keep."""
    looked = {name: {who: ask(scene, who, "GET", name) for who in EVERYBODY} for name in names}
    sent = {name: tuple(said(ask(scene, who, "POST", name)[0]) for who in EVERYBODY) for name in names}

    assert {name: tuple(said(answer) for answer, _ in looked[name].values()) for name in names} == rows(GET, names)
    assert sent == rows(POST, names)
    for name, who in product(names, EVERYBODY):
        answer, written = looked[name][who]
        noted = answer.status_code == 403 or name in WRITES_WHEN_LOOKED_AT
        assert [sql for sql in written if not (noted and 'INTO "journal_event"' in sql)] == [], (name, who)
        assert is_protected(answer, kept=False), (name, who)
        assert is_ours(answer), (name, who)


def test_the_table_has_no_row_too_many() -> None:
    assert sorted(GET) == sorted(POST) == NAMES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_each_page_asks_for_an_act_of_the_profile_and_the_table_agrees(page: Any) -> None:
    """A role that may not do the act gets 403 in the table, and nobody else does."""
    act = getattr(page.callback, "act", "")
    if not act:
        return
    roles = [role for role in EVERYBODY if role in profile.current().desk.roles]
    refused = {role for role, answer in zip(EVERYBODY, GET[str(page.name)], strict=True) if answer == "403"}
    assert refused == {role for role in roles if not queries.may_at_desk(role, act)}
