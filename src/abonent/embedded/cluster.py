"""A new cluster: made aside and renamed when it is whole, so that a kill leaves no half of one.

Everything that needs the superuser happens here, in single-user mode, before anybody can connect.
"""

import shutil
import subprocess
from pathlib import Path

from abonent.embedded import identity

SUPERUSER, OWNER, APPLICATION, RADIUS = "postgres", "abonent_owner", "abonent_app", "abonent_radius"
DATABASE = "abonent"

# UTF-8 in LC_CTYPE too: under plain C pg_trgm sees no letters in «Шевченко».
INITDB = ("--locale=C.UTF-8", "--encoding=UTF8", "--auth=trust", f"--username={SUPERUSER}", "--no-sync")

# In template1 the extensions are there for test databases as well.
FIRST_WORDS = (
    "CREATE EXTENSION btree_gist",
    "CREATE EXTENSION pg_trgm",
    f"CREATE ROLE {APPLICATION} LOGIN",
    f"CREATE ROLE {RADIUS} LOGIN",
    f"CREATE ROLE {OWNER} LOGIN CREATEDB IN ROLE {APPLICATION}, {RADIUS}",
    f"CREATE DATABASE {DATABASE} OWNER {OWNER}",
)


class ClusterNotMade(Exception):
    """PostgreSQL could not make a new cluster; the message is what it said."""


def make(data: Path, *, programs: Path, lock: int) -> None:
    """Make the cluster `data` with its roles and database. Raises ClusterNotMade.

    The children inherit `lock`, so that nobody starts over while one of them still writes.
    """
    unfinished = data.with_name(f"{data.name}.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    identity.give(unfinished)
    _run(programs / "initdb", *INITDB, "-D", unfinished, lock=lock)
    single = ("--single", "-c", "exit_on_error=on", "-D", unfinished, "template1")
    _run(programs / "postgres", *single, lock=lock, said="\n".join(FIRST_WORDS) + "\n")
    unfinished.rename(data)


def _run(*words: str | Path, lock: int, said: str = "") -> None:
    command = identity.command(*words)
    done = subprocess.run(command, input=said, capture_output=True, text=True, check=False, pass_fds=[lock])
    if done.returncode:
        raise ClusterNotMade(f"{words[0]}: {done.stderr.strip() or done.stdout.strip()}")
