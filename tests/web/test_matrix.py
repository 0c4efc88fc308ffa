"""Nobody in where they do not belong: the table of tests/web/matrix.py, asked cell by cell, and what holds in every cell."""

from itertools import product
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent.people.models import Account, User
from tests.web import doors
from tests.web.matrix import EVERYBODY, GET, POST
from tests.web.scene import Scene
from tests.web.walking import NAMES, by_letter, initial, is_ours, is_protected, rows, said, writes

pytestmark = pytest.mark.usefixtures("in_english")

KEPT_BY_ALL = {"theme", "logo", "news_feed", "robots", "sitemap", "icon", "manifest", "service_worker"}
"""What is the same for everybody, so that anybody may keep it."""
KEPT_BY_STRANGERS = {"start", "news", "notice", "tariffs", "help", "contact", "accessibility", "privacy", "public_pay"}
"""What a browser may keep of somebody who is not signed in, if it asks each time whether it still holds."""


def ask(scene: Scene, who: str, method: str, name: str) -> tuple[HttpResponse, list[str]]:
    """Ask for a page as somebody; return the answer and what was written for it. Afterwards nothing has happened."""
    client = Client(headers={"Accept-Language": "en"}, raise_request_exception=False)
    with transaction.atomic():
        if person := scene.everybody[who]:
            client.force_login(person)
        sent = {"account": scene.numbers[who]} if method == "POST" else {}
        with CaptureQueriesContext(connection) as statements:
            answer: Any = getattr(client, method.lower())(scene.address(name), sent)
        transaction.set_rollback(True)
    return answer, writes(statements)


@pytest.mark.parametrize("names", by_letter(NAMES), ids=initial)
def test_everybody_gets_what_the_table_says(scene: Scene, names: list[str]) -> None:
    """And what holds in every cell: whoever only looks changes nothing, and nobody keeps what is not everybody's."""
    looked = {name: {who: ask(scene, who, "GET", name) for who in EVERYBODY} for name in names}
    sent = {name: {who: ask(scene, who, "POST", name)[0] for who in EVERYBODY} for name in names}

    assert {name: tuple(said(answer) for answer, _ in looked[name].values()) for name in names} == rows(GET, names)
    assert {name: tuple(map(said, sent[name].values())) for name in names} == rows(POST, names)
    for name, who in product(names, EVERYBODY):
        answer, written = looked[name][who]
        assert unexcused(answer, written) == [], (name, who)
        assert is_protected(answer, kept=may_be_kept(name, who)), (name, who)
        assert is_ours(answer), (name, who)
        assert is_protected(sent[name][who], kept=name in ("theme", "logo")), (name, who)


def test_the_table_has_no_row_too_many() -> None:
    assert sorted(GET) == sorted(POST) == NAMES


def test_the_same_holds_behind_the_step_up(client: Client, account: Account, olena: User) -> None:
    client.force_login(olena)
    doors.step_up(client)
    before = ["/me/security/passkeys/", "/me/security/app/"]
    behind = ["/me/security/app/off/", "/me/security/codes/", "/me/security/codes.txt", "/me/security/codes/new/"]
    for pages in (before, [*behind, "/step-up/code/"]):
        for page in pages:
            with CaptureQueriesContext(connection) as statements:
                answer: Any = client.get(page)
            assert (answer.status_code, unexcused(answer, writes(statements))) == (200, []), page
            assert is_protected(answer, kept=False)
            assert is_ours(answer)
        if pages is before:
            doors.switch_on(client, olena)


def unexcused(answer: HttpResponse, written: list[str]) -> list[str]:
    """Return what was written for somebody who only looked. That they were turned away may be written down, nothing else."""
    return [sql for sql in written if answer.status_code != 403 or 'INTO "journal_event"' not in sql]


def may_be_kept(name: str, who: str) -> bool:
    return name in KEPT_BY_ALL or (who == "nobody" and name in KEPT_BY_STRANGERS)


def test_only_our_templates_can_be_found() -> None:
    """A page of a third party's that we forgot to replace would be an error, not that page."""
    engine, admin = settings.TEMPLATES
    ours: Any = engine["DIRS"]
    folders: Any = admin["DIRS"]
    assert engine["BACKEND"] == "abonent.web.engine.Pages"
    assert [str(folder.relative_to(settings.HERE)) for folder in ours] == [
        "templates",
        "modules/internet/templates",
    ]
    assert [folder.name for folder in folders] == ["templates"] * 2
    assert {entry.name for folder in folders for entry in folder.iterdir()} == {"admin", "registration"}
    assert not engine.get("APP_DIRS")
    assert not admin.get("APP_DIRS")


def test_no_form_is_taken_without_proof_of_its_page(scene: Scene) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(scene.everybody["olena"])  # type: ignore[arg-type]

    sent = {name: client.post(scene.address(name), {"account": scene.account.number}) for name in NAMES}

    taken = {name: answer.status_code for name, answer in sent.items() if answer.status_code != 403}
    assert taken == {"payment_hook": int(POST["payment_hook"][0])}
