"""Invents many customers with two years behind them, and keeps them for other measurements: `./run bench data`.

Everything is made by the set-based actions of a real month: the figure it prints is theirs.
"""

import fcntl
import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, process_time

import django
import psycopg

from abonent.embedded import server
from abonent.management.places import PROFILES, Place
from abonent.management.processes import command
from bench.measuring.processes import cpu_seconds

FOLDER = Path(__file__).parents[1] / ".bench"
CUSTOMERS = 30_000
NOBODY = 9
"""A port on which nothing listens: measurements send no mail and ask no bank."""
FIGURES = "figures.txt"


@contextmanager
def house(customers: int = CUSTOMERS) -> Iterator[Place]:
    """Set Django up over a database of so many customers, made the first time and kept in .bench.

    `place.environment` is for processes that are to be measured, `place.database.owner_url` for the owner's look at it.
    """
    folder = FOLDER / str(customers)
    place = Place(folder, PROFILES / "isp", recipient="nobody", port=8000, bank_port=NOBODY, mail_port=NOBODY)
    with server.running(folder / "postgres", fast=True) as place.database:
        os.environ.update(place.environment, DJANGO_SETTINGS_MODULE="abonent.settings")
        django.setup()
        with (folder / "making.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (folder / FIGURES).exists():
                (folder / FIGURES).write_text(_made(place, customers))
        yield place


def _made(place: Place, customers: int) -> str:
    from abonent.demo import data  # noqa: PLC0415 - needs Django

    assert place.database  # noqa: S101
    subprocess.run(command("-m", "abonent.management", "migrate"), env=place.owner_environment, check=True)
    with psycopg.connect(place.database.owner_url, autocommit=True) as owner:
        before, started, used = _count(owner, "billing_invoice"), monotonic(), _used()
        data.fill(customers, at=datetime.now(UTC), progress=_tell)
        seconds, cpu = monotonic() - started, _used() - used
        owner.execute("VACUUM ANALYZE")
        bills, receipts = (_count(owner, table) for table in ("billing_invoice", "billing_receipt"))
    made = bills - before
    speed = f"{made / seconds:.0f} bills/s, {made / cpu:.0f} in a second of processor time"
    return f"{customers} customers, {bills} bills, {receipts} payments; {made} of the bills, with all that belongs to them: {speed}\n"


def _used() -> float:
    """Return the processor time of this process and of its connection's PostgreSQL process."""
    from django.db import connection  # noqa: PLC0415 - needs Django

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return process_time() + cpu_seconds(cursor.fetchone()[0])


def _count(owner: psycopg.Connection, table: str) -> int:
    row = owner.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
    return int(row[0]) if row else 0


def _tell(line: str) -> None:
    print(f"· {line}", file=sys.stderr, flush=True)


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=CUSTOMERS, metavar="N")
    with house(parser.parse_args().customers) as place:
        print((place.folder / FIGURES).read_text(), end="")


if __name__ == "__main__":
    main()
