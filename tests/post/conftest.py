"""A mail server that keeps what it is given."""

from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest
from pytest_django import Settings

from abonent.demo.mailbox import Mailbox, mailbox
from abonent.post import writing
from abonent.settings import mailer


@pytest.fixture
def box(tmp_path: Path, settings: Settings) -> Iterator[Mailbox]:
    """The mail server that letters go to, over a real SMTP conversation."""
    with mailbox(tmp_path / "mail") as opened:
        settings.MAILERS = {"default": mailer(opened.url)}
        yield opened


@pytest.fixture
def code_letter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a template whose subject and text are a code."""
    (tmp_path / "code.txt").write_text("{{ code }}\n\n{{ code }}\n")
    found = writing._environment()  # noqa: SLF001
    assert found.loader
    monkeypatch.setattr(found, "loader", jinja2.ChoiceLoader([jinja2.FileSystemLoader(tmp_path), found.loader]))
    return "code"
