"""The agreements of the demonstration: every kind of term is there, and signed papers for those with a name."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from abonent.contracts.models import Agreement
from abonent.contracts.queries import AgreementShown, agreements
from abonent.demo import data
from abonent.people.models import Account
from abonent.post import keeping
from abonent.post.models import Document

NOW = datetime(2026, 11, 21, 21, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.ABONENT_DATA = tmp_path
    return tmp_path / "documents"


def live() -> None:
    data.fill(50, at=NOW, progress=lambda _: None, months=1)


def of(number: str) -> list[AgreementShown]:
    return agreements(Account.objects.get(number=number), at=NOW)


def test_agreements_are_of_every_kind_and_the_named_ones_have_their_papers(db: None, folder: Path) -> None:
    live()

    renewed, first = of("100234")
    assert (renewed.state, renewed.remains(renewed.bound_until or renewed.on), first.state) == (
        "in_force",
        (3, 18),
        "ended",
    )
    assert [each.state for each in of("100310")] == ["in_force", "ended"]
    assert (of("100310")[0].bound_until or NOW.date()).isoformat() == "2026-12-11"
    assert of("100325")[0].minimum_until is None
    assert of("100360")[0].last_day
    assert {change.what for change in of("100311")[0].lines[0].coming} == {"ends", "begins"}
    invented = Agreement.objects.exclude(account__in=Document.objects.values("account_id"))
    assert {agreement.minimum_until is None for agreement in invented} == {True, False}
    papers = Document.objects.order_by("pk")
    assert {paper.subject for paper in papers} == {
        agreement.subject
        for number in papers.values_list("account_id", flat=True)
        for agreement in agreements(Account.objects.get(pk=number), at=NOW)
    }
    assert all(keeping.content(paper).startswith(b"%PDF-") for paper in papers)
    assert papers.filter(account_id=Account.objects.get(number="100234").pk).count() == 2


def test_papers_are_the_same_at_every_start(db: None) -> None:
    live()
    before = list(Document.objects.order_by("pk").values_list("title", "sha256", "kept_at"))

    data.catch_up(NOW)

    assert list(Document.objects.order_by("pk").values_list("title", "sha256", "kept_at")) == before
