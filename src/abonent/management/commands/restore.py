"""`abonent restore`: a copy made by `abonent backup` goes into an empty database, and is compared with what it was."""

import time
from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from abonent.embedded.binaries import NoPostgres
from abonent.management.copies import putting_back as copies
from abonent.management.copies.archive import NotABackup, Reading
from abonent.management.copies.database import ProgramFailed

REFUSED = (NotABackup, copies.NotPutBack, ProgramFailed, NoPostgres, OperationalError, OSError)


class Command(BaseCommand):
    help = (
        "Put a backup into an empty database, with DATABASE_OWNER_URL, and its documents into ABONENT_DATA; then compare "
        "every table and the ledger with what the file says. Refuses a file that is damaged, and a database that is not "
        "empty. Killed on the way, it is started again."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="what `abonent backup` made")

    def handle(self, *_: Any, **said: Any) -> None:
        self.began = time.monotonic()
        try:
            with closing(Reading(said["file"])) as copy:
                manifest = self._fill(copy)
                self._settle(copy, manifest)
        except REFUSED as wrong:
            raise CommandError(f"Nothing was put back: {wrong}.") from None
        except copies.Differs as wrong:
            raise CommandError(f"It was put back, and is not what it was: {wrong}.") from None

    def _fill(self, copy: Reading) -> dict[str, Any]:
        manifest = copies.proved(copy)
        self._say(f"the file is whole: made {manifest['made_at']} by Abonent {manifest['abonent']}")
        if copies.is_there(manifest):
            self._say("the database holds this backup already")
        else:
            copies.fill(copy)
            self._say("the database is filled")
        return manifest

    def _settle(self, copy: Reading, manifest: dict[str, Any]) -> None:
        try:
            older = copies.settle()
            self._say(f"{copies.put_documents(copy)} documents are in their folder")
        except (OperationalError, OSError) as wrong:
            raise CommandError(f"The database is filled, and not all is done: {wrong}. Start it again.") from None
        copies.compare(manifest)
        self._say(f"every table is as it was; ledger {manifest['ledger']}")
        self._warn(manifest, older=older)

    def _warn(self, manifest: dict[str, Any], *, older: bool) -> None:
        if older:
            self.stdout.write('The backup is of an older version: run "abonent migrate" now.')
        if missing := copies.missing_keys(manifest):
            self.stdout.write(
                f"ABONENT_KEYS has no key {', '.join(missing)}: what is sealed with it cannot be opened without."
            )
        if copies.is_another_profile(manifest):
            self.stdout.write("The profile in the backup is another one; that of this machine stays as it is.")

    def _say(self, text: str) -> None:
        self.stdout.write(f"{time.monotonic() - self.began:6.1f} s  {text}")
        self.stdout.flush()
