"""What left in a demonstration can be read there, and nowhere else."""

import json
from collections.abc import Iterator
from email.message import EmailMessage
from importlib import reload
from pathlib import Path
from types import ModuleType

import pytest
from django.test import Client
from django.urls import clear_url_caches
from pytest_django import Settings

from abonent import urls
from abonent.demo.mailbox import mailbox
from tests.demo.posting import post


@pytest.fixture
def demo(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """A house that is a demonstration, with the folder where things lie that left."""
    settings.DEMO, settings.ABONENT_DATA = True, tmp_path
    _afresh(urls)
    yield tmp_path
    settings.DEMO = False
    _afresh(urls)


def _afresh(module: ModuleType) -> None:
    reload(module)
    clear_url_caches()


def test_outside_a_demonstration_there_is_no_outbox(db: None, client: Client) -> None:
    assert client.get("/demo/outbox/").status_code == 404
    assert client.get("/demo/outbox/sms-1/").status_code == 404


def test_an_empty_outbox_says_how_to_fill_it(db: None, demo: Path, client: Client) -> None:
    answer = client.get("/demo/outbox/", HTTP_ACCEPT_LANGUAGE="en")

    assert answer.status_code == 200
    assert "Nothing left yet" in answer.content.decode()


def test_letters_and_messages_are_listed_and_can_be_read(db: None, demo: Path, client: Client) -> None:
    with mailbox(demo / "mail") as box:
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = "panel@example.pl", "anna@example.pl", "Zapłata <dotarła>"
        letter.set_content("Dzień dobry,\n\nhttps://example.com/x?a=1&b=2\n")
        post(box, letter)
    message = {"at": "2026-11-21T10:00:00+00:00", "to": "+48600000000", "text": "Kod 123", "key": "k", "ref": "r"}
    (demo / "sms.jsonl").write_text(json.dumps(message) + "\n", encoding="utf-8")

    page = client.get("/demo/outbox/").content.decode()
    said = client.get("/demo/outbox/sms-1/").content.decode()

    assert "Zapłata &lt;dotarła&gt;" in page
    assert "Kod 123" in page
    assert "Kod 123" in said
    (key,) = {part.split("/")[0] for part in page.split('href="/demo/outbox/')[1:]} - {"sms-1"}
    assert 'href="https://example.com/x?a=1&amp;b=2"' in client.get(f"/demo/outbox/{key}/").content.decode()


def test_a_long_outbox_has_pages(db: None, demo: Path, client: Client) -> None:
    lines = [
        {"at": f"2026-11-21T10:{n:02}:00+00:00", "to": "+48", "text": f"nr {n}.", "key": "", "ref": ""}
        for n in range(13)
    ]
    (demo / "sms.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")

    first, second = (client.get(f"/demo/outbox/?page={n}").content.decode() for n in (1, 2))

    assert "nr 12." in first
    assert "nr 0." not in first
    assert "nr 0." in second
    assert client.get("/demo/outbox/?page=3").status_code == 404
    assert client.get("/demo/outbox/sms-99/").status_code == 404
