"""The very rows of a bill run once more, by COPY into empty tables with the same indexes and constraints.

What the run allocates is left out: few rows, which refer to credits of other months. It is the least that storing them can cost: nothing is reckoned, nothing is looked up, and the tables are new. Counted is the
processor time of the receiving process of PostgreSQL alone, foreign keys and commit included.
"""

from contextlib import closing
from dataclasses import dataclass

import psycopg
from psycopg import sql

from bench.measuring.processes import worked

TABLES = ("billing_invoice", "billing_charge", "billing_entry", "post_message")
_COLUMNS = """
SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
ORDER BY attnum
"""
_REFERENCES = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'"


@dataclass(frozen=True, slots=True)
class Copied:
    """How many rows were copied, in how many seconds of processor time."""

    rows: int
    seconds: float


def marks(owner: psycopg.Connection) -> dict[str, int]:
    """Return where each table ends by now: what comes later is the run's."""
    found = {}
    for table in TABLES:
        row = owner.execute(sql.SQL("SELECT coalesce(max(id), 0) FROM {}").format(sql.Identifier(table))).fetchone()
        found[table] = int(row[0]) if row else 0
    return found


def copied(url: str, since: dict[str, int]) -> Copied:
    """Copy all rows after the marks into new tables, which are thrown away again."""
    with closing(psycopg.connect(url, autocommit=True)) as sender, closing(psycopg.connect(url)) as receiver:
        receiver.execute("DROP SCHEMA IF EXISTS copied CASCADE")
        receiver.execute("CREATE SCHEMA copied")
        for table in TABLES:
            _make(receiver, table)
        receiver.commit()
        pid = receiver.info.backend_pid
        before = worked(pid)
        rows = sum(_copy(sender, receiver, table, since[table]) for table in TABLES)
        seconds = (worked(pid) - before) / 1000
        receiver.execute("DROP SCHEMA copied CASCADE")
        receiver.commit()
    return Copied(rows, seconds)


def _make(receiver: psycopg.Connection, table: str) -> None:
    """Make a table like one of ours. What its references name is found among the copies first."""
    name = sql.Identifier(table)
    receiver.execute("SET search_path = public")
    references = receiver.execute(_REFERENCES, [table]).fetchall()
    receiver.execute(sql.SQL("CREATE TABLE copied.{} (LIKE public.{} INCLUDING ALL)").format(name, name))
    receiver.execute("SET search_path = copied, public")
    for (reference,) in references:
        receiver.execute(sql.SQL("ALTER TABLE copied.{} ADD {}").format(name, sql.SQL(reference)))


def _copy(sender: psycopg.Connection, receiver: psycopg.Connection, table: str, since: int) -> int:
    """Copy one table's rows and commit; return how many."""
    columns = sql.SQL(", ").join(sql.Identifier(name) for (name,) in sender.execute(_COLUMNS, [table]).fetchall())
    name = sql.Identifier(table)
    asked = sql.SQL("COPY (SELECT {} FROM public.{} WHERE id > {} ORDER BY id) TO STDOUT")
    into = sql.SQL("COPY copied.{} ({}) FROM STDIN").format(name, columns)
    with receiver.cursor() as cursor, sender.cursor() as from_there:
        with from_there.copy(asked.format(columns, name, sql.Literal(since))) as rows, cursor.copy(into) as copy:
            for block in rows:
                copy.write(block)
        found = cursor.rowcount
    receiver.commit()
    return found
