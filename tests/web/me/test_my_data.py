"""My data: asked for, waited for, fetched behind the step-up by nobody else."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings as house
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from abonent.people.models import Account, User
from abonent.takeout import actions, keeping
from abonent.takeout.models import Takeout
from tests.people import NOON
from tests.web import doors
from tests.web.doors import kinds, text

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.ABONENT_DATA = tmp_path
    return tmp_path / "takeouts"


@pytest.fixture
def ready(account: Account, olena: User) -> Takeout:
    asked = actions.ask_takeout(olena, language="en", at=NOON - DAY)
    actions.make_takeout(asked.pk, at=NOON - DAY)
    asked.refresh_from_db()
    return asked


def content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_who_has_not_asked_yet_is_told_what_there_is(browser: Client) -> None:
    page = text(browser.get("/me/data/"))

    assert "Ask for the archive" in page
    assert "Fee PLN 0.00 How long it is kept 7 days" in page


def test_asking_waits_and_says_so(browser: Client) -> None:
    answer = browser.post("/me/data/")

    page = browser.get("/me/data/")
    assert answer.headers["Location"] == "/me/data/"
    assert "The archive is being made This usually takes less than 5 minutes." in text(page)
    assert "Ask for" not in text(page)
    assert 'hx-trigger="load delay:2s"' in page.content.decode()
    part = browser.get("/me/data/", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "The archive is being made" in text(part)
    assert "HX-Request" in part["Vary"]


def test_asked_for_twice_it_is_made_once(browser: Client) -> None:
    answers = [browser.post("/me/data/").status_code for _ in range(2)]

    assert answers == [302, 302]
    assert Takeout.objects.count() == 1


def test_pressing_again_while_it_is_made_uses_up_nothing(browser: Client) -> None:
    answers = [browser.post("/me/data/").status_code for _ in range(5)]

    assert answers == [302] * 5
    Takeout.objects.update(state="GONE")
    assert browser.post("/me/data/").status_code == 302
    assert Takeout.objects.count() == 2


def test_nobody_asks_without_end(browser: Client) -> None:
    for _ in range(3):
        assert browser.post("/me/data/").status_code == 302
        Takeout.objects.update(state="GONE")

    assert browser.post("/me/data/").status_code == 429
    assert Takeout.objects.count() == 3


def test_what_takes_long_is_said_and_asked_less_often(browser: Client, olena: User) -> None:
    for age, said in ((timedelta(minutes=6), "delay:10s"), (timedelta(hours=1), "delay:60s"), (3 * DAY, "")):
        Takeout.objects.all().delete()
        Takeout.objects.create(ref="r" * 20, user=olena, language="en", asked_at=NOON - age)
        page = browser.get("/me/data/")
        assert "It takes longer than usual" in text(page)
        assert said in page.content.decode()
        assert ("hx-get" in page.content.decode()) is bool(said)


def test_what_failed_is_said_and_can_be_asked_for_again(browser: Client, olena: User) -> None:
    asked = actions.ask_takeout(olena, language="en", at=NOON)
    actions.give_up_takeout(asked.pk, at=NOON)

    page = text(browser.get("/me/data/"))

    assert "The archive could not be made" in page
    assert "Ask for the archive" in page


def test_what_is_ready_says_until_when_twice(browser: Client, ready: Takeout) -> None:
    page = text(browser.get("/me/data/"))

    assert "It can be fetched until 27 November – 6 days left." in page
    assert "Ask for a new archive" in page


def test_fetching_asks_who_one_is(browser: Client, ready: Takeout) -> None:
    there = f"/me/data/{ready.ref}/"

    for answer in (browser.get(there), browser.post(there)):
        assert answer.headers["Location"].startswith("/step-up/?next=%2Fme%2Fdata%2F")
    assert "takeout.fetched" not in kinds()


def test_what_is_fetched_is_the_archive(browser: Client, ready: Takeout) -> None:
    doors.step_up(browser)
    there = f"/me/data/{ready.ref}/"

    looked = browser.get(there)
    answer: Any = browser.post(there, headers={"Accept-Encoding": "gzip"})
    body = content(answer)

    assert "takeout.fetched" in kinds()
    assert ready.sha256 in text(looked)
    assert ZipFile(io.BytesIO(body)).testzip() is None
    assert len(body) == ready.size == int(answer["Content-Length"])
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == 'attachment; filename="my-data-2026-11-20.zip"'
    assert "no-store" in answer["Cache-Control"]
    assert "Last fetched: 21 November" in text(browser.get(there))


def test_nobody_else_fetches_it(ready: Takeout, marek: User) -> None:
    client = Client()
    client.force_login(marek)
    doors.step_up(client)

    assert client.get(f"/me/data/{ready.ref}/").status_code == 404
    assert client.post(f"/me/data/{ready.ref}/").status_code == 404
    assert ready.ref not in client.get("/me/data/").content.decode()


@pytest.mark.parametrize("change", [{"until": NOON}, {"state": "GONE"}, {"state": "WAITING"}, {"state": "FAILED"}])
def test_what_is_not_ready_is_not_there(browser: Client, ready: Takeout, change: dict[str, Any]) -> None:
    doors.step_up(browser)
    Takeout.objects.update(**change)

    assert browser.get(f"/me/data/{ready.ref}/").status_code == 404
    assert browser.post(f"/me/data/{ready.ref}/").status_code == 404


def test_what_is_over_is_said_to_be_gone(browser: Client, ready: Takeout) -> None:
    Takeout.objects.update(until=NOON)

    page = text(browser.get("/me/data/"))

    assert "The last archive is deleted" in page
    assert "Fetch the archive" not in page


def test_what_is_lost_is_not_promised(browser: Client, ready: Takeout) -> None:
    doors.step_up(browser)
    keeping.take_away(ready.ref)

    assert "Fetch the archive" not in text(browser.get("/me/data/"))
    assert browser.post(f"/me/data/{ready.ref}/").status_code == 404


def test_an_altered_archive_is_not_given(browser: Client, ready: Takeout, folder: Path) -> None:
    doors.step_up(browser)
    (file,) = folder.iterdir()
    body = bytearray(file.read_bytes())
    body[-20] ^= 1
    file.write_bytes(body)

    answer: Any = browser.post(f"/me/data/{ready.ref}/")

    with pytest.raises(Exception, match="altered"):
        content(answer)


@pytest.mark.parametrize("ref", ["..", "x", "%00", "abc%00", "%2e%2e", "a" * 300, "ż" * 20])
def test_what_was_never_made_is_not_there(browser: Client, ref: str) -> None:
    doors.step_up(browser)

    assert browser.get(f"/me/data/{ref}/").status_code == 404


def test_somebody_without_an_account_has_data_too(db: None, marek: User) -> None:
    client = Client()
    client.force_login(marek)
    client.cookies[house.LANGUAGE_COOKIE_NAME] = "en"

    assert client.get("/me/data/").status_code == 200
    assert client.post("/me/data/").status_code == 302


def test_the_page_asks_no_more_with_many(browser: Client, ready: Takeout, olena: User) -> None:
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as found:
            browser.get("/me/data/")
        counts.append(len(found))
        for number in range(50):
            Takeout.objects.create(
                ref=f"ref-{len(counts)}-{number:020}", user=olena, language="en", state="GONE", asked_at=NOON - DAY
            )
        Takeout.objects.filter(pk=ready.pk).update(asked_at=NOON)

    assert counts == [4, 4]
