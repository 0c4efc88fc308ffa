"""The database as it goes into a copy and comes out of it: by PostgreSQL's own programs, in one snapshot, in one transaction."""

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import IO, Any

from django.db import connection
from psycopg import pq

from abonent.embedded import binaries
from abonent.management.copies.archive import CHUNK

DUMP = ("--format=custom", "--no-owner", "--no-privileges", "--no-comments", "--no-sync")
RESTORE = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-comments")

# What belongs to an extension comes with the extension.
_TABLES = """
SELECT format('%I.%I', nspname, relname) FROM pg_class table_ JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind IN ('r', 'm', 'v') AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = table_.oid AND deptype = 'e') ORDER BY 1
"""
# Parts come and go by night; who holds the table that they belong to holds them.
_LASTING = """
SELECT format('%I.%I', nspname, relname) FROM pg_class table_ JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE relkind IN ('r', 'p') AND NOT relispartition AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema' ORDER BY 1
"""


class ProgramFailed(Exception):
    """PostgreSQL's program gave up; the message is what it said."""


def tables() -> list[str]:
    """Return the names of all tables, as they are written in SQL. An empty database has none."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        return [name for (name,) in cursor.fetchall()]


def lasting() -> list[str]:
    """Return the names of all tables that are not parts of others, with those that have parts."""
    with connection.cursor() as cursor:
        cursor.execute(_LASTING)
        return [name for (name,) in cursor.fetchall()]


def counts() -> dict[str, int]:
    """Return how many rows each table has."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - quoted by the database
            found[table] = int(cursor.fetchone()[0])
    return found


def server() -> int:
    """Return the major version of the database's server."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def dumped(snapshot: str) -> Iterator[bytes]:
    """Dump the database as it is in a snapshot, piece by piece. Raises ProgramFailed, NoPostgres."""
    with tempfile.TemporaryFile() as trouble:
        command: list[Any] = [binaries.client("pg_dump", server=server()), *DUMP, f"--snapshot={snapshot}"]
        program = subprocess.Popen(command, env=_environment(), stdout=subprocess.PIPE, stderr=trouble)
        try:
            assert program.stdout  # noqa: S101 - it was asked for
            while chunk := program.stdout.read(CHUNK):
                yield chunk
            _ended_well(program, trouble)
        finally:
            _end(program)


def fill(chunks: Iterable[bytes]) -> None:
    """Fill the empty database from a dump, in one transaction: all of it or nothing. Raises ProgramFailed, NoPostgres."""
    with tempfile.TemporaryFile() as trouble:
        command: list[Any] = [binaries.client("pg_restore", server=server()), *RESTORE]
        command.append(f"--dbname={connection.settings_dict['NAME']}")
        program = subprocess.Popen(
            command, env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=trouble
        )
        try:
            assert program.stdin  # noqa: S101 - it was asked for
            for chunk in chunks:
                if not feed(program.stdin, chunk):
                    break
            _ended_well(program, trouble)
        finally:
            _end(program)


def feed(pipe: IO[bytes], chunk: bytes) -> bool:
    """Give the program a piece; tell whether it took it."""
    try:
        pipe.write(chunk)
        pipe.flush()
    except BrokenPipeError:
        return False
    return True


def _ended_well(program: subprocess.Popen[bytes], trouble: IO[bytes]) -> None:
    if program.stdin:
        with suppress(BrokenPipeError):
            program.stdin.close()
    if program.wait():
        trouble.seek(0)
        raise ProgramFailed(trouble.read(2_000).decode(errors="replace").strip() or f"status {program.returncode}")


def _end(program: subprocess.Popen[bytes]) -> None:
    """Kill a program that did not end by itself: what it began to fill is empty again."""
    if program.poll() is None:
        program.kill()
    program.wait()
    for pipe in (program.stdin, program.stdout):
        if pipe and not pipe.closed:
            with suppress(BrokenPipeError):
                pipe.close()


def _environment() -> dict[str, str]:
    """Tell the program by its environment where the database is: a password on a command line could be read by anybody."""
    connection.ensure_connection()
    assert connection.connection  # noqa: S101 - just made
    info = connection.connection.info
    known = {option.keyword.decode(): option.envvar for option in pq.Conninfo.get_defaults()}
    said = {**info.get_parameters(), "password": info.password}
    names = {known[name].decode(): str(value) for name, value in said.items() if value and known.get(name)}  # type: ignore[union-attr]
    return {**os.environ, **names}
