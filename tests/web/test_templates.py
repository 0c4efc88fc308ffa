"""What no template may contain, and what every one of them must."""

import gzip
import re
from pathlib import Path

import pytest
from django.template import engines
from django.utils import translation

from abonent.web.engine import Pages

FOLDER = Path("src/abonent/templates")
PAGES = sorted(str(file.relative_to(FOLDER)) for file in FOLDER.rglob("*.html"))
COMMENT = re.compile(r"{#.*?#}", re.DOTALL)

# The strict CSP would stop each of these, in the browser and without a word; htmx needs eval for the last three.
FORBIDDEN = {
    "inline style": re.compile(r"\sstyle\s*=|<style", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "inline handler": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "foreign address": re.compile(r"(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE),
    "hx-on": re.compile(r"hx-on\b"),
    "js: in an htmx attribute": re.compile(r"hx-[a-z-]+\s*=\s*[\"'][^\"']*\b(?:js|javascript):"),
    "filter in a trigger": re.compile(r"hx-trigger\s*=\s*[\"'][^\"']*\["),
}


def source(page: str) -> str:
    return COMMENT.sub("", (FOLDER / page).read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES)
def test_nothing_in_a_template_needs_a_weaker_policy(page: str) -> None:
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(source(page))] == []


@pytest.mark.parametrize("language", ["pl", "uk", "en"])
def test_every_template_compiles_in_every_language(language: str) -> None:
    engine = engines["jinja2"]
    assert isinstance(engine, Pages)

    with translation.override(language):
        for page in PAGES:
            engine.get_template(page)


@pytest.mark.parametrize("page", PAGES)
def test_every_picture_is_drawn(page: str) -> None:
    engine = engines["jinja2"]
    assert isinstance(engine, Pages)
    named = set(re.findall(r"ui\.icon\([\"'](\w+)[\"']", source(page)))

    assert all("<path" in engine.from_string("{{ ui.icon(name) }}").render({"name": name}) for name in named)


def test_the_style_sheet_keeps_its_budget() -> None:
    """design.md: CSS of at most 12 kB compressed, scripts of our own of at most 5 kB."""
    static = Path("src/abonent/static")

    assert len(gzip.compress((static / "abonent.css").read_bytes())) < 12_000
    assert (static / "app.js").stat().st_size < 5_000
