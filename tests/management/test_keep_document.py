"""`abonent keep-document`: the operator puts papers with an account until there is a desk."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from abonent.people.models import Account
from abonent.post import keeping
from abonent.post.models import Document
from tests import people
from tests.database import House
from tests.management.conftest import Start

PDF = b"%PDF-1.7 signed"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.ABONENT_DATA = tmp_path / "data"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "scan of {everything}; rm -rf.exe"
    path.write_bytes(PDF)
    return path


def keep(account: str, file: Path, **more: Any) -> None:
    call_command("keep_document", account, str(file), "--title=Umowa", "--kind=agreement", **more)


def test_a_paper_is_put_with_the_account_s_agreement(
    account: Account, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep("100 234", file)

    document = Document.objects.get()
    assert document.subject == f"agreement:{account.agreements.get().number}"
    assert (document.account_id, document.kind, document.title) == (account.pk, "AGREEMENT", "Umowa")
    assert keeping.content(document) == PDF
    assert capsys.readouterr().out == f"{document.sha256} Umowa\n"


def test_twice_is_once(account: Account, file: Path) -> None:
    keep("100234", file)
    keep("100234", file)

    assert Document.objects.count() == 1


def test_where_there_are_several_agreements_one_has_to_be_named(account: Account, file: Path) -> None:
    number = people.line(account, people.tariff()).subscription.agreement.number

    with pytest.raises(CommandError, match="several agreements: name one with --agreement"):
        keep("100234", file)
    keep("100234", file, agreement=number)

    assert Document.objects.get().subject == f"agreement:{number}"


@pytest.mark.parametrize(
    ("number", "content", "more", "why"),
    [
        ("999999", PDF, {}, "There is no account 999999"),
        ("nobody", PDF, {}, "There is no account nobody"),
        ("100234", b"MZ", {}, "neither a PDF nor"),
        ("100234", b"", {}, "is empty"),
        ("100234", PDF, {"agreement": "U/1"}, "has no agreement U/1"),
        ("100234", PDF, {"title": " "}, "A title has 1 to 160 characters"),
        ("100234", PDF, {"title": "U" * 161}, "A title has 1 to 160 characters"),
    ],
)
def test_what_cannot_be_kept_is_told_and_nothing_is_kept(
    account: Account, file: Path, number: str, content: bytes, more: dict[str, str], why: str
) -> None:
    file.write_bytes(content)

    with pytest.raises(CommandError, match=why):
        keep(number, file, **more)

    assert not Document.objects.exists()


def test_another_s_agreement_is_not_found(account: Account, neighbour: Account, file: Path) -> None:
    with pytest.raises(CommandError, match="has no agreement"):
        keep("100234", file, agreement=neighbour.agreements.get().number)


def test_a_file_that_is_not_there_is_told(account: Account, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        keep("100234", tmp_path / "nothing.pdf")


def test_it_is_called_with_a_hyphen(committed: House, start: Start, file: Path, tmp_path: Path) -> None:
    people.line(people.account("100234", "Olena Petrenko"), people.tariff())

    words = ("keep-document", "100234", str(file), "--kind", "ANNEX", "--title", "Aneks")
    output, trouble = start(*words, ABONENT_DATA=str(tmp_path / "data")).communicate(timeout=60)

    assert output.endswith(" Aneks\n"), trouble
    assert keeping.content(Document.objects.get()) == PDF
