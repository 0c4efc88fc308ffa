"""The whole of a small operator as it runs for real, on this test worker's own database: portal, jobs, bank, mail."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from abonent.demo.bank.process import BankProcess
from abonent.demo.mailbox import Mailbox, mailbox
from tests.database import House
from tests.environment import ROOT
from tests.listening import eventually

START = 90.0
"""Seconds that two Pythons may take to begin on a machine that does a lot besides."""
PORTAL = "portal"
"""What the portal calls itself towards the database, so that its connections can be told from others."""


@dataclass(frozen=True)
class Street:
    """Where everything is. `folder` holds the logs `portal.log` and `work.log`."""

    url: str
    house: House
    bank: BankProcess
    mailbox: Mailbox
    folder: Path

    def log(self, name: str) -> str:
        """What a program has said so far."""
        return (self.folder / f"{name}.log").read_text(errors="replace")


@contextmanager
def street(house: House, folder: Path) -> Iterator[Street]:
    """Start all of it, and end all of it."""
    secret = folder / "bank.secret"
    secret.write_text(os.environ["ABONENT_BANK_SECRET"])
    bank = BankProcess(data=folder / "bank.sqlite3", secret_file=secret, more=("--late", "1"))
    port = _free_port()
    url = f"http://localhost:{port}"
    programs: list[subprocess.Popen[bytes]] = []
    with mailbox(folder / "mail") as box:
        here = os.environ | {
            "ABONENT_BANK_URL": bank.url,
            "ABONENT_DATA": str(folder / "data"),
            "ABONENT_SMTP": box.url,
            "ABONENT_URL": url,
            "DATABASE_URL": house.url,
            "PYTHONPATH": str(ROOT / "src"),
        }
        portal = {"DATABASE_URL": f"{house.url}&application_name={PORTAL}"}
        try:
            programs += [
                _program(folder / "portal.log", here | portal, "serve", f"--port={port}", "--workers=1"),
                _program(folder / "work.log", here, "work", "--jobs=2", "--now=1"),
            ]
            found = Street(url, house, bank, box, folder)
            eventually(lambda: _answers(url) or any(p.poll() is not None for p in programs), patience=START)
            assert _answers(url), found.log("portal") + found.log("work")
            yield found
        finally:
            for program in programs:
                program.terminate()
            for program in programs:
                program.wait(30)
            bank.stop()


def _program(log: Path, environment: dict[str, str], *words: str) -> subprocess.Popen[bytes]:
    with log.open("wb") as said:
        command = [sys.executable, "-m", "abonent.management", *words]
        return subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said)


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
