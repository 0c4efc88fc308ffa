"""The whole of a small operator as it runs for real, on this test worker's own database: portal, jobs, bank, mail."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from abonent.demo.bank.process import BankProcess
from abonent.demo.mailbox import mailbox
from tests.database import House
from tests.environment import ROOT
from tests.listening import eventually

START = 90.0
"""Seconds that two Pythons may take to begin on a machine that does a lot besides."""
LATE = "3"
"""Seconds after which the bank tells late: long enough that the customer is back before, also on a busy machine."""
PORTAL = "portal"
"""What the portal calls itself towards the database, so that its connections can be told from others."""


@dataclass(frozen=True)
class Street:
    """Where everything is. `folder` holds the logs `portal.log` and `work.log`, and the letters in `mail`."""

    url: str
    house: House
    bank: BankProcess
    folder: Path
    environment: Mapping[str, str]

    def log(self, name: str) -> str:
        """What a program has said so far."""
        return (self.folder / f"{name}.log").read_text(errors="replace")


@contextmanager
def street(house: House, folder: Path) -> Iterator[Street]:
    """Start all of it, and end all of it."""
    secret = folder / "bank.secret"
    secret.write_text(os.environ["ABONENT_BANK_SECRET"])
    bank = BankProcess(data=folder / "bank.sqlite3", secret_file=secret, more=("--late", LATE))
    with ExitStack() as until_the_end:
        until_the_end.callback(bank.stop)
        box = until_the_end.enter_context(mailbox(folder / "mail"))
        here = os.environ | {
            "ABONENT_BANK_URL": bank.url,
            "ABONENT_DATA": str(folder / "data"),
            "ABONENT_SMTP": box.url,
            "DATABASE_URL": house.url,
            "PYTHONPATH": str(ROOT / "src"),
        }
        until_the_end.enter_context(_program(folder / "work.log", here, "work", "--jobs=2", "--now=1"))
        url = until_the_end.enter_context(portal(folder, here))
        yield Street(url, house, bank, folder, here)


@contextmanager
def portal(folder: Path, environment: Mapping[str, str], name: str = "portal", **more: str) -> Iterator[str]:
    """Start a portal; its address. Its log is called by `name`."""
    port = _free_port()
    url = f"http://localhost:{port}"
    here = {**environment, "ABONENT_URL": url, **more}
    here["DATABASE_URL"] += f"&application_name={PORTAL}"
    log = folder / f"{name}.log"
    with _program(log, here, "serve", f"--port={port}", "--workers=1") as program:
        eventually(lambda: _answers(url) or program.poll() is not None, patience=START)
        assert program.poll() is None, log.read_text()
        yield url


@contextmanager
def _program(log: Path, environment: Mapping[str, str], *words: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "abonent.management", *words]
    with (
        log.open("wb") as said,
        subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said) as program,
    ):
        try:
            yield program
        finally:
            program.terminate()


def _answers(url: str) -> bool:
    try:
        urlopen(f"{url}/health/", timeout=5).close()  # noqa: S310 - our own address
    except HTTPError:
        return True
    except (URLError, OSError):
        return False
    return True


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
