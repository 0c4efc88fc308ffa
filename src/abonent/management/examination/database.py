"""The doctor looks at the database: there, new enough, migrated, and closed where it has to be."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from abonent import profile
from abonent.billing.models import Payer
from abonent.billing.queries.periods import moved_to
from abonent.database import roles
from abonent.management.examination.findings import Finding, Look, bad, judged, ok, warn
from abonent.post.keeping import is_there
from abonent.post.models import Document

OLDEST = 15
CLOCKS_APART = timedelta(seconds=5)
BEATS_APART = timedelta(minutes=1)


def version() -> Iterator[Finding]:
    """PostgreSQL itself."""
    found = int(_one("SHOW server_version_num")) // 10_000
    yield judged(
        found >= OLDEST, f"PostgreSQL {found} answers.", f"PostgreSQL {found} is too old.", f"Use {OLDEST} or newer."
    )


def locale() -> Iterator[Finding]:
    """Whether it knows letters beyond ASCII: fixed when the cluster was made, needed to find people by name."""
    extension = _one("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")
    yield judged(
        extension and _one("SELECT cardinality(show_trgm('Шевченко'))"),
        "The database knows Cyrillic letters.",
        "The database does not know Cyrillic letters, or has no pg_trgm: people would not be found by name.",
        "Make the cluster anew with initdb --locale=C.UTF-8 --encoding=UTF8, and CREATE EXTENSION pg_trgm.",
    )
    encoding = _one("SHOW server_encoding")
    yield judged(
        encoding == "UTF8", "It keeps text as UTF-8.", f"It keeps text as {encoding}.", "Make it anew in UTF8."
    )


def migrations() -> Iterator[Finding]:
    """Whether the tables are those that this version expects."""
    executor = MigrationExecutor(connection)
    left = executor.migration_plan(executor.loader.graph.leaf_nodes())
    names = ", ".join(f"{each.app_label}.{each.name}" for each, _ in left)
    yield judged(not left, "All migrations are applied.", f"Not applied: {names}.", 'Run "abonent migrate".')


def rights() -> Iterator[Finding]:
    """What this login must not be able to do, whoever gets hold of it."""
    yield judged(
        not _one("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"),
        "The application's login is no superuser.",
        "The application's login is a superuser or may make roles.",
        f"Let DATABASE_URL use {roles.APPLICATION}, a plain login.",
    )
    yield judged(
        not _one("SELECT has_schema_privilege('public', 'CREATE')") and not roles.owns(),
        "It cannot make or change tables.",
        "It can make or change tables: it owns the database or may create in it.",
        f"Let DATABASE_URL use {roles.APPLICATION} and DATABASE_OWNER_URL the owner.",
    )
    may = [
        table
        for table in roles.only_added()
        if _one("SELECT has_table_privilege(%s, 'UPDATE, DELETE, TRUNCATE')", table)
    ]
    yield judged(
        not may,
        "It can only add to ledger, journal and audit.",
        f"It can change or delete what must only be added to: {', '.join(may)}.",
        'Run "abonent migrate" with DATABASE_OWNER_URL.',
    )


def clock() -> Iterator[Finding]:
    """Whether this machine and the database's agree what time it is."""
    apart = abs(_one("SELECT clock_timestamp()") - datetime.now(UTC))
    if apart > CLOCKS_APART:
        yield warn(f"The clocks of this machine and of the database differ by {apart}.", "Let both ask a time server.")
    else:
        yield ok("The clocks agree.")


def worker() -> Iterator[Finding]:
    """Whether somebody does the jobs."""
    seen = _one("SELECT max(last_heartbeat) FROM procrastinate_workers")
    if seen is None or datetime.now(UTC) - seen > BEATS_APART:
        yield warn("Nobody does the jobs: no letters, no bills.", 'Keep "abonent work" running.')
    else:
        yield ok("A worker does the jobs.")
    if failed := _one(
        "SELECT count(*) FROM post_message WHERE state = 'FAILED' AND queued_at > now() - interval '1 day'"
    ):
        yield warn(f"{failed} letters of the last day could not be sent.", "Look at trouble in post_message.")


def documents() -> Iterator[Finding]:
    """Whether the file of every document lies where it was put: a restored database without its folder is half a backup."""
    hashes = Document.objects.order_by().values_list("sha256", flat=True).distinct()
    gone = [sha256 for sha256 in hashes.iterator() if not is_there(sha256)]
    yield judged(
        not gone,
        "Every document has its file.",
        f"{len(gone)} documents have no file, the first of them {gone[0] if gone else ''}.",
        "Put the folder documents in ABONENT_DATA back from the backup.",
    )


def cycles() -> Iterator[Finding]:
    """Whether everybody gets bills: not in a cycle that the profile has no more, nor one whose days it has moved."""
    known = {cycle.code: cycle for cycle in profile.current().billing.cycles}
    left_out = Payer.objects.exclude(cycle__in=known).count()
    yield judged(
        not left_out,
        "Everybody is in a billing cycle of the profile.",
        f"{left_out} accounts get no bills: they are in billing cycles that the profile does not have.",
        "Put these cycles back into [[billing.cycles]].",
    )
    moved = [str(cycle.code) for cycle in known.values() if moved_to(cycle)]
    yield judged(
        not moved,
        "Each period begins where the one before ended.",
        f"Cycle {', '.join(moved)} cannot be billed: it begins on another day than its last period ended.",
        "Put back its starts_day in [[billing.cycles]]; with other days, a cycle of a new code is another cycle.",
    )


def reachable() -> Finding | None:
    """Say what is wrong when the database does not answer at all."""
    try:
        connection.ensure_connection()
    except Exception as wrong:  # noqa: BLE001 - whatever it is, it is told
        return bad(
            f"The database does not answer: {str(wrong).strip()}", "Look at DATABASE_URL, and whether PostgreSQL runs."
        )
    return None


def _one(statement: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return row and row[0]


ALWAYS: tuple[Look, ...] = (version, locale, migrations, rights, clock, worker, documents, cycles)
