"""The drill: what `abonent backup` made goes into another database, also after a kill, and says the same; nothing else goes in."""

import hashlib
import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import OperationalError
from psycopg import sql
from pytest_django import Settings

from abonent import profile
from abonent.billing import actions
from abonent.billing.bulk import sheets
from abonent.billing.bulk.faults import faults
from abonent.billing.bulk.sealing import ledger_hash
from abonent.demo import data
from abonent.embedded import server
from abonent.management.copies import putting_back
from abonent.management.copies.archive import NotABackup, NotWritten, Part, Reading, written
from abonent.management.copies.making import FORMAT, WHAT, migrations
from abonent.post.keeping import is_there
from abonent.post.models import Document
from tests import dying, people
from tests.database import House, use

NOW = datetime(2026, 11, 21, 21, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def folder(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    return place(settings, monkeypatch, tmp_path / "one")


def place(settings: Settings, monkeypatch: pytest.MonkeyPatch, at: Path) -> Path:
    """Let documents lie elsewhere from now on, for us and the processes that we start."""
    at.mkdir()
    settings.ABONENT_DATA = at
    monkeypatch.setenv("ABONENT_DATA", str(at))
    return at


@pytest.fixture
def second(committed: House) -> Iterator[str]:
    """The owner's address of an empty database beside the test's own."""
    name = f"{committed.name}_second"
    with psycopg.connect(committed.postgres.url("abonent_owner"), autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield committed.postgres.url("abonent_owner", name)
        connections.close_all()
        owner.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    use(committed.url)


def run(*words: str) -> str:
    said = StringIO()
    call_command(*words, stdout=said)
    return said.getvalue()


def restore(url: str, file: str) -> None:
    """What a process does that is killed on the way."""
    use(url)
    run("restore", file)


def killed(url: str, file: Path, point: str) -> int:
    return dying.run(cast(House, SimpleNamespace(url=url)), point, "tests.management.test_backup.restore", url, file)


POINTS = ["after:2:abonent.management.copies.database.feed", "after:abonent.management.copies.putting_back.fill"]
"""In the middle of the database, and when it is whole and nobody has any right to it yet."""


def test_the_drill(
    committed: House,
    second: str,
    tmp_path: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Any,
) -> None:
    data.fill(0, at=NOW, progress=lambda _: None, months=2)
    told, documents, file = ledger_hash(), set(Document.objects.values_list("sha256", flat=True)), tmp_path / "copy.tar"

    began = time.monotonic()
    said = run("backup", str(file))
    record_property("backup", f"{file.stat().st_size / 1e6:.1f} MB in {time.monotonic() - began:.1f} s")

    assert f"ledger {told}" in said
    assert "the keys are not in it" in said
    assert (file.stat().st_mode & 0o777, list(tmp_path.glob(".*"))) == (0o600, [])
    with pytest.raises(CommandError, match="is there already; nothing is overwritten"):
        run("backup", str(file))

    with closing(Reading(file)) as copy:
        assert not [name for name in copy.members if name.startswith("keys/")]
        assert copy.members["profile/profile.toml"].size > 1_000

    place(settings, monkeypatch, tmp_path / "two")
    assert [killed(second, file, point) for point in POINTS] == [-signal.SIGKILL, -signal.SIGKILL]
    use(second)
    began = time.monotonic()
    said = run("restore", str(file))
    record_property("restore", f"{time.monotonic() - began:.1f} s")

    assert "the database holds this backup already" in said
    assert f"every table is as it was; ledger {told}" in said
    assert documents
    assert all(is_there(sha256) for sha256 in documents)
    use(second.replace("abonent_owner@", "abonent_app@"))
    assert (ledger_hash(), faults()) == (told, [])
    _it_is_used_and_not_overwritten(second, file)


def _it_is_used_and_not_overwritten(second: str, file: Path) -> None:
    """By the application's login: it can go on, and has no more rights than before."""
    people.receipt(people.account("100999", "Nowy Klient"), "1.00")
    with pytest.raises(psycopg.errors.InsufficientPrivilege), psycopg.connect(second.replace("owner@", "app@")) as app:
        app.execute("UPDATE billing_entry SET amount = 1")
    with psycopg.connect(second.replace("owner@", "radius@")) as radius:
        assert radius.execute("SELECT radius_device('192.0.2.1')").fetchone() == (None,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            radius.execute("SELECT radius_heard('192.0.2.1')")

    use(second)
    with pytest.raises(CommandError, match="the database is not empty"):
        run("restore", str(file))


def test_the_server_is_killed_in_the_middle_of_a_bill_run(
    committed: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in ("100234", "100300", "100777"):
        people.line(people.account(number, "Olena"), people.tariff())
    run("backup", str(tmp_path / "copy.tar"))
    assert issue() == 3
    undisturbed = ledger_hash()

    with server.running(tmp_path / "pg", fast=True) as postgres:
        use(postgres.owner_url)
        run("restore", str(tmp_path / "copy.tar"))
        with monkeypatch.context() as patched:
            dying = _dying_at_the_second(tmp_path / "pg", sheets.number_bills)
            patched.setattr(sheets, "number_bills", dying)
            with pytest.raises(OperationalError):
                issue()
        with server.running(tmp_path / "pg", fast=True) as again:
            use(again.app_url)
            assert issue() == 2
            found = ledger_hash(), faults()
            use(committed.url)
    assert found == (undisturbed, [])


def issue() -> int:
    period = actions.open_period(profile.current().billing.cycles[0], month=date(2026, 11, 1))
    return actions.issue_bills(period, at=profile.midnight(period.bill_on), size=1)


def _dying_at_the_second(folder: Path, number_bills: Any) -> Any:
    """Return what numbers bills, and kills the server and our process of it when the second batch has its numbers."""
    times = iter((False, True))

    def number_and_kill(*words: Any) -> Any:
        issued = number_bills(*words)
        if next(times):
            with connections["default"].cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                (backend,) = cursor.fetchone()
            os.kill(int((folder / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
            os.kill(backend, signal.SIGKILL)
        return issued

    return number_and_kill


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A small file that is whole, of a database that is not looked at."""
    file = tmp_path / "copy.tar"
    with written(file) as copy:
        part = copy.add("database.dump", [b"x" * 5_000])
        names = "0" * 64
        documents = {"count": 0, "size": 0, "sha256": hashlib.sha256(b"").hexdigest(), "damaged": []}
        copy.finish(manifest(parts=[part], documents=documents, ledger=names))
    return file


def manifest(**more: Any) -> dict[str, Any]:
    return {"what": WHAT, "format": FORMAT, "migrations": ["0001_initial"], "abonent": "0.1.0", **more}


def refused(file: Path) -> str:
    with pytest.raises(NotABackup) as wrong, closing(Reading(file)) as copy:
        putting_back.proved(copy)
    return str(wrong.value).replace(f"{file} ", "")


def test_what_is_whole_is_taken_and_what_was_altered_is_not(made: Path) -> None:
    with closing(Reading(made)) as copy:
        assert putting_back.proved(copy)["migrations"] == ["0001_initial"]

    content = made.read_bytes()
    made.write_bytes(content.replace(b"xxxx", b"xxyx", 1))
    assert refused(made) == "is damaged: database.dump was altered"
    made.write_bytes(content.replace(b"0001_initial", b"0002_initial"))
    assert refused(made) == "is damaged: its manifest was altered"
    made.write_bytes(content[:3_000])
    assert "no backup of Abonent" in refused(made)
    made.write_bytes(b"something else entirely" * 100)
    assert "no backup of Abonent" in refused(made)


def test_a_newer_one_and_one_with_a_part_too_few_are_refused(tmp_path: Path) -> None:
    newer, module, fewer, other = (tmp_path / name for name in ("newer", "module", "fewer", "other"))
    for file, told in (
        (newer, manifest(migrations=["9999_later"], parts=[])),
        (module, manifest(migrations=["0001_initial", "internet.0001_initial", "internet.9999_later"], parts=[])),
        (fewer, manifest(parts=[Part("profile/profile.toml", 1, "0" * 64)])),
        (other, {"what": "another program's"}),
    ):
        with written(file) as copy:
            copy.finish(told)

    assert refused(newer) == "was made by a newer Abonent (9999_later): install version 0.1.0"
    assert refused(module) == "was made by a newer Abonent (internet.9999_later): install version 0.1.0"
    assert refused(fewer) == "is damaged: profile/profile.toml is missing"
    assert refused(other) == "is no backup of Abonent"


def test_a_file_that_could_not_be_finished_is_not_there(tmp_path: Path) -> None:
    file = tmp_path / "copy.tar"

    def half() -> Iterator[bytes]:
        yield b"half of it"
        raise OSError("no space")

    with pytest.raises(OSError, match="no space"), written(file) as copy:
        copy.add("database.dump", half())
    assert list(tmp_path.glob("**/*.tar*")) == []

    with written(file), pytest.raises(NotWritten, match="another backup"), written(file):
        pass


@pytest.mark.parametrize("app", ["abonent", "internet", "procrastinate"])
def test_what_an_older_version_has_not_made_yet_is_migrated_first(committed: House, app: str) -> None:
    """A module's functions that are not there yet can be granted to nobody, and its newer tables have no rows."""
    use(committed.owner_url)
    assert not putting_back.settle()

    MigrationRecorder.Migration.objects.filter(app=app).latest("pk").delete()

    assert putting_back.settle()


def test_a_copy_names_the_migrations_of_modules_too(db: None) -> None:
    assert {"0001_initial", "internet.0001_initial"} <= set(migrations())
