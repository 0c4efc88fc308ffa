"""Documents: what is kept is there tomorrow exactly as it is today, or it is not shown."""

import hashlib
from pathlib import Path
from stat import S_IMODE
from typing import Any

import pytest
from pytest_django import Settings

from abonent.people.models import Account
from abonent.post import keeping, queries
from abonent.post.actions import keep_document
from abonent.post.keeping import DamagedDocument, NotADocument
from abonent.post.models import Document
from tests.people import NOON
from tests.web.doors import kinds

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\nhello\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n and so on"
JPEG = b"\xff\xd8\xff\xe0 and so on"
SUBJECT = "agreement:U/2024/100234"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.ABONENT_DATA = tmp_path
    return tmp_path / "documents"


def keep(account: Account, content: bytes = PDF, **more: Any) -> Document:
    said = {"subject": SUBJECT, "kind": "AGREEMENT", "title": "Agreement U/2024/100234", "at": NOON, **more}
    return keep_document(account.pk, content=content, **said)


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def place(folder: Path, document: Document) -> Path:
    return folder / document.sha256[:2] / document.sha256[2:]


def test_what_was_kept_comes_back_as_it_was(account: Account, folder: Path) -> None:
    document = keep(account, by=7, language="pl", template="terms@1")

    assert keeping.content(document) == PDF
    assert document.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (document.size, document.media_type, document.kept_at, document.kept_by_id) == (
        len(PDF), "application/pdf", NOON, 7,
    )  # fmt: skip
    assert files(folder) == [f"{document.sha256[:2]}/{document.sha256[2:]}"]
    assert kinds() == ["document.kept"]


def test_nobody_else_on_the_machine_can_read_it(account: Account, folder: Path) -> None:
    path = place(folder, keep(account))

    assert [S_IMODE(each.stat().st_mode) for each in (folder, path.parent, path)] == [0o700, 0o700, 0o600]


def test_the_same_bytes_are_the_same_document(account: Account, folder: Path) -> None:
    first, again = keep(account), keep(account, title="Once more")

    assert again == first
    assert again.title == "Agreement U/2024/100234"
    assert Document.objects.count() == 1
    assert kinds() == ["document.kept"]


def test_the_same_bytes_of_two_accounts_are_two_documents_and_one_file(
    account: Account, neighbour: Account, folder: Path
) -> None:
    hers, his = keep(account), keep(neighbour)

    assert hers.ref != his.ref
    assert list(queries.documents(account.pk)) == [hers]
    assert len(files(folder)) == 1


def test_documents_are_found_by_what_they_belong_to_the_newest_first(account: Account) -> None:
    first, other = keep(account, PDF), keep(account, PNG, subject="agreement:other")
    last = keep(account, JPEG)

    assert list(queries.documents(account.pk, subjects=[SUBJECT])) == [last, first]
    assert list(queries.documents(account.pk)) == [last, other, first]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"<script>alert(1)</script>", "neither a PDF nor"),
        (b" %PDF-1.7", "neither a PDF nor"),
        (b"MZ\x90\x00", "neither a PDF nor"),
        (b"GIF89a", "neither a PDF nor"),
        (b"%PDF-" + bytes(keeping.LARGEST), "at most 10000000"),
    ],
)
def test_what_is_no_document_is_refused_and_nothing_is_written(
    account: Account, folder: Path, content: bytes, why: str
) -> None:
    with pytest.raises(NotADocument, match=why):
        keep(account, content)

    assert not folder.exists()
    assert not Document.objects.exists()
    assert kinds() == []


def test_the_largest_document_is_kept(account: Account) -> None:
    content = b"%PDF-".ljust(keeping.LARGEST, b" ")

    assert keeping.content(keep(account, content)) == content


@pytest.mark.parametrize(
    ("content", "media_type"), [(PDF, "application/pdf"), (PNG, "image/png"), (JPEG, "image/jpeg")]
)
def test_what_it_is_is_seen_from_the_bytes(account: Account, content: bytes, media_type: str) -> None:
    assert keep(account, content).media_type == media_type


def test_what_it_is_said_to_be_must_be_true(account: Account) -> None:
    with pytest.raises(NotADocument, match="said to be application/pdf, but it is image/png"):
        keep(account, PNG, media_type="application/pdf")


def test_an_altered_file_is_never_shown(account: Account, folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    document = keep(account)
    place(folder, document).write_bytes(PDF.replace(b"hello", b"hullo"))

    with pytest.raises(DamagedDocument, match="has been altered"):
        keeping.content(document)

    assert document.sha256 in caplog.text


def test_a_file_that_is_gone_or_a_link_is_never_shown(account: Account, folder: Path, tmp_path: Path) -> None:
    document = keep(account)
    path = place(folder, document)
    path.unlink()
    with pytest.raises(DamagedDocument, match="cannot be read"):
        keeping.content(document)

    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(PDF)
    path.symlink_to(elsewhere)
    with pytest.raises(DamagedDocument, match="cannot be read"):
        keeping.content(document)


def test_keeping_it_again_mends_what_was_damaged(account: Account, folder: Path) -> None:
    document = keep(account)
    place(folder, document).write_bytes(b"")

    keep(account)

    assert keeping.content(document) == PDF
    assert len(files(folder)) == 1


def test_a_row_that_names_no_fingerprint_reads_no_file(account: Account) -> None:
    document = keep(account)
    document.sha256 = "../../../../../../etc/passwd".ljust(64, "0")

    with pytest.raises(ValueError, match="no SHA-256"):
        keeping.content(document)


def test_titles_are_one_line_that_can_be_seen(account: Account) -> None:
    document = keep(account, title="Umowa\r\n\t\u202efdp.exe\x00  z\u200b 2024 " + "x" * 300)

    assert document.title.startswith("Umowa fdp.exe z 2024 xxx")
    assert len(document.title) == 200


def test_a_write_that_fails_leaves_nothing_behind(
    account: Account, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    folder.mkdir(mode=0o700)
    (folder / hashlib.sha256(PDF).hexdigest()[:2]).mkdir(mode=0o700)

    with pytest.raises(OSError, match="No space left"):
        keep(account)

    assert files(folder) == []
    assert not Document.objects.exists()
