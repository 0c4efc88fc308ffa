"""The two servers that are compared: the portal as `abonent serve` runs it, and the plain Django page, both under granian."""

import os
import socket
import subprocess
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import psycopg

from abonent.embedded import cluster
from abonent.embedded.server import Server
from abonent.management.commands.serve import THREADS
from abonent.management.places import Place
from abonent.management.processes import Household, command, tail
from bench.measuring.visits import Visit

ROOT = Path(__file__).parents[2]
PLAIN = "plain"
PATIENCE = 60.0


def postmaster(server: Server) -> int:
    """Return the process of PostgreSQL below which all its others are."""
    return int((server.folder / "data" / "postmaster.pid").read_text().split()[0])


def start_portal(household: Household, place: Place, port: int, *, workers: int, name: str = "") -> None:
    """Bring the database up to date and start the portal, without what only a demo has.

    `name` is what its sessions in PostgreSQL are called.
    """
    environment = place.environment | {"ABONENT_DEMO": "", "ABONENT_URL": f"http://localhost:{port}"}
    environment |= {"PGAPPNAME": name} if name else {}
    _done(command("-m", "abonent.management", "migrate"), place.owner_environment)
    words = ("-m", "abonent.management", "serve", f"--port={port}", f"--workers={workers}")
    household.start("portal", command(*words), environment)
    _wait(household, port)


def start_plain(household: Household, server: Server, port: int, *, workers: int) -> None:
    """Start the plain page: by the same server, with as many workers and threads."""
    options = (f"--port={port}", f"--workers={workers}", f"--blocking-threads={THREADS}", "--interface=wsgi")
    words = ("-m", "granian", *options, "--no-access-log", "--log-level=warning", "bench.plain.wsgi:application")
    household.start("plain", command(*words), plain_environment(server))
    _wait(household, port)


def fill_plain(server: Server, *, customers: int, visitors: int) -> list[Visit]:
    """Make the plain page's database beside the portal's where it is not there yet, and return its visitors."""
    with closing(psycopg.connect(server.owner_url, autocommit=True)) as connection:
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", [PLAIN]).fetchone() is None:
            connection.execute(f"CREATE DATABASE {PLAIN}")
    said = _done(command("-m", "bench.plain.fill", str(customers), str(visitors)), plain_environment(server))
    return [
        Visit("/", f"sessionid={key}; csrftoken={key}", number) for key, number in map(str.split, said.splitlines())
    ]


def settle(server: Server) -> None:
    """Let PostgreSQL do now what it would do soon: clean up and write down what was changed before."""
    for database in (cluster.DATABASE, PLAIN):
        with closing(psycopg.connect(server.url(cluster.SUPERUSER, database), autocommit=True)) as connection:
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT")


def plain_environment(server: Server) -> Mapping[str, str]:
    """What the plain page is told."""
    url = server.url(cluster.OWNER, PLAIN)
    return os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "bench.plain.settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    }


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _done(words: list[str], environment: Mapping[str, str]) -> str:
    return subprocess.run(words, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout


def _wait(household: Household, port: int) -> None:
    program = household.programs[-1]
    until = time.monotonic() + PATIENCE
    while program.process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"{program.name} did not start:\n{tail(program.log)}")
