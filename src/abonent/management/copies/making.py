"""Making a copy: everything of one instant, however much goes on meanwhile."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from abonent.billing.bulk.sealing import ledger_hash
from abonent.management.copies import database
from abonent.management.copies.archive import CHUNK, Part, Writing, written
from abonent.post.keeping import DamagedDocument, content
from abonent.post.models import Document
from abonent.vault import Keys
from abonent.web.module import installed

FORMAT = 1
DATABASE, PROFILE, DOCUMENTS, KEYS = "database.dump", "profile", "documents", "keys"
WHAT = "backup of Abonent"
AT_ONCE = 500
ONE_INSTANT = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
)


@dataclass(slots=True)
class Kept:
    """The kept documents of a copy: how many, how large, one hash over their names, and which could not be read."""

    count: int
    size: int
    sha256: str
    damaged: list[str]


def make_copy(path: Path, *, at: datetime, with_keys: bool = False) -> dict[str, Any]:
    """Write everything into a new file; return its manifest. Raises NotWritten, ProgramFailed, NoPostgres, OSError."""
    tables = database.lasting()
    with written(path) as file, transaction.atomic():
        dump = file.add(DATABASE, database.dumped(one_instant(tables)))
        manifest = {**_about(at), "ledger": ledger_hash(), "counts": database.counts(), "with_keys": with_keys}
        parts = [dump, *_folder(file, Path(settings.ABONENT_PROFILE)), *(_keys(file) if with_keys else ())]
        manifest |= {"documents": _documents(file), "parts": parts}
        file.finish(manifest)
    return manifest


def one_instant(tables: list[str]) -> str:
    """Read the database as it is now until the transaction ends; return the name of its snapshot.

    The tables are held first: one that went after that instant, as those of traffic do by night, could not be read any more.
    """
    with connection.cursor() as cursor:
        for statement in ONE_INSTANT:
            cursor.execute(statement)
        cursor.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS SHARE MODE")
        cursor.execute("SELECT pg_export_snapshot()")
        return str(cursor.fetchone()[0])


def _about(at: datetime) -> dict[str, Any]:
    return {
        "what": WHAT,
        "format": FORMAT,
        "made_at": at.isoformat(),
        "operator": settings.PROFILE.name,
        "abonent": version("abonent"),
        "postgresql": database.server(),
        "migrations": migrations(),
        "sealed_with": sorted(Keys.read(settings.ABONENT_KEYS).ciphers) if settings.ABONENT_KEYS else [],
    }


def migrations() -> list[str]:
    """Return the names of our own migrations that the database has, those of modules with the module's name."""
    return ours(MigrationRecorder(connection).applied_migrations())


def ours(found: Iterable[tuple[str, str]]) -> list[str]:
    """Name the migrations among these, (application, name), that are ours and not a library's."""
    modules = {module.label for module in installed()}
    names = {name for app, name in found if app == "abonent"}
    return sorted(names | {f"{app}.{name}" for app, name in found if app in modules})


def _folder(file: Writing, profile: Path) -> Iterator[Part]:
    """Add the operator's profile: its folder, or the one in which its file lies."""
    folder = profile if profile.is_dir() else profile.parent
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield file.add(f"{PROFILE}/{path.relative_to(folder)}", _pieces(path))


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as open_file:
        while chunk := open_file.read(CHUNK):
            yield chunk


def _keys(file: Writing) -> Iterator[Part]:
    for name in ("ABONENT_KEYS", "SECRET_KEY"):
        yield file.add(f"{KEYS}/{name}", [str(getattr(settings, name)).encode()])


def _documents(file: Writing) -> Kept:
    """Add the bytes of every document that the snapshot knows. They are there before their rows, and never change."""
    kept, names = Kept(0, 0, "", []), sha256()
    for document in Document.objects.order_by("sha256", "pk").distinct("sha256").iterator(AT_ONCE):
        try:
            found = content(document)
        except DamagedDocument as damaged:
            kept.damaged.append(str(damaged))
            continue
        file.add(f"{DOCUMENTS}/{document.sha256}", [found])
        names.update(document.sha256.encode())
        kept.count, kept.size = kept.count + 1, kept.size + len(found)
    kept.sha256 = names.hexdigest()
    return kept
