"""The doctor says in plain words what is in order, and fails on what is unsafe."""

import os
import re
from mailbox import Maildir
from pathlib import Path
from shutil import copytree

import pytest

from abonent import profile
from abonent.demo.mailbox import mailbox
from abonent.post.models import Document
from tests import people
from tests.database import House
from tests.management.conftest import Start
from tests.people import NOON

REAL = {
    "ABONENT_URL": "https://panel.example.pl",
    "ABONENT_SECRET_KEY": "an honest secret key of more than fifty characters, all ours",
}


def lines(output: str, level: str) -> list[str]:
    return [line.removeprefix(level).strip() for line in output.splitlines() if line.startswith(level)]


def test_a_demo_in_order_is_in_order(start: Start, tmp_path: Path) -> None:
    with mailbox(tmp_path) as box:
        Maildir(tmp_path / "returned", create=True)
        where = {"ABONENT_SMTP": box.url, "ABONENT_BOUNCES": f"maildir:{tmp_path}/returned"}
        doctor = start("doctor", "--demo", ABONENT_DATA=str(tmp_path), **where, **REAL)
        output, _ = doctor.communicate()

    assert lines(output, "BAD") == []
    assert doctor.returncode == 0
    assert "It can only add to ledger, journal and audit." in lines(output, "OK")
    assert "The database knows Cyrillic letters." in lines(output, "OK")
    assert lines(output, "WARN") == ["Nobody does the jobs: no letters, no bills."]


def test_what_is_for_demos_only_is_bad_for_real_customers(start: Start, tmp_path: Path) -> None:
    doctor = start(
        "doctor", ABONENT_DATA=str(tmp_path), ABONENT_DEMO=str(tmp_path), ABONENT_SECRET_KEY="short", ABONENT_KEYS="a:b"
    )
    output, _ = doctor.communicate()

    assert doctor.returncode == 1
    assert [line.partition(":")[0] for line in lines(output, "BAD")] == [
        "The secret key is missing or shorter than 50 characters",
        "The keys of the vault cannot be used",
        "The mail server at 127.0.0.1",
        "The public address is http",
        "ABONENT_DEMO is set",
        "The profile names the sandbox bank",
        "The profile names the SMS carrier for developers",
    ]


def test_the_owners_login_is_too_much_for_the_application(start: Start, committed: House, tmp_path: Path) -> None:
    doctor = start("doctor", "--demo", ABONENT_DATA=str(tmp_path), DATABASE_URL=committed.owner_url, **REAL)
    output, _ = doctor.communicate()

    found = lines(output, "BAD")
    assert "It can make or change tables: it owns the database or may create in it." in found
    assert any(line.startswith("It can change or delete what must only be added to: billing_entry") for line in found)


def test_a_secret_that_others_can_read_is_bad(start: Start, tmp_path: Path) -> None:
    secret = tmp_path / "key"
    secret.write_text("x" * 30 + "y" * 30)
    secret.chmod(0o604)
    doctor = start("doctor", "--demo", ABONENT_DATA=str(tmp_path), ABONENT_SECRET_KEY_FILE=str(secret))
    output, _ = doctor.communicate()

    assert f"Others on this machine can read or change {secret} (ABONENT_SECRET_KEY_FILE)." in lines(output, "BAD")
    assert f"→ chmod 600 {secret}" in output


def test_an_act_that_no_role_may_do_and_a_fee_that_nobody_charges_are_bad(start: Start, tmp_path: Path) -> None:
    copytree(profile.current().source.parent, tmp_path / "isp")
    told = tmp_path / "isp" / "profile.toml"
    said = told.read_text(encoding="utf-8").replace(', "abonent.billing.bulk.paper"]', "]")
    told.write_text(re.sub(r'^"(messages.see|me.close)" = .*\n', "", said, flags=re.MULTILINE), encoding="utf-8")

    doctor = start("doctor", "--demo", ABONENT_DATA=str(tmp_path), ABONENT_PROFILE=str(told), **REAL)
    output, _ = doctor.communicate()

    assert "The profile does not say who may me.close, messages.see." in lines(output, "BAD")
    assert [line for line in lines(output, "BAD") if "on paper" in line] == [
        "Pages say that a bill on paper costs PAPER-BILL, and nothing in [billing] charges adds it to bills."
    ]


def test_whoever_would_get_no_bills_by_a_changed_profile_is_told_of(
    start: Start, committed: House, tmp_path: Path
) -> None:
    people.account("100900", "Dawny Cykl", cycle=9)
    people.account("100901", "Zwykły Cykl")
    people.bill_month(NOON.date().replace(day=1))
    copytree(profile.current().source.parent, tmp_path / "isp")
    told = tmp_path / "isp" / "profile.toml"
    moved = told.read_text(encoding="utf-8").replace("code = 1\nstarts_day = 1\n", "code = 1\nstarts_day = 5\n")
    told.write_text(moved, encoding="utf-8")

    doctor = start("doctor", "--demo", ABONENT_DATA=str(tmp_path), ABONENT_PROFILE=str(told), **REAL)
    output, _ = doctor.communicate()

    assert [line for line in lines(output, "BAD") if "bill" in line] == [
        "1 accounts get no bills: they are in billing cycles that the profile does not have.",
        "Cycle 1 cannot be billed: it begins on another day than its last period ended.",
    ]


def test_a_database_that_is_away_is_told(start: Start, tmp_path: Path) -> None:
    doctor = start(
        "doctor", "--demo", ABONENT_DATA=str(tmp_path), DATABASE_URL="postgresql://abonent_app@127.0.0.1:9/abonent"
    )
    output, _ = doctor.communicate()

    assert doctor.returncode == 1
    assert any(line.startswith("The database does not answer: connection failed") for line in lines(output, "BAD"))


def test_a_profile_that_cannot_be_read_is_told_in_plain_words(start: Start, tmp_path: Path) -> None:
    doctor = start("doctor", ABONENT_PROFILE=str(tmp_path / "nowhere.toml"))
    _, output = doctor.communicate()

    assert doctor.returncode == 2
    assert (
        output
        == f"BAD   {tmp_path}/nowhere.toml: there is no such file; ABONENT_PROFILE names a profile.toml or its folder{os.linesep}"
    )


@pytest.mark.parametrize("words", [(), ("--help",), ("help",)])
def test_help_names_the_commands(start: Start, words: tuple[str, ...]) -> None:
    output, _ = start(*words).communicate()

    assert [line.split()[0] for line in output.splitlines() if line.startswith("  ")] == [
        "demo", "serve", "work", "radius", "migrate", "verify", "backup", "restore", "reseal", "bill",
        "doctor", "invite", "staff", "lost-step", "publish", "changes", "keep-document",
    ]  # fmt: skip


def test_a_desk_that_nobody_can_open_or_a_password_alone_opens_is_told(
    committed: House, start: Start, tmp_path: Path
) -> None:
    told = {"ABONENT_DATA": str(tmp_path), **REAL}
    empty, _ = start("doctor", ABONENT_STAFF_SECOND_STEP="no", **told).communicate()
    people.staff("ADMIN", "roman")
    filled, _ = start("doctor", **told).communicate()

    assert "Nobody at the desk can invite others." in lines(empty, "WARN")
    unsafe = "ABONENT_STAFF_SECOND_STEP is no: a guessed password opens the data of every customer."
    assert (unsafe in lines(empty, "BAD"), unsafe in lines(filled, "BAD")) == (True, False)
    assert "Nobody at the desk can invite others." not in filled
    assert "Without a second step, and so not yet at the desk: roman." in lines(filled, "WARN")


def test_documents_without_their_files_are_bad(committed: House, start: Start, tmp_path: Path) -> None:
    paper = {"kind": "OTHER", "title": "Paper", "media_type": "application/pdf", "size": 1, "kept_at": NOON}
    Document.objects.create(ref="gone", account_id=1, sha256="0" * 64, **paper)

    output, _ = start("doctor", "--demo", ABONENT_DATA=str(tmp_path), **REAL).communicate()

    assert f"1 documents have no file, the first of them {'0' * 64}." in output
    assert "Put the folder documents in ABONENT_DATA back from the backup." in output
