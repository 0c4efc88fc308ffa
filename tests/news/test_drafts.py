"""Notices in files: what is read, and the line that is named when something is wrong."""

import pytest

from abonent.news.drafts import NotReadable, Part, read

GOOD = """+++
kind = "WORKS"
slug = "works"
+++

# pl: Prace
Wstęp, który ma
dwa wiersze.

Tekst.

Jeszcze.

# uk: Роботи
Вступ.

# en: Works: night
Lead.

## Heading
Text.
"""


def reading(content: str) -> str:
    """Return what is said of a file that cannot be read."""
    with pytest.raises(NotReadable) as refused:
        read(content, languages=("pl", "uk", "en"), kinds=("NEWS", "WORKS"))
    return str(refused.value)


def test_a_file_has_facts_and_a_part_for_each_language() -> None:
    found = read(GOOD, languages=("pl", "uk", "en"), kinds=("NEWS", "WORKS"))

    assert found.facts == {"kind": "WORKS", "slug": "works"}
    assert found.parts == {
        "pl": Part("Prace", "Wstęp, który ma dwa wiersze.", "Tekst.\n\nJeszcze."),
        "uk": Part("Роботи", "Вступ.", ""),
        "en": Part("Works: night", "Lead.", "## Heading\nText."),
    }


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "line 1: the file has to begin with a line +++"),
        ("# pl: Tytuł", "line 1: the file has to begin with a line +++"),
        ("+++\nkind = 'NEWS'\n# pl: Tytuł", "line 1: the facts have no end"),
        (GOOD.replace('"WORKS"', '"WORKS'), "line 2: is not TOML"),
        (GOOD.replace('"WORKS"', '"GOSSIP"'), "line 2: `kind` has to be one of NEWS, WORKS"),
        (GOOD.replace("# pl: Prace", "Prace"), "line 6: stands before the first part"),
        (GOOD.replace("# uk:", "# de:"), "line 14: `de` is none of the operator's languages: pl, uk, en"),
        (GOOD.replace("# uk:", "# pl:"), "line 14: `pl` has a part already"),
        (GOOD.replace("# uk: Роботи", "# uk:"), "line 14: the title is missing"),
        (GOOD.replace("Вступ.", ""), "line 14: the lead is missing"),
        (GOOD.replace("# en: Works: night", "Works"), "line 21: the part `# en: Title` is missing"),
        (GOOD.replace("Вступ.", "Вступ\x08."), "line 15: there is a character in it that no page can show"),
        (GOOD.replace("Works: night", "Works\0"), "line 17: there is a character in it that no page can show"),
        (GOOD.replace("Lead.", "Lead\ufffe."), "line 18: there is a character in it that no page can show"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(content: str, says: str) -> None:
    assert reading(content).startswith(says)
