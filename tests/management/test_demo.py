"""A demo starts as a whole, refuses in plain words, and leaves nothing running."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from abonent.management.places import Place
from tests.environment import ROOT


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
