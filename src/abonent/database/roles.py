"""Two roles: the owner, who migrates, and the application, who may not change what is only ever added."""

from django.db import connection

APPLICATION = "abonent_app"

ONLY_ADDED = (
    "billing_entry",
    "billing_allocation",
    "billing_receipt",
    "billing_invoice",
    "journal_event",
    "people_consent",
    "people_wording",
)
"""Tables whose rows the application may read and add, and nothing else; and so are those of the audit, by their names."""

FROZEN_BUT = {"billing_charge": ("invoice_id", "line")}
"""Tables whose rows the application may add, and change only in the columns named."""

_GRANTS = f"""
GRANT USAGE ON SCHEMA public TO {APPLICATION};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APPLICATION};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APPLICATION};
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {APPLICATION};
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {APPLICATION};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {APPLICATION};
"""
"""The last line is for the journal's months to come: whoever makes a copy reads each by its own name."""

_NO_WAY_ROUND = """
CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN
LANGUAGE sql IMMUTABLE AS 'SELECT FALSE'
"""
"""pgtrigger lets anybody pass over its triggers by a setting of their own session: with it, a change would not be kept."""

_AUDIT = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename LIKE 'audit\\_%' ORDER BY 1"
_PARTITIONS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = ANY (%s::regclass[])"


def grant() -> None:
    """Give the application what it may do in this database, and take away what it may not. Run by the owner."""
    with connection.cursor() as cursor:
        cursor.execute(_NO_WAY_ROUND)
        cursor.execute(_GRANTS)
        for table in (*only_added(), *FROZEN_BUT, *_partitions()):
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {APPLICATION}")
        for table, columns in FROZEN_BUT.items():
            cursor.execute(f"GRANT UPDATE ({', '.join(columns)}) ON {table} TO {APPLICATION}")


def only_added() -> list[str]:
    """Return the tables of this database whose rows the application may read and add, and nothing else."""
    with connection.cursor() as cursor:
        cursor.execute(_AUDIT)
        return [*ONLY_ADDED, *(table for (table,) in cursor.fetchall())]


def _partitions() -> list[str]:
    """Return the partitions of tables that are only added to: each has rights of its own."""
    with connection.cursor() as cursor:
        cursor.execute(_PARTITIONS, [list(ONLY_ADDED)])
        return [partition for (partition,) in cursor.fetchall()]


def owns() -> bool:
    """Tell whether this login has the rights of the database's owner."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = current_database()")
        row = cursor.fetchone()
    return bool(row and row[0])
