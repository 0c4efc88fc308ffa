"""`abonent publish`: a notice from a file, and what is wrong with one, said with its line."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from abonent.news.models import Notice
from tests.news import notice

FILE = """+++
kind = "WORKS"
slug = "works"
since = 2026-11-25T01:00:00
until = 2026-11-26
+++

# pl: Prace
Wstęp.

# uk: Роботи
Вступ.

# en: Works
Lead.
"""

pytestmark = pytest.mark.usefixtures("db")


def publish(folder: Path, content: str, *more: str) -> None:
    file = folder / "notice.md"
    file.write_text(content, encoding="utf-8")
    call_command("publish", str(file), *more)


def test_a_notice_is_published_for_the_operator_s_own_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    publish(tmp_path, FILE)

    made = Notice.objects.get()
    assert (made.slug, made.kind, made.title["uk"]) == ("works", "WORKS", "Роботи")
    assert made.shown.lower == datetime(2026, 11, 25, 0, 0, tzinfo=UTC)
    assert made.shown.upper == datetime(2026, 11, 25, 23, 0, tzinfo=UTC)
    assert capsys.readouterr().out == "/pl/news/works/\n/uk/news/works/\n/en/news/works/\n"


def test_it_names_its_places_and_its_own_time(tmp_path: Path) -> None:
    more = 'places = ["38-500 Sanok, Polna: 1-25"]\nbegins = 2026-11-27T01:00:00\nends = 2026-11-27T05:00:00\nletters = true'
    publish(tmp_path, FILE.replace("until = 2026-11-26", more))

    made = Notice.objects.get()
    assert made.places == [{"post_code": "38-500", "town": "Sanok", "street": "Polna", "houses": ["1-25"]}]
    assert made.happens.lower == datetime(2026, 11, 27, 0, 0, tzinfo=UTC)
    assert made.shown.upper == made.happens.upper == datetime(2026, 11, 27, 4, 0, tzinfo=UTC)
    assert made.edition == 1


def test_a_notice_can_be_changed(tmp_path: Path) -> None:
    publish(tmp_path, FILE)

    publish(tmp_path, FILE.replace("# en: Works", "# en: More works"), "--change")

    assert Notice.objects.get().title["en"] == "More works"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (FILE.replace("slug", "slog"), "line 3: `slog` is not known; known are kind, slug, since, until"),
        (FILE.replace("2026-11-26", '"tomorrow"'), "line 5: `until` has to be a day or an instant without quotes"),
        (FILE.replace("2026-11-26", "2026-11-24"), "line 5: `until` has to be after `since`"),
        (FILE.replace("2026-11-26", "2026-11-26\nplaces = ['12']"), 'line 6: `places` has "12", which is no place'),
        (FILE.replace("2026-11-26", "2026-11-26\nplaces = 'Sanok'"), "line 6: `places` has to be a list"),
        (FILE.replace("until =", "begins = 2026-11-27\nends ="), "line 6: `ends` has to be after `begins`"),
        (
            FILE.replace("WORKS", "NEWS").replace("2026-11-26", "2026-11-26\nletters = true"),
            "line 6: `letters` are sent",
        ),
        (FILE.replace('"works"', '"Some Works"'), "line 3: `slug` has to be small letters"),
        (FILE.replace('"works"', '"taken"'), "line 3: `slug` is the address of another notice"),
        (FILE.replace("# uk", "# de"), "line 11: `de` is none of the operator's languages"),
        ("Prace w nocy", "line 1: the file has to begin with a line +++"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_nothing_is_published(tmp_path: Path, content: str, says: str) -> None:
    notice(slug="taken")

    with pytest.raises(CommandError, match=r"notice\.md, line") as refused:
        publish(tmp_path, content)

    assert says in str(refused.value)
    assert Notice.objects.count() == 1


def test_there_must_be_a_file_and_something_to_change(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("publish", str(tmp_path / "nothing.md"))
    with pytest.raises(CommandError, match="there is nothing to change"):
        publish(tmp_path, FILE, "--change")
