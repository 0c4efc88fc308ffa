"""The `abonent` command itself: what its help says, and what is said where it cannot begin."""

import pytest

from abonent.management.main import USAGE
from tests.management.conftest import Start

NOBODY = "postgresql://abonent_app@127.0.0.1:1/abonent"


@pytest.mark.parametrize("word", ["migrate", "lost-step", "keep-document", "staff"])
def test_help_calls_a_command_as_it_is_typed_and_speaks_of_its_own_options(start: Start, word: str) -> None:
    said, _ = start(word, "--help").communicate(timeout=60)

    assert said.startswith(f"usage: abonent {word} ")
    assert not any(strange in said for strange in ("--settings", "--pythonpath", "--traceback", "--skip-checks"))


def test_the_version_is_ours(start: Start) -> None:
    said = {start(*words, "--version").communicate(timeout=60)[0] for words in ((), ("verify",))}

    assert len(said) == 1
    assert said.pop().strip() == "0.1.0"


@pytest.mark.parametrize("words", [("verify",), ("staff", "list"), ("migrate",), ("bill", "--period", "2026-11")])
def test_a_database_that_is_away_is_told_in_a_few_lines(start: Start, words: tuple[str, ...]) -> None:
    process = start(*words, DATABASE_URL=NOBODY)
    _, said = process.communicate(timeout=60)

    assert process.returncode == 2
    assert said.startswith("BAD   the database does not answer: ")
    assert "Look at its address (DATABASE_URL" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("ABONENT_KEYS_FILE", "/nowhere/keys", "No such file or directory: '/nowhere/keys'"),
        ("ABONENT_PROXIES", "two", "'two'"),
    ],
)
def test_settings_that_cannot_be_read_are_told_in_a_line(start: Start, name: str, value: str, why: str) -> None:
    process = start("verify", **{name: value})
    _, said = process.communicate(timeout=60)

    assert process.returncode == 2
    assert said.startswith("BAD   the settings cannot be read: ")
    assert why in said
    assert said.count("\n") == 1


def test_every_command_of_the_list_has_its_help(start: Start) -> None:
    words = [line.split()[0] for line in USAGE.splitlines() if line.startswith("  ")]
    said = {word: start(word, "--help").communicate(timeout=60)[0] for word in words}

    assert [word for word in words if not said[word].startswith(f"usage: abonent {word} ")] == []
