"""`python -m abonent.demo.bank`: the sandbox bank as a process – no real money."""

import argparse
import logging
import os
import signal
import sqlite3
import sys
from pathlib import Path
from threading import Event, Thread
from typing import Final

from abonent.demo.bank.bank import LABEL, Bank
from abonent.demo.bank.server import BankServer
from abonent.demo.bank.store import Store
from abonent.demo.bank.teller import Teller

LOOK: Final = 1.0
"""Seconds between two looks whether the parent still lives."""


def main() -> int:
    """Serve until SIGTERM or Ctrl-C; 2 when it cannot begin."""
    asked = _options().parse_args()
    logging.basicConfig(level=logging.WARNING, format="sandbox bank: %(message)s")
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        bank = _bank(asked)
        teller = Teller(bank, backoff=asked.backoff)
        server = BankServer((asked.host, asked.port), bank, teller)
    except (OSError, ValueError, sqlite3.Error) as error:
        sys.stderr.write(f"The sandbox bank cannot begin: {error}\n")
        return 2
    _serve(server, teller, stop, parent=asked.with_parent)
    return 0


def _serve(server: BankServer, teller: Teller, stop: Event, *, parent: int | None) -> None:
    teller.start()
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
    sys.stdout.write(f"The bank is ready at {server.url}/ ({LABEL})\n")
    sys.stdout.flush()
    while not stop.wait(LOOK) and parent in {None, os.getppid()}:
        pass
    server.shutdown()
    server.server_close()
    teller.stop()
    server.bank.store.close()


def _bank(asked: argparse.Namespace) -> Bank:
    secret = asked.secret_file.read_bytes().strip()
    if not secret:
        raise ValueError(f"{asked.secret_file} is empty")
    return Bank(
        store=Store(asked.data),
        secret=secret,
        merchant=asked.merchant,
        recipient=asked.recipient or asked.merchant,
        late=asked.late,
        expire=asked.expire,
    )


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m abonent.demo.bank", description=f"A {LABEL}.")
    add = parser.add_argument
    add("--port", type=int, required=True, help="0: any that is free")
    add("--host", default="127.0.0.1", help="the /test/ part is closed unless it is a loopback address")
    add("--data", type=Path, required=True, help="SQLite file with all the bank knows")
    add("--secret-file", type=Path, required=True, help="the key shared with the shop")
    add("--merchant", default="iskra-net", help="the shop's name in the protocol")
    add("--recipient", default="", help="the shop's name on the customer's page")
    add("--late", type=float, default=15.0, help="seconds until the callback of pay-late")
    add("--backoff", type=float, default=1.0, help="seconds before a callback's second try")
    add("--expire", type=float, default=3600.0, help="seconds until an unfinished payment is abandoned")
    add("--with-parent", type=int, metavar="PID", help="end when this process, its parent, is gone")
    return parser


if __name__ == "__main__":
    sys.exit(main())
