"""The sandbox bank as a process: it begins, it ends, and it says why when it cannot."""

import errno
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from abonent.demo.bank.process import BankProcess, NotStarted
from tests.listening import eventually

ROOT = Path(__file__).parents[3] / "src"


def is_free(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == errno.ECONNREFUSED


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    file = tmp_path / "secret"
    file.write_text("a key for one test")
    return file


def test_it_ends_cleanly_when_asked(tmp_path: Path, secret_file: Path) -> None:
    bank = BankProcess(data=tmp_path / "b", secret_file=secret_file)

    assert bank.stop() == 0
    with pytest.raises(ProcessLookupError):
        os.kill(bank.pid, 0)


def test_it_does_not_outlive_who_began_it(tmp_path: Path, secret_file: Path) -> None:
    code = (
        "import os, pathlib; from abonent.demo.bank.process import BankProcess;"
        f"bank = BankProcess(data=pathlib.Path({str(tmp_path / 'b')!r}), secret_file=pathlib.Path({str(secret_file)!r}));"
        "print(bank.url, flush=True); os.kill(os.getpid(), 9)"
    )

    began = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )

    # Nobody listens there any more: the port is free again.
    port = int(began.stdout.rsplit(":", 1)[1])
    eventually(lambda: is_free(port))


def test_two_banks_stand_side_by_side(tmp_path: Path, secret_file: Path) -> None:
    first = BankProcess(data=tmp_path / "1", secret_file=secret_file)
    second = BankProcess(data=tmp_path / "2", secret_file=secret_file)

    assert first.url != second.url
    assert [first.stop(), second.stop()] == [0, 0]


def test_a_port_that_is_taken_is_said(tmp_path: Path, secret_file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    first = BankProcess(data=tmp_path / "1", secret_file=secret_file)
    taken = int(first.url.rsplit(":", 1)[1])

    with pytest.raises(NotStarted):
        BankProcess(data=tmp_path / "2", secret_file=secret_file, port=taken)
    first.stop()

    assert "The sandbox bank cannot begin: [Errno 98] Address already in use" in capfd.readouterr().err


@pytest.mark.parametrize("content", [None, "", "\n"])
def test_without_a_key_it_does_not_begin(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.write_text(content)

    with pytest.raises(NotStarted):
        BankProcess(data=tmp_path / "b", secret_file=file)


def test_it_needs_nothing_of_the_house_and_no_django() -> None:
    code = (
        "import sys, abonent.demo.bank.__main__;"
        "print(sorted(m for m in sys.modules if m.split('.')[0] == 'django'"
        " or (m.startswith('abonent.') and not m.startswith('abonent.demo'))))"
    )

    said = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    )

    assert said.stdout == "[]\n"
