"""The `abonent` command as a process of its own, on this test's database."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from tests.database import House
from tests.environment import ROOT

type Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(committed: House) -> Iterator[Start]:
    """Start `abonent WORDS` with more environment; what still runs at the end is killed."""
    started: list[subprocess.Popen[str]] = []
    environment = os.environ | {"DATABASE_URL": committed.url, "PYTHONPATH": str(ROOT / "src")}

    def begin(*words: str, **more: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "abonent.management", *words]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        started.append(subprocess.Popen(command, env=environment | more, text=True, **pipes))  # type: ignore[call-overload]
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.communicate()
