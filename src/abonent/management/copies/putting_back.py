"""Putting a copy back: proved before anything is touched, the database in one transaction, the documents by their hashes.

Whoever is killed on the way finds the database empty, or filled with exactly this copy; starting again goes on from there.
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from abonent.billing.bulk.sealing import ledger_hash
from abonent.database import roles
from abonent.management.copies import database
from abonent.management.copies.archive import NotABackup, Part, Reading
from abonent.management.copies.making import DATABASE, DOCUMENTS, FORMAT, PROFILE, WHAT, ours
from abonent.post.keeping import put_away
from abonent.vault import Keys
from abonent.web.module import installed

_TAKE_BACK = "REVOKE ALL ON FUNCTION journal_make_month(date) FROM PUBLIC"
"""What a function's maker took from everybody is not in the dump, as it goes without privileges."""


class NotPutBack(Exception):
    """The database cannot take the copy; the message says why. Nothing was changed."""


class Differs(Exception):
    """What was put back is not what the manifest says; the message says what."""


def proved(copy: Reading) -> dict[str, Any]:
    """Read the whole file; return its manifest if every part is what that says. Raises NotABackup."""
    manifest = copy.manifest()
    if manifest.get("what") != WHAT:
        raise NotABackup(f"{copy.path} is no backup of Abonent")
    newer = sorted(set(manifest["migrations"]) - _known()) if manifest["format"] <= FORMAT else ["another format"]
    if newer:
        raise NotABackup(
            f"{copy.path} was made by a newer Abonent ({newer[-1]}): install version {manifest['abonent']}"
        )
    for part in manifest["parts"]:
        copy.prove(Part(**part))
    _prove_documents(copy, manifest["documents"])
    return manifest


def _known() -> set[str]:
    return set(ours(MigrationLoader(None).disk_migrations))


def _prove_documents(copy: Reading, said: dict[str, Any]) -> None:
    names, size, count = sha256(), 0, 0
    for name, found in _documents(copy):
        if sha256(found).hexdigest() != name:
            raise NotABackup(f"{copy.path} is damaged: {DOCUMENTS}/{name} was altered")
        names.update(name.encode())
        size, count = size + len(found), count + 1
    if (count, size, names.hexdigest()) != (said["count"], said["size"], said["sha256"]):
        raise NotABackup(f"{copy.path} is damaged: documents are missing")


def _documents(copy: Reading) -> Iterator[tuple[str, bytes]]:
    """Return each document in the file, under the SHA-256 that it ought to have."""
    for name in copy.members:
        if name.startswith(f"{DOCUMENTS}/"):
            yield name.removeprefix(f"{DOCUMENTS}/"), b"".join(copy.chunks(name))


def is_there(manifest: dict[str, Any]) -> bool:
    """Tell whether the database holds exactly this copy already; an empty one does not. Raises NotPutBack for any other."""
    if not roles.owns():
        raise NotPutBack("this login does not own the database: set DATABASE_OWNER_URL to the one that does")
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [roles.APPLICATION])
        if not cursor.fetchall():
            raise NotPutBack(
                f"there is no role {roles.APPLICATION}: CREATE ROLE {roles.APPLICATION} LOGIN PASSWORD '…'"
            )
    if not database.tables():
        return False
    try:
        same = not list(_differences(manifest))
    except DatabaseError:
        same = False
    if not same:
        raise NotPutBack("the database is not empty: name one that has no tables, and nothing is overwritten")
    return True


def fill(copy: Reading) -> None:
    """Fill the empty database. Raises ProgramFailed, NoPostgres."""
    database.fill(copy.chunks(DATABASE))


def settle() -> bool:
    """Give the application its rights, and let PostgreSQL learn what lies where; tell whether migrations are to be done yet."""
    executor = MigrationExecutor(connection)
    older = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if not older:
        roles.grant()
        for module in installed():
            module.lent("grant")()
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_BACK)
        cursor.execute("ANALYZE")
    return older


def put_documents(copy: Reading) -> int:
    """Put the documents into their folder, where others may lie; return how many. The same one again is left as it is."""
    return sum(put_away(found) == name for name, found in _documents(copy))


def compare(manifest: dict[str, Any]) -> None:
    """Compare what the database says now with the manifest. Raises Differs."""
    if found := list(_differences(manifest)):
        raise Differs("; ".join(found))


def _differences(manifest: dict[str, Any]) -> Iterator[str]:
    counts = database.counts()
    for table in sorted({*counts, *manifest["counts"]}):
        there, said = counts.get(table), manifest["counts"].get(table)
        if there != said:
            yield f"{table} has {there} rows, and had {said}"
    if (found := ledger_hash()) != manifest["ledger"]:
        yield f"the ledger's hash is {found}, and was {manifest['ledger']}"


def missing_keys(manifest: dict[str, Any]) -> list[str]:
    """Return the names of the keys with which secrets in the copy are sealed and which are not here."""
    here = Keys.read(settings.ABONENT_KEYS).ciphers if settings.ABONENT_KEYS else {}
    return sorted(set(manifest["sealed_with"]) - set(here))


def is_another_profile(manifest: dict[str, Any]) -> bool:
    """Tell whether the profile in the copy differs from the one of this machine, which stays as it is."""
    profile = Path(settings.ABONENT_PROFILE)
    folder = profile if profile.is_dir() else profile.parent
    here = {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }
    parts = [Part(**part) for part in manifest["parts"]]
    return here != {part.name.partition("/")[2]: part.sha256 for part in parts if part.name.startswith(f"{PROFILE}/")}
