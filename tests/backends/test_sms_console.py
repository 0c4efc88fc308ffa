"""SMS that go nowhere: where they are kept, and what is never shown."""

import json
from pathlib import Path

import pytest
from pytest_django import Settings

from abonent.backends.sms import console


def test_in_a_demo_messages_are_kept_in_order(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO, settings.ABONENT_DATA = True, tmp_path

    first = console.carrier().send("+48501234567", "Kod: 123456", key="message:1")
    console.carrier().send("+48501234567", "Ґанок\n2", key="message:2")

    lines = [json.loads(line) for line in (tmp_path / console.FILE).read_text().splitlines()]
    assert [(line["to"], line["text"], line["key"]) for line in lines] == [
        ("+48501234567", "Kod: 123456", "message:1"),
        ("+48501234567", "Ґанок\n2", "message:2"),
    ]
    assert lines[0]["ref"] == first
    assert (tmp_path / console.FILE).stat().st_mode & 0o777 == 0o600


def test_outside_a_demo_neither_the_text_nor_the_number_is_shown(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DEMO, settings.ABONENT_DATA = False, tmp_path

    ref = console.carrier().send("+48501234567", "Kod: 123456", key="message:1")

    assert capsys.readouterr().out == f"SMS to …567, 11 characters, not sent ({ref})\n"
    assert list(tmp_path.iterdir()) == []


def test_the_same_message_has_the_same_reference(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO, settings.ABONENT_DATA = True, tmp_path

    refs = [console.carrier().send("+48501234567", "x", key=key) for key in ("a", "a", "b")]

    assert refs[0] == refs[1] != refs[2]
