"""`abonent doctor`: whether everything is in order and safe."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from abonent.management.examination import configuration, database, radius, sealed, secrets, staff, surroundings
from abonent.management.examination.findings import Finding, Level, Look, bad


class Command(BaseCommand):
    help = (
        "Look whether everything is in order and safe: one line a finding, with what to do. "
        "Ends with status 1 when something is BAD."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="do not ask for what only real customers need")

    def handle(self, *_: Any, **said: Any) -> None:
        looks = [*configuration.ALWAYS, *secrets.ALWAYS, *surroundings.ALWAYS, *radius.HERE]
        if not said["demo"]:
            looks += [*configuration.PRODUCTION, *staff.SETTINGS]
        inside = (*database.ALWAYS, *sealed.ALWAYS, *radius.INSIDE, *(() if said["demo"] else staff.PEOPLE))
        missing = database.reachable()
        findings = [*_seen(looks), *([missing] if missing else _seen(inside))]
        for finding in findings:
            self.stdout.write(str(finding))
        if any(finding.level is Level.BAD for finding in findings):
            sys.exit(1)


def _seen(looks: list[Look] | tuple[Look, ...]) -> Iterator[Finding]:
    """Look at everything, also when one look fails."""
    for look in looks:
        try:
            yield from look()
        except Exception as wrong:  # noqa: BLE001 - whatever it is, it is told
            yield bad(
                f"{look.__name__.replace('_', ' ')} could not be looked at: {wrong!r}", "Mend that and look again."
            )
