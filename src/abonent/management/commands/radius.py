"""`abonent radius`: FreeRADIUS on our configuration."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from abonent.management import freeradius


class Command(BaseCommand):
    help = (
        "Answer routers who may connect, and write down what they tell: FreeRADIUS on the configuration of deploy/freeradius. "
        "Needs ABONENT_RADIUS_DATABASE_URL (the login abonent_radius) and ABONENT_KEYS_FILE. Accounting is heard at the next port. "
        "Ends in order on SIGTERM."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="0.0.0.0", help="address to listen on (all of IPv4)")  # noqa: S104
        parser.add_argument(
            "--port", type=int, default=freeradius.DEFAULT_PORT, metavar="N", help="port to listen on (1812)"
        )
        parser.add_argument("--check", action="store_true", help="only say whether the configuration is in order")

    def handle(self, *_: Any, **said: Any) -> None:
        radius = _radius(said["host"], said["port"], only_look=said["check"])
        try:
            if wrong := freeradius.fault(radius):
                raise CommandError(f"FreeRADIUS does not take the configuration:\n{wrong}")
            words = freeradius.command()
        except freeradius.NoRadius as missing:
            raise CommandError(str(missing)) from None
        if said["check"]:
            self.stdout.write("The configuration of FreeRADIUS is in order.")
            return
        os.execve(words[0], words, radius.environment())  # noqa: S606


def _radius(host: str, port: int, *, only_look: bool) -> freeradius.Radius:
    """Say how FreeRADIUS is run. Whoever only looks needs no database: its address is a secret of the service."""
    database, keys = settings.ABONENT_RADIUS_URL, os.environ.get("ABONENT_KEYS_FILE", "")
    if only_look:
        database = database or "dbname=abonent"
    if not database:
        raise CommandError(
            "ABONENT_RADIUS_DATABASE_URL (or _FILE) has to name the database under the login abonent_radius."
        )
    if not Path(keys).is_file():
        raise CommandError("ABONENT_KEYS_FILE has to name the file with the keys of the vault: FreeRADIUS reads it.")
    return freeradius.Radius(database, Path(keys), host, port)
