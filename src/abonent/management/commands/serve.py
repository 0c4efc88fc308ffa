"""`abonent serve`: answer the web."""

import os
import socket
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

THREADS = 4
"""For each worker; each holds one connection of the database."""


class Command(BaseCommand):
    help = (
        "Answer the web with granian, one worker a core, static files included. Speaks plain http on the loopback "
        "address: put a proxy that speaks https before it. Ends in order on SIGTERM."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        cores = os.cpu_count() or 1
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, metavar="N", help="port to listen on (8000)")
        parser.add_argument("--workers", type=int, default=cores, metavar="N", help=f"worker processes ({cores})")
        parser.add_argument(
            "--patience", type=int, default=20, metavar="S", help="seconds that pages have to end on SIGTERM (20)"
        )

    def handle(self, *_: Any, **said: Any) -> None:
        _must_be_free(said["host"], said["port"])
        # In place of this process: what the settings loaded here is not needed by the one that only minds its workers.
        os.execv(sys.executable, [sys.executable, "-m", "granian", *_options(**said), "abonent.wsgi:application"])  # noqa: S606


def _options(*, host: str, port: int, workers: int, patience: int, **_: Any) -> list[str]:
    return [
        f"--host={host}",
        f"--port={port}",
        f"--workers={workers}",
        "--interface=wsgi",
        f"--blocking-threads={THREADS}",
        "--no-access-log",
        "--log-level=warning",
        "--respawn-failed-workers",
        f"--workers-kill-timeout={patience}",
    ]


def _must_be_free(host: str, port: int) -> None:
    """Granian's workers share a port by SO_REUSEPORT, so two servers would share it too, and answer in turn."""
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except (OSError, OverflowError) as wrong:
        raise CommandError(f"{host}:{port} cannot be used: {wrong}") from None
