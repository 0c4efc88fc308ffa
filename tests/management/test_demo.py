"""A demo starts as a whole, refuses in plain words, and leaves nothing running."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import pytest

from abonent.management.places import Place
from tests.environment import ROOT
from tests.modules.internet.freeradius import Radius


class Demo:
    """`abonent demo` as a process of its own."""

    def __init__(self, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "abonent.management", "demo", *words],
            env=os.environ | {"PYTHONPATH": str(ROOT / "src")}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def refusal(self) -> str:
        """What it says when it does not run."""
        _, trouble = self.process.communicate()
        assert self.process.returncode == 1
        return trouble

    def line(self) -> str:
        """The next line that it prints; when it ends instead, why."""
        assert self.process.stdout
        return self.process.stdout.readline() or self.refusal()

    def stop(self) -> int:
        """Ask it to end, and return its exit status."""
        self.process.terminate()
        self.process.communicate()
        return self.process.returncode


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


def test_a_port_that_is_taken_is_refused(tmp_path: Path, taken: int) -> None:
    refusal = Demo("isp", "--data", str(tmp_path), "--port", str(taken)).refusal()

    assert refusal.startswith(f"abonent demo: port {taken} cannot be used")
    assert refusal.endswith("name another one with --port\n")


def test_a_profile_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    refusal = Demo("water", "--data", str(tmp_path)).refusal()

    known = ", ".join(Place.known_profiles())
    assert refusal == f'abonent demo: there is no profile "water"; there are: {known}\n'


def test_a_demo_starts_answers_and_leaves_nothing_running(tmp_path: Path, free: int) -> None:
    demo = Demo("isp", "--data", str(tmp_path / "demo"), "--port", str(free), "--customers", "8")

    assert demo.line() == f"Abonent is ready at http://localhost:{free}/\n"
    assert demo.line().startswith("customer anna.nowak ")
    while not (line := demo.line()).startswith("staff "):
        assert line.startswith("customer ")
    assert line == "staff zofia.wilk piec-filizanek-na-parapecie\n"
    while not (line := demo.line()).startswith("radius "):
        assert line.startswith("staff ")
    assert let_in(radius=line.split(), line=demo.line().split())
    assert page(free, "health/") == 200
    assert page(free, "signin/") == 200
    running = processes(tmp_path)
    for program in (".demo.bank.", ".demo.mailbox.", ".management.work.", ".granian.", "/bin/postgres.", "freeradius."):
        assert any(program in line for line in running), program

    assert demo.stop() == 0
    assert processes(tmp_path) == []


@pytest.fixture
def free() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def let_in(radius: list[str], line: list[str]) -> bool:
    """Whether RADIUS of the demo lets the line in that it has named."""
    (_, address, secret), (_, login, password) = radius, line
    there = Radius(int(address.partition(":")[2]), Path(os.devnull))
    return there.sign_in(login, password, "chap", secret=secret).accepted


def page(port: int, path: str) -> int:
    with urlopen(f"http://localhost:{port}/{path}", timeout=30) as answer:
        return int(answer.status)


def processes(folder: Path) -> list[str]:
    """The command lines of everything that was told of the folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            line = (process / "cmdline").read_bytes()
            if str(folder).encode() in line + (process / "environ").read_bytes():
                found.append(line.replace(b"\0", b".").decode())
    return found
