"""Texts that people of the operator write, as HTML: no markup of their own, no pictures, links to harmless places only.

OWASP ASVS 5.0, 1.3.5: what can be formatted is an allow list, and everything else comes out as the text that it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

HARMLESS = re.compile(r"(?:https?://|mailto:|tel:|#|/(?![/\\]))", re.IGNORECASE)
"""How an address has to begin: the web, a letter, a call, a place on the page or another page of ours."""
SECOND = 2
"""The level of the highest heading in a text: the first belongs to the page."""
NAMED = re.compile(r"(.*?)\s*\{#([a-z][a-z0-9-]*)\}")


class Writer(MarkdownIt):
    """Markdown as CommonMark has it, without pictures and markup, and with links that begin harmlessly."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - its name there
        return HARMLESS.match(url) is not None


_writer = Writer("commonmark", {"html": False}).disable(["image", "html_block", "html_inline"])


@dataclass(frozen=True, slots=True)
class Page:
    """A page written in a file: its first heading, and the rest."""

    title: str
    text: Markup


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answer; `anchor` is the same in all languages."""

    anchor: str
    title: str
    answer: Markup


@dataclass(frozen=True, slots=True)
class Subject:
    """Questions that belong together."""

    anchor: str
    title: str
    questions: tuple[Question, ...]


def html(text: str) -> Markup:
    """Return a text in Markdown as HTML that can do no harm."""
    tokens = _writer.parse(text)
    _lower(tokens)
    return Markup(_writer.renderer.render(tokens, _writer.options, {}))  # noqa: S704 - this is the one place that makes it


@cache
def page(file: Path) -> Page:
    """Read a page: `# Title`, then the text."""
    title, _, text = file.read_text(encoding="utf-8").lstrip().partition("\n")
    return Page(title.lstrip("#").strip(), html(text))


@cache
def questions(file: Path) -> tuple[Subject, ...]:
    """Read frequent questions: `## Subject`, `### Question`, each with a name `{#name}` behind it, then the answer."""
    found = _split(file.read_text(encoding="utf-8"), "## ")
    return tuple(
        Subject(*_head(head, f"s{number}"), tuple(_questions(body, f"s{number}")))
        for number, (head, body) in enumerate(found, start=1)
    )


def _questions(body: str, within: str) -> Iterator[Question]:
    for number, (head, answer) in enumerate(_split(body, "### "), start=1):
        yield Question(*_head(head, f"{within}-{number}"), html(answer))


def _split(text: str, mark: str) -> Iterator[tuple[str, str]]:
    """Cut a text at the headings that begin with a mark; what stands before the first is left out."""
    for part in re.split(rf"^{mark}", text, flags=re.MULTILINE)[1:]:
        head, _, body = part.partition("\n")
        yield head.strip(), body


def _head(head: str, otherwise: str) -> tuple[str, str]:
    """Return the name and the words of a heading."""
    named = NAMED.fullmatch(head)
    return (named[2], named[1]) if named else (otherwise, head)


def _lower(tokens: Sequence[Token]) -> None:
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{max(SECOND, int(token.tag[1]))}"
