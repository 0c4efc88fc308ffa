"""The demo's own command: invent customers where there are none, and say who may sign in."""

from argparse import ArgumentParser
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone


class Command(BaseCommand):
    help = "Invent the demonstration's customers if there are none yet; print a line for everybody who may sign in."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--customers", type=int, default=120, metavar="N", help="how many customers to invent (120)"
        )

    def handle(self, *_: Any, **said: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Invented customers are for a demo only.")
        data = import_module("abonent.demo.data")
        data.fill(customers=said["customers"], at=timezone.now(), progress=self._tell)
        import_module("abonent.demo.invited").invite_newcomers(at=timezone.now())
        import_module("abonent.demo.invitations").invite_the_bookkeeper(at=timezone.now())
        for person in data.people():
            if person.password:
                self.stdout.write(f"customer {person.login} {person.password}")
        for colleague in import_module("abonent.demo.staff").office():
            self.stdout.write(f"staff {colleague.login} {colleague.password}")
        for line in import_module("abonent.demo.network").printed():
            self.stdout.write(line)

    def _tell(self, line: str) -> None:
        self.stderr.write(f"· {line}", self.style.NOTICE)
