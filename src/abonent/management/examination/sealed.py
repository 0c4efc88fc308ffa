"""The doctor looks for secrets in clear: what should be sealed and is not, what is under an old key, what lies about."""

import re
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.db import connection

from abonent import vault
from abonent.management.examination.findings import Finding, Look, bad, judged, ok, warn
from abonent.management.sealed import columns
from abonent.vault.resealing import keys_in_use
from abonent.web.module import installed

PAGES = 4_000
"""So many pages of 8 KiB of each table are looked through, the newest: 32 MB, all but the ledger of a large operator."""
A_WEEK, MOST = 7 * 86_400, 64 * 2**20
"""Log files that were written within so many seconds, and so many bytes of each from its end."""
LOGS = ("/var/log/abonent", "/var/log/freeradius", "/var/log/postgresql")
SAID = re.compile(rb"\b(?:User|Cleartext|NT)-Password\s*[:+]?=\s*(?:\"[^\"<]|0x)")
"""As FreeRADIUS writes passwords when it is told to tell everything (option -X, auth_badpass)."""

_TABLES = """
SELECT kept.oid::regclass::text, greatest(pg_relation_size(kept.oid) / 8192 - %s, 0) FROM pg_class kept
WHERE kept.relnamespace = 'public'::regnamespace AND kept.relkind = 'r' AND has_table_privilege(kept.oid, 'SELECT')
ORDER BY 1
"""


def keys() -> Iterator[Finding]:
    """Whether what is sealed is under the key that seals now, and under none that is gone."""
    try:
        known = set(vault.Keys.read(settings.ABONENT_KEYS).ciphers)
    except vault.WrongKeys:
        return  # the look at the keys themselves says so
    found: Counter[str] = Counter()
    for column in columns():
        found += keys_in_use(column)
    gone, old = sorted(found.keys() - known), sorted(found.keys() & known - {vault.sealing_key()})
    if gone:
        count, names = sum(found[key] for key in gone), ", ".join(gone)
        yield bad(
            f"{count} secrets are sealed with a key that is not there: {names}.", "Put its line back into ABONENT_KEYS."
        )
    if old:
        count, names = sum(found[key] for key in old), ", ".join(old)
        yield warn(f"{count} secrets are still sealed with an older key: {names}.", 'Run "abonent reseal".')
    if not gone and not old:
        yield ok(f"All {found.total()} secrets in the database are sealed with the key {vault.sealing_key()}.")


def unsealed() -> Iterator[Finding]:
    """Whether something stands in clear where only sealed texts belong."""
    for column in columns():
        if column.keys:
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM {column.table} "  # noqa: S608 - names of this house
                f"WHERE {column.column} <> '' AND {column.column} !~ '^v1:[A-Za-z0-9_-]+:[A-Za-z0-9+/]+=*$'"
            )
            (count,) = cursor.fetchone()
        if count:
            yield bad(
                f"{count} rows of {column} are not sealed.", "Set these secrets anew, and find out what wrote them."
            )


def in_clear() -> Iterator[Finding]:
    """Whether secrets that were set last stand anywhere in the database or in a log: journal, letters, jobs, all."""
    secrets = [secret for module in installed() for secret in module.lent("some_secrets")()]
    tables, logs = list(_tables()), list(_logs())
    found = [f"the table {name}" for name, since in tables if secrets and _is_in_table(name, since, secrets)]
    found += [
        f"the log {name}" for name, text in logs if any(secret in text for secret in secrets) or SAID.search(text)
    ]
    yield judged(
        not found,
        f"None of {len(secrets)} secrets is in clear in {len(tables)} tables and {len(logs)} logs.",
        f"A secret is in clear in {', '.join(found)}.",
        "Find out what wrote it there, take it away, and set the secret anew.",
    )


def _tables() -> Iterator[tuple[str, int]]:
    """Give every table, with the first of its pages to look at."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES, [PAGES])
        yield from cursor.fetchall()


def _is_in_table(name: str, since: int, secrets: Sequence[bytes]) -> bool:
    wanted = [f"%{re.sub(r'([%_\\])', r'\\\1', secret.decode(errors='replace'))}%" for secret in secrets]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT FROM {name} kept WHERE kept.ctid >= %s::tid AND kept::text LIKE ANY (%s))",  # noqa: S608
            [f"({since},0)", wanted],
        )
        return bool(cursor.fetchone()[0])


def _logs() -> Iterator[tuple[str, bytes]]:
    """Give what was written to logs that can be read: files, and the journal of the machine where there is one."""
    for folder in (Path(settings.ABONENT_DATA) / "log", *map(Path, LOGS)):
        for path in sorted(folder.glob("*.log")) if folder.is_dir() else ():
            try:
                fresh = path.stat().st_mtime > time.time() - A_WEEK
                if fresh:
                    yield str(path), _end(path)
            except OSError:
                continue
    if program := shutil.which("journalctl"):
        asked = [program, "--since=-1day", "--output=cat", "--quiet", "--unit=abonent*", "--unit=freeradius*"]
        done = subprocess.run(asked, capture_output=True, check=False, timeout=60)
        if done.returncode == 0:
            yield "of the machine (journalctl)", done.stdout[-MOST:]


def _end(path: Path) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - MOST))
        return file.read()


ALWAYS: tuple[Look, ...] = (keys, unsealed, in_clear)
