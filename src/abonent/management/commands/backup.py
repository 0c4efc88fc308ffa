"""`abonent backup`: everything that is kept, in one file, while the portal runs."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from abonent.embedded.binaries import NoPostgres
from abonent.management.copies.archive import NotWritten
from abonent.management.copies.database import ProgramFailed
from abonent.management.copies.making import make_copy
from abonent.vault import WrongKeys


class Command(BaseCommand):
    help = (
        "Write everything that is kept into one new file: the database of one instant, the documents, the profile, and a "
        "manifest with counts and hashes. The portal may run meanwhile. The keys are not in it: keep them apart."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="a file that is not there yet, or a folder")
        parser.add_argument(
            "--with-keys", action="store_true", help="put the keys in, for whoever keeps the file locked away"
        )

    def handle(self, *_: Any, **said: Any) -> None:
        at, began = timezone.now(), time.monotonic()
        path: Path = said["file"]
        path = path / f"abonent-{at:%Y-%m-%dT%H%M%SZ}.tar" if path.is_dir() else path
        try:
            manifest = make_copy(path, at=at, with_keys=said["with_keys"])
        except (NotWritten, ProgramFailed, NoPostgres, WrongKeys, DatabaseError, OSError) as wrong:
            raise CommandError(f"No backup was made: {str(wrong).strip().rstrip('.')}.") from None
        self._tell(path, manifest, time.monotonic() - began)

    def _tell(self, path: Path, manifest: dict[str, Any], seconds: float) -> None:
        documents = manifest["documents"]
        self.stdout.write(f"{path}: {_size(path.stat().st_size)}, {seconds:.1f} s")
        self.stdout.write(
            f"  {sum(manifest['counts'].values())} rows in {len(manifest['counts'])} tables, "
            f"{documents.count} documents of {_size(documents.size)}, {len(manifest['parts'])} other parts"
        )
        self.stdout.write(f"  ledger {manifest['ledger']}")
        told = (
            "in it: lock the file away"
            if manifest["with_keys"]
            else "not in it: keep ABONENT_KEYS and the secret key apart"
        )
        self.stdout.write(f"  the keys are {told}")
        for damaged in documents.damaged:
            self.stderr.write(f"BAD   {damaged} It is not in the backup.")


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
