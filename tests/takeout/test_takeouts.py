"""Archives: asked for, made once, whole or not at all, fetched in time, deleted after it."""

import io
import os
import tracemalloc
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from abonent.journal.models import Event
from abonent.people.models import Account, User
from abonent.post.models import Message
from abonent.post.writing import write
from abonent.takeout import actions, keeping, queries
from abonent.takeout.models import Takeout
from abonent.takeout.writing import Sink
from abonent.vault import AlteredSecret
from tests.people import NOON

DAY = timedelta(days=1)
WEEK = 7 * DAY


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.ABONENT_DATA = tmp_path
    return tmp_path / "takeouts"


@pytest.fixture
def asked(account: Account, olena: User) -> Takeout:
    return actions.ask_takeout(olena, language="en", at=NOON)


def made(asked: Takeout) -> Takeout:
    actions.make_takeout(asked.pk, at=NOON)
    asked.refresh_from_db()
    return asked


def kinds() -> list[str]:
    return [kind for kind in Event.objects.order_by("id").values_list("kind", flat=True) if kind.startswith("takeout.")]


def test_asking_puts_a_job_to_work(asked: Takeout, olena: User) -> None:
    job = ProcrastinateJob.objects.get(task_name="takeout.make")

    assert (asked.state, job.args) == ("WAITING", {"takeout": asked.pk})
    assert kinds() == ["takeout.asked"]
    assert not Message.objects.exists()


def test_one_is_in_the_making_at_a_time(asked: Takeout, olena: User, marek: User) -> None:
    with pytest.raises(actions.AlreadyAsked):
        actions.ask_takeout(olena, language="en", at=NOON)
    actions.ask_takeout(marek, language="en", at=NOON)

    assert Takeout.objects.count() == 2
    assert ProcrastinateJob.objects.filter(task_name="takeout.make").count() == 2


def test_what_was_made_lies_sealed_and_opens_whole(asked: Takeout, folder: Path) -> None:
    found = made(asked)

    (file,) = folder.iterdir()
    archive = b"".join(keeping.pieces(found.ref))
    assert (found.state, found.made_at, found.until, found.size) == ("READY", NOON, NOON + WEEK, len(archive))
    assert ZipFile(io.BytesIO(archive)).testzip() is None
    assert b"Petrenko" not in file.read_bytes()
    assert b"PK\x03\x04" not in file.read_bytes()
    assert (file.name, file.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (found.ref, 0o600, 0o700)


def test_the_person_is_told_without_a_link(asked: Takeout, olena: User) -> None:
    made(asked)

    letter = Message.objects.get()
    text = write(letter).text
    assert (letter.template, letter.to, letter.user_id, letter.account_id) == (
        "takeout_ready", "olena@example.com", olena.pk, None,
    )  # fmt: skip
    assert "http" not in text
    assert asked.ref not in text
    assert kinds() == ["takeout.asked", "takeout.made"]


def test_a_job_done_twice_makes_it_once(asked: Takeout, folder: Path) -> None:
    first = made(asked).sha256
    actions.make_takeout(asked.pk, at=NOON + DAY)

    asked.refresh_from_db()
    assert (asked.sha256, asked.made_at) == (first, NOON)
    assert len(list(folder.iterdir())) == 1
    assert Message.objects.count() == 1


def test_what_breaks_in_the_making_leaves_nothing_and_is_done_again(
    asked: Takeout, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(_person: User, sink: Any, **_facts: Any) -> None:
        sink.write(b"half of it")
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(actions, "write_archive", break_off)
        with pytest.raises(OSError, match="No space"):
            actions.make_takeout(asked.pk, at=NOON)
    assert list(folder.iterdir()) == []
    asked.refresh_from_db()
    assert asked.state == "WAITING"

    assert made(asked).state == "READY"


def test_what_could_not_be_made_says_so_and_can_be_asked_for_again(asked: Takeout, olena: User) -> None:
    actions.give_up_takeout(asked.pk, at=NOON)
    actions.make_takeout(asked.pk, at=NOON)

    asked.refresh_from_db()
    assert asked.state == "FAILED"
    assert kinds() == ["takeout.asked", "takeout.failed"]
    assert actions.ask_takeout(olena, language="en", at=NOON).state == "WAITING"


def test_it_can_be_fetched_until_its_days_are_over(asked: Takeout, olena: User, marek: User) -> None:
    found = made(asked)

    assert [*queries.ready(olena, at=NOON + WEEK - timedelta(seconds=1))] == [found]
    assert [*queries.ready(olena, at=NOON + WEEK)] == []
    assert [*queries.ready(marek, at=NOON)] == []
    actions.fetch_takeout(found, at=NOON + DAY)
    with pytest.raises(actions.NotReady):
        actions.fetch_takeout(found, at=NOON + WEEK)
    found.refresh_from_db()
    assert found.fetched_at == NOON + DAY
    assert kinds() == ["takeout.asked", "takeout.made", "takeout.fetched"]


def test_what_is_over_is_deleted(
    asked: Takeout, folder: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    found = made(asked)

    with django_capture_on_commit_callbacks(execute=True):
        assert actions.let_go_of_takeouts(NOON + WEEK - timedelta(seconds=1)) == 0
        assert list(folder.iterdir()) != []
        assert actions.let_go_of_takeouts(NOON + WEEK) == 1

    found.refresh_from_db()
    assert (found.state, list(folder.iterdir())) == ("GONE", [])
    assert actions.let_go_of_takeouts(NOON + WEEK) == 0


def test_a_newer_one_takes_the_place_of_the_older(
    asked: Takeout, olena: User, folder: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    made(asked)
    with django_capture_on_commit_callbacks(execute=True):
        newer = made(actions.ask_takeout(olena, language="en", at=NOON))

    asked.refresh_from_db()
    assert asked.state == "GONE"
    assert [path.name for path in folder.iterdir()] == [newer.ref]


def test_who_has_left_leaves_no_archive(
    asked: Takeout, olena: User, folder: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    made(asked)
    User.objects.filter(pk=olena.pk).update(ended_at=NOON)

    with django_capture_on_commit_callbacks(execute=True):
        assert actions.let_go_of_takeouts(NOON) == 1

    assert list(folder.iterdir()) == []


def test_for_who_has_left_none_is_made(asked: Takeout, olena: User, folder: Path) -> None:
    User.objects.filter(pk=olena.pk).update(ended_at=NOON)

    assert made(asked).state == "FAILED"
    assert not folder.exists()


def test_nothing_waits_for_ever(asked: Takeout) -> None:
    actions.let_go_of_takeouts(NOON + DAY - timedelta(seconds=1))
    asked.refresh_from_db()
    assert asked.state == "WAITING"

    actions.let_go_of_takeouts(NOON + DAY)

    asked.refresh_from_db()
    assert asked.state == "FAILED"


def test_parts_that_a_killed_worker_left_are_swept_away(asked: Takeout, folder: Path) -> None:
    found = made(asked)
    part = folder / f"{found.ref}.abcdef.part"
    part.write_bytes(b"half")
    fresh = folder / "another.part"
    fresh.write_bytes(b"half")
    for path, at in ((part, NOON - 2 * DAY), (fresh, NOON)):
        os.utime(path, (at.timestamp(), at.timestamp()))

    actions.let_go_of_takeouts(NOON + timedelta(hours=1))

    assert {path.name for path in folder.iterdir()} == {found.ref, "another.part"}


def test_one_that_is_lost_from_the_disk_is_not_promised(asked: Takeout) -> None:
    found = made(asked)
    keeping.take_away(found.ref)

    with pytest.raises(actions.NotReady):
        actions.fetch_takeout(found, at=NOON)


def test_an_archive_under_anothers_name_does_not_open(asked: Takeout, marek: User, folder: Path) -> None:
    his = made(actions.ask_takeout(marek, language="en", at=NOON))
    hers = made(asked)
    (folder / his.ref).replace(folder / hers.ref)

    with pytest.raises(AlteredSecret):
        list(keeping.pieces(hers.ref))


@pytest.mark.parametrize("ref", ["", "..", "../../etc/passwd", "x" * 41, "short", "a" * 16 + "/", "a" * 16 + "\n"])
def test_no_reference_is_a_path(ref: str) -> None:
    with pytest.raises(ValueError, match="no reference"):
        keeping.is_there(ref)


def test_much_is_written_in_little_memory(settings: Settings) -> None:
    def write(sink: Sink) -> None:
        for _ in range(800):
            sink.write(b"x" * 65_536)

    tracemalloc.start()
    written = keeping.draft("a" * 20, write)
    peak = tracemalloc.get_traced_memory()[1]
    keeping.keep("a" * 20, written)
    size = sum(map(len, keeping.pieces("a" * 20)))
    tracemalloc.stop()

    assert (written.size, size) == (52_428_800, 52_428_800)
    assert peak < 2_000_000
