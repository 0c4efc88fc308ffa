"""A notice before it is told, and how one is written in a file.

The file begins with facts in TOML between two lines `+++`; then comes a part for each language, which begins with
`# pl: Title`. The first paragraph of a part is the lead, the rest is the text, both in Markdown.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from abonent.news.places import MOST, NotAPlace, Spot, TooManyPlaces, spots

FENCE = "+++"
PART = re.compile(r"#\s+([a-z]{2}):\s*(.*?)\s*")
UNSHOWN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
"""What has no place in HTML, nor in the XML of the feed, which one such sign would break for everybody."""
AT_LINE = re.compile(r"at line (\d+)")

type Happens = tuple[datetime | None, datetime | None]
"""When works or an outage begin and end, as far as that is known."""

type Words = Mapping[str, str]
"""The same in each language, by its code."""


class NotReadable(Exception):
    """A file of a notice cannot be used; the message names the line, and what is wanted there."""

    def __init__(self, line: int, says: str) -> None:
        super().__init__(f"line {line}: {says}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be told, [since, until). Without a slug one is made of the title in the operator's first language.

    `places` are those it is about; `happens` is when the works or the outage themselves begin and end, as far as that is
    known. `letters`: whether those whom it concerns and who agreed are written to: not, NEW (who has not been yet), or ALL.
    """

    kind: str
    title: Words
    lead: Words
    text: Words
    since: datetime
    until: datetime | None = None
    slug: str = ""
    places: tuple[Spot, ...] = ()
    happens: Happens = (None, None)
    letters: Literal["", "NEW", "ALL"] = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A notice in one language."""

    title: str
    lead: str
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """A file as it was read: its facts, and its parts by language."""

    facts: Mapping[str, Any]
    parts: Mapping[str, Part]
    lines: tuple[str, ...] = ()

    def wrong(self, key: str, says: str) -> NotReadable:
        """Return what to raise when a fact cannot be used."""
        return NotReadable(_line_of(self.lines, key), f"`{key}` {says}")

    def draft(self, *, since: datetime, until: datetime | None, happens: Happens = (None, None)) -> Draft:
        """Return the notice of this file, to be shown in a time. Raises NotReadable."""
        return Draft(
            kind=str(self.facts["kind"]),
            slug=str(self.facts.get("slug", "")),
            title={language: part.title for language, part in self.parts.items()},
            lead={language: part.lead for language, part in self.parts.items()},
            text={language: part.text for language, part in self.parts.items()},
            since=since,
            until=until,
            places=self._places(),
            happens=happens,
            letters="NEW" if self.facts.get("letters") else "",
        )

    def _places(self) -> tuple[Spot, ...]:
        said = self.facts.get("places", [])
        if not isinstance(said, list) or not all(isinstance(each, str) and "\n" not in each for each in said):
            raise self.wrong("places", 'has to be a list as ["38-500 Sanok, Polna: 1-25, 30a"]')
        try:
            return spots("\n".join(said))
        except TooManyPlaces:
            raise self.wrong("places", f"has more than {MOST} places") from None
        except NotAPlace as wrong:
            raise self.wrong(
                "places", f'has "{wrong.line}", which is no place; write it as "38-500 Sanok, Polna: 1-25"'
            ) from None


def read(content: str, *, languages: tuple[str, ...], kinds: tuple[str, ...]) -> Written:
    """Read the file of a notice. Raises NotReadable."""
    lines = content.splitlines()
    if wrong := next((number for number, line in enumerate(lines, start=1) if UNSHOWN.search(line)), 0):
        raise NotReadable(wrong, "there is a character in it that no page can show")
    facts, begin = _facts(lines)
    if facts.get("kind") not in kinds:
        raise Written(facts, {}, tuple(lines)).wrong("kind", f"has to be one of {', '.join(kinds)}")
    parts = dict(_parts(lines, begin, languages))
    if lacking := [language for language in languages if language not in parts]:
        raise NotReadable(len(lines), f"the part `# {lacking[0]}: Title` is missing; every language needs one")
    return Written(facts, parts, tuple(lines))


def _facts(lines: list[str]) -> tuple[dict[str, Any], int]:
    """Return what stands between the fences, and the number of lines up to the second one."""
    if not lines or lines[0].strip() != FENCE:
        raise NotReadable(1, f"the file has to begin with a line {FENCE}, the facts of the notice and another {FENCE}")
    end = next((place for place, line in enumerate(lines[1:], start=1) if line.strip() == FENCE), 0)
    if not end:
        raise NotReadable(1, f"the facts have no end: a second line {FENCE} is missing")
    try:
        return tomllib.loads("\n".join(lines[1:end])), end + 1
    except tomllib.TOMLDecodeError as wrong:
        found = AT_LINE.search(str(wrong))
        raise NotReadable(int(found[1]) + 1 if found else end, f"is not TOML: {wrong}") from None


def _parts(lines: list[str], begin: int, languages: tuple[str, ...]) -> Iterator[tuple[str, Part]]:
    heads = [(place, found) for place in range(begin, len(lines)) if (found := PART.fullmatch(lines[place]))]
    if stray := next((place for place in range(begin, _first(heads, lines)) if lines[place].strip()), None):
        raise NotReadable(stray + 1, "stands before the first part; a part begins with `# pl: Title`")
    seen: set[str] = set()
    for number, (place, head) in enumerate(heads):
        language, title = head[1], head[2]
        if language not in languages:
            raise NotReadable(place + 1, f"`{language}` is none of the operator's languages: {', '.join(languages)}")
        if language in seen:
            raise NotReadable(place + 1, f"`{language}` has a part already")
        seen.add(language)
        end = heads[number + 1][0] if number + 1 < len(heads) else len(lines)
        yield language, _part(title, lines[place + 1 : end], place + 1)


def _first(heads: list[tuple[int, re.Match[str]]], lines: list[str]) -> int:
    return heads[0][0] if heads else len(lines)


def _part(title: str, body: list[str], line: int) -> Part:
    if not title:
        raise NotReadable(line, "the title is missing: `# pl: Title`")
    lead, _, text = "\n".join(body).strip().partition("\n\n")
    if not lead:
        raise NotReadable(line, "the lead is missing: a first paragraph that says in a sentence what it is about")
    return Part(title, " ".join(lead.split()), text.strip())


def _line_of(lines: Sequence[str], key: str) -> int:
    return next((number for number, line in enumerate(lines, start=1) if re.match(rf"\s*{key}\s*=", line)), 1)
