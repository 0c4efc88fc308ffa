"""What is in an archive: everything of one's own, and nothing of anybody else's."""

import io
import json
import re
from typing import Any
from zipfile import ZipFile

import pytest
from pytest_django import Settings

from abonent.journal.actions import record
from abonent.people.models import Access, Account, User
from abonent.post.models import Document
from abonent.takeout.catalogue import subjects
from abonent.takeout.writing import write_archive
from tests import people
from tests.people import NOON
from tests.takeout import lives

PROOFS = ("-key", "-data", "-digest", "-browser", "-totp", "-sealed", "-once", " raw")


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Any) -> None:
    settings.ABONENT_DATA = tmp_path


@pytest.fixture
def zorza(db: None) -> User:
    """A customer with everything, and a neighbour with everything: Zorza and Wicher."""
    zorza, wicher = lives.live("zorza", "100888"), lives.live("wicher", "100999")
    people.bill_month(NOON.date().replace(day=1))
    lives.pay("zorza", zorza)
    lives.pay("wicher", wicher)
    return zorza


def archive(person: User, language: str = "en") -> ZipFile:
    written = io.BytesIO()
    write_archive(person, written, language=language, at=NOON)
    return ZipFile(written)


def everything(found: ZipFile) -> bytes:
    """Return the names and contents of all files, one after the other."""
    return b"\n".join(name.encode() + b"\n" + found.read(name) for name in found.namelist())


def data(found: ZipFile, subject: str) -> Any:
    return json.loads(found.read(f"data/{subject}.json"))


def test_each_subject_is_there_with_its_rows(zorza: User) -> None:
    found = archive(zorza)

    counts = data(found, "archive")["rows"]
    assert found.testzip() is None
    assert set(counts) == {subject.name for subject in subjects()}
    assert {name for name, count in counts.items() if count == 0} == set()
    assert all(len(data(found, name)) == count for name, count in counts.items())


def test_nothing_of_a_neighbours_is_there(zorza: User) -> None:
    wicher = User.objects.get(login="wicher")
    bill = wicher.accesses.get().account.invoices.get()

    found = archive(zorza)

    text = everything(found)
    for marker in ("wicher", "100999", "100 999", bill.number, bill.number.replace("/", "-")):
        assert marker.encode() not in text, marker
    assert b"zorza" in text
    assert b"100888" in text


def test_what_a_secret_is_made_of_is_not_there(zorza: User) -> None:
    text = everything(archive(zorza))

    for proof in PROOFS:
        assert f"zorza{proof}".encode() not in text, proof
    assert zorza.password.encode() not in text
    assert not re.search(rb"argon2|pbkdf2", text)


def test_each_word_about_the_person_is_there(zorza: User) -> None:
    text = everything(archive(zorza)).decode(errors="replace")

    words = (
        "name holder street town browser note title text context payer label -nip -origin -order -ksef -line -gateway "
        "-pppoe -session-number -subject -event -payment-ref-long -document-ref -takeout-reference"
    )
    for word in words.split():
        assert f"zorza{word}" in text or f"zorza {word}" in text, word


def test_bills_confirmations_and_documents_are_files(zorza: User) -> None:
    bill = zorza.accesses.get().account.invoices.get()

    found = archive(zorza)

    names = [name for name in found.namelist() if not name.startswith("data/")]
    assert names[0] == f"bills/{bill.number.replace('/', '-')}.pdf"
    assert re.fullmatch(r"receipts/W-2026-11-\d+\.pdf", names[1])
    assert names[2:] == ["documents/zorza-document-ref.pdf", "README.txt"]
    assert found.read(names[0])[:5] == found.read(names[1])[:5] == b"%PDF-"
    assert found.read(names[2]) == b"%PDF-1.7 zorza document"


def test_money_is_text_days_are_iso_and_ranges_have_two_ends(zorza: User) -> None:
    found = archive(zorza)

    (bill,) = data(found, "bills")
    (payment,) = data(found, "payments")
    right = next(right for right in data(found, "rights") if right["whose"] == "me")
    assert (bill["total"], bill["issued_on"]) == ("60.00", "2026-11-03")
    assert bill["period"] == {"from": "2026-11-01", "until": "2026-12-01"}
    assert (payment["amount"], payment["started_at"]) == ("10.00", "2026-11-21T11:00:00+00:00")
    assert right["valid"] == {"from": "2024-01-01T00:00:00+00:00", "until": None}
    assert data(found, "events")[-1]["by"] in {"me", ""}


def test_who_only_pays_or_looks_gets_their_right_and_what_they_did(zorza: User) -> None:
    guest = people.person("gosc", "Gość Przypadkowy")
    account = zorza.accesses.get().account
    people.access(account, guest, "PAYS")
    record("payment.started", at=NOON, account=account.pk, by=guest.pk, subject="payment:abc")

    found = archive(guest)

    counts = data(found, "archive")["rows"]
    assert {name: count for name, count in counts.items() if count} == {"person": 1, "rights": 1, "events": 1}
    assert [(right["account"], right["role"]) for right in data(found, "rights")] == [("100888", "PAYS")]
    assert b"zorza" not in everything(found)
    assert not [name for name in found.namelist() if name.startswith(("bills/", "receipts/", "documents/"))]


def test_who_is_not_the_owner_any_more_gets_the_account_no_more(zorza: User) -> None:
    lives.forget_rights(zorza.accesses.get().account)

    found = archive(zorza)

    counts = data(found, "archive")["rows"]
    assert [counts[name] for name in ("bills", "accounts", "entries", "documents", "services")] == [0] * 5
    assert counts["payments"] == 1


def test_a_right_that_is_held_back_opens_nothing(zorza: User) -> None:
    Access.objects.filter(user=zorza).update(held_until=NOON + lives.DAY)

    assert data(archive(zorza), "accounts") == []


def test_a_right_on_the_operators_own_account_takes_nothing_along(zorza: User) -> None:
    people.access(Account.objects.get(pk=0), zorza)

    assert b"wicher" not in everything(archive(zorza))


def test_others_on_the_account_are_there_by_name_only(zorza: User) -> None:
    found = archive(zorza)

    assert "zorza guest" in {right["person"] for right in data(found, "rights")}
    assert b"zorza-guest" not in everything(found)


@pytest.mark.parametrize("language", ["pl", "uk", "en"])
def test_the_readme_speaks_the_persons_language(zorza: User, language: str) -> None:
    readme = archive(zorza, language).read("README.txt").decode()

    assert "zorza name" in readme
    for subject in subjects():
        assert f"data/{subject.name}.json" in readme
    assert "\r\n" in readme


def test_a_damaged_document_is_named_and_stops_nothing(zorza: User) -> None:
    Document.objects.update(sha256="0" * 64)

    found = archive(zorza)

    assert data(found, "archive")["missing"] == ["documents/zorza-document-ref.pdf"]
    assert "documents/zorza-document-ref.pdf" in found.read("README.txt").decode()
    assert "documents/zorza-document-ref.pdf" not in found.namelist()


def test_names_in_the_archive_lead_nowhere_else(zorza: User) -> None:
    Document.objects.filter(ref="zorza-document-ref").update(ref="../../etc/passwd")

    names = archive(zorza).namelist()

    assert "documents/etc-passwd.pdf" in names
    assert not [name for name in names if ".." in name or name.startswith("/")]


def test_the_same_data_make_the_same_archive(zorza: User) -> None:
    assert everything(archive(zorza)) == everything(archive(zorza))


def test_somebody_about_whom_nothing_is_known_gets_an_archive_too(db: None) -> None:
    nobody = people.person("nikt", "Nikt")

    found = archive(nobody)

    assert data(found, "person")[0]["login"] == "nikt"
    assert data(found, "bills") == []
