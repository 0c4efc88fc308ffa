"""Each table and each column of the house is told in the archive, or excused by name with a reason."""

import pytest
from django.apps import apps
from django.db import models

from abonent.takeout.catalogue import excused, subjects
from abonent.takeout.subjects import Subject, paths
from tests.environment import ROOT

SUBJECTS = tuple(subjects())
MODELS = {model._meta.label: model for model in apps.get_models()}


def columns(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}


def told(subject: Subject) -> set[str]:
    """Return the columns from which something is told: those with which the paths begin."""
    known = {field.attname: field.name for field in subject.model._meta.concrete_fields}
    begins = [path.lstrip("#?") for path in paths(subject).values()]
    return {known.get(path, path.partition("__")[0]) for path in begins}


def test_each_table_is_told_or_excused() -> None:
    assert sorted([subject.model._meta.label for subject in SUBJECTS] + list(excused())) == sorted(MODELS)


def test_excuses_have_reasons() -> None:
    reasons = [*excused().values(), *(why for subject in SUBJECTS for why in subject.left_out.values())]

    assert min(map(len, reasons)) > 10


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
def test_each_column_is_told_or_left_out(subject: Subject) -> None:
    assert told(subject) | set(subject.left_out) == columns(subject.model)
    assert told(subject) & set(subject.left_out) == set()


@pytest.mark.parametrize(
    "column",
    [
        "User.password", "Session.session_key", "Session.session_data", "Code.digest", "Code.bound_to", "Message.secret",
        "Authenticator.data", "Line.secret",
    ],
)  # fmt: skip
def test_no_secret_is_told(column: str) -> None:
    model, _, field = column.partition(".")
    subject = next(each for each in SUBJECTS if each.model.__name__ == model)

    assert field in subject.left_out


def test_each_file_is_explained_with_its_fields() -> None:
    text = (ROOT / "docs" / "takeout.md").read_text()

    for subject in SUBJECTS:
        line = next(line for line in text.splitlines() if line.startswith(f"| `{subject.name}` |"))
        assert all(f"`{name}`" in line for name in paths(subject)), subject.name
