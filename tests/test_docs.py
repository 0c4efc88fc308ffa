"""What the documents say of files is so: each link leads somewhere, each decision and each dependency is listed."""

import re
from pathlib import Path

import pytest

from tests.environment import ROOT

SOURCE = ROOT / "src"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *SOURCE.rglob("*.md")])
DECISIONS = ROOT / "docs" / "decisions"
OUTSIDE = ("https:", "http:", "mailto:")


def links(document: Path) -> list[str]:
    found = re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8"))
    return [link for link in found if not link.startswith(OUTSIDE)]


def anchors(document: Path) -> set[str]:
    """Return the names under which headings can be reached, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def leads_somewhere(document: Path, link: str) -> bool:
    place, _, anchor = link.partition("#")
    target = document.parent / place if place else document
    return target.exists() and (not anchor or anchor in anchors(target))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_link_of_a_document_leads_somewhere(document: Path) -> None:
    assert [link for link in links(document) if not leads_somewhere(document, link)] == []


def reached(page: Path, seen: frozenset[Path] = frozenset()) -> frozenset[Path]:
    """Return the documents that can be reached from one by links, itself included."""
    seen |= {page}
    for link in links(page):
        target = (page.parent / link.partition("#")[0]).resolve()
        if target in DOCUMENTS and target not in seen:
            seen = reached(target, seen)
    return seen


def test_each_page_of_the_documentation_is_found_from_the_readme() -> None:
    pages = {path for path in DOCUMENTS if SOURCE not in path.parents}

    assert pages - reached(ROOT / "README.md") == set()


def test_each_decision_has_a_number_of_its_own_and_is_listed() -> None:
    decisions = sorted(DECISIONS.glob("[0-9]*.md"))

    numbers = [int(path.name[:4]) for path in decisions]

    headings = [path.read_text(encoding="utf-8").partition(".")[0] for path in decisions]
    assert len(set(numbers)) == len(numbers)
    assert headings == [f"# {number}" for number in numbers]
    assert sorted(links(DECISIONS / "README.md")) == [path.name for path in decisions]


def test_each_dependency_has_its_reason() -> None:
    reasons = (DECISIONS / "0013-dependencies-and-why.md").read_text(encoding="utf-8").lower()
    asked = {
        re.split(r"[\[<>=]", line)[0].lower()
        for path in (ROOT / "requirements").glob("*.in")
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.startswith(("#", "-r"))
    }

    assert {name for name in asked if f"*{name}*" not in reasons} == set()
