"""A worker that is killed while it makes an archive leaves none that can be fetched, and the next one makes it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django import Settings

from abonent.post.models import Message
from abonent.takeout import actions, keeping
from abonent.takeout.models import Takeout
from tests import people
from tests.database import House
from tests.people import NOON

POINTS = [
    "before:abonent.takeout.writing._readme",
    "before:abonent.takeout.keeping.keep",
    "after:abonent.takeout.keeping.keep",
    "after:abonent.takeout.actions.warn",
]


def run(house: House, folder: Path, point: str, pk: int) -> int:
    """Let a process of its own make an archive; return how it ended (−9: killed)."""
    more = {"DATABASE_URL": house.url, "DJANGO_SETTINGS_MODULE": "abonent.settings", "ABONENT_DATA": str(folder)}
    command = [sys.executable, "-m", "tests.takeout.dying", point, str(pk)]
    return subprocess.run(command, env={**os.environ, **more}, check=False, timeout=60).returncode


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_worker_leaves_nothing_half_made(
    committed: House, settings: Settings, tmp_path: Path, point: str
) -> None:
    settings.ABONENT_DATA = tmp_path
    olena = people.person("olena", "Olena Petrenko")
    people.mail(people.account("100234", "Olena Petrenko", olena), olena, "olena@example.com")
    pk = actions.ask_takeout(olena, language="en", at=NOON).pk

    assert run(committed, tmp_path, point, pk) == -signal.SIGKILL
    assert Takeout.objects.get().state == "WAITING"
    assert not Message.objects.exists()

    assert run(committed, tmp_path, "never", pk) == 0
    found = Takeout.objects.get()
    assert (found.state, sum(map(len, keeping.pieces(found.ref)))) == ("READY", found.size)
    assert Message.objects.filter(template="takeout_ready").count() == 1
