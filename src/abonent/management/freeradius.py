"""FreeRADIUS on our configuration (deploy/freeradius): found, told by its environment what it has to know, checked, run."""

import os
import shutil
import socket
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from psycopg import pq

FOLDER = Path(__file__).parents[3] / "deploy" / "freeradius"
PROGRAMS = ("freeradius", "radiusd")
MODULES = Path("/usr/lib/freeradius")
NEEDED = ("rlm_python3.so", "rlm_sql_postgresql.so")
OPENS = ("/usr/bin/python3", "-c", "import cryptography")
HOW_TO_GET = (
    "apt-get install freeradius freeradius-python3 freeradius-postgresql freeradius-utils python3-cryptography, "
    "and systemctl disable --now freeradius: its own service would take the port."
)
DEFAULT_PORT = 1812
HIGHEST = 65535


class NoRadius(Exception):
    """FreeRADIUS, or a part of it that is needed, is not installed; the message says how to get it."""


@dataclass(frozen=True, slots=True)
class Radius:
    """Where FreeRADIUS listens and what it uses. Accounting is heard at the next port.

    `lifetime`: after so many seconds a device is looked up anew, so that a changed secret counts. `reject_delay`: so many
    seconds a refused one waits for its answer.
    """

    database: str
    keys: Path
    address: str = "0.0.0.0"  # noqa: S104 - routers ask from elsewhere; a firewall says which
    port: int = DEFAULT_PORT
    lifetime: int = 45
    reject_delay: int = 1

    def environment(self, inherited: Mapping[str, str] = os.environ) -> dict[str, str]:
        """Return what FreeRADIUS is told, and nothing of what else our programs know; no secret is on its command line."""
        kept = {name: inherited[name] for name in ("PATH", "LANG", "TZ") if name in inherited}
        return {
            **kept,
            **_for_libpq(self.database),
            "ABONENT_KEYS_FILE": str(self.keys),
            "ABONENT_RADIUS_FOLDER": str(FOLDER),
            "ABONENT_RADIUS_ADDRESS": self.address,
            "ABONENT_RADIUS_PORT": str(self.port),
            "ABONENT_RADIUS_ACCOUNTING_PORT": str(self.port + 1),
            "ABONENT_RADIUS_LIFETIME": str(self.lifetime),
            "ABONENT_RADIUS_REJECT_DELAY": str(self.reject_delay),
            "PYTHONDONTWRITEBYTECODE": "1",
        }


def found() -> str:
    """Return the program. Raises NoRadius."""
    program = next((there for name in PROGRAMS if (there := shutil.which(name, path=_path()))), None)
    if program is None:
        raise NoRadius(f"FreeRADIUS is not installed: {HOW_TO_GET}")
    lacking = [name for name in NEEDED if not (MODULES / name).exists()]
    if lacking:
        raise NoRadius(f"FreeRADIUS lacks {', '.join(lacking)}: {HOW_TO_GET}")
    if subprocess.run(OPENS, capture_output=True, check=False).returncode:
        raise NoRadius(f"The Python of the system lacks cryptography: {HOW_TO_GET}")
    return program


def version() -> tuple[int, ...]:
    """Return the version, as (3, 2, 1). Raises NoRadius."""
    said = subprocess.run([found(), "-v"], capture_output=True, text=True, check=False).stdout
    _, _, rest = said.partition("Version ")
    return tuple(int(part) for part in rest.partition(",")[0].split(".") if part.isdigit())


def command(*words: str) -> list[str]:
    """Return its command line: in the foreground, saying on stdout what is wrong. Raises NoRadius."""
    return [found(), "-f", "-l", "stdout", "-d", str(FOLDER), "-n", "radiusd", *words]


def fault(radius: Radius) -> str:
    """Let FreeRADIUS read its configuration; return what it says is wrong with it. Raises NoRadius."""
    done = subprocess.run(command("-C"), env=radius.environment(), capture_output=True, text=True, check=False)
    return (done.stderr + done.stdout).strip() if done.returncode else ""


def free_ports(first: int = DEFAULT_PORT) -> int:
    """Return the first port from `first` on where it and the next one are free on the loopback address. Raises OSError."""
    for port in range(first, HIGHEST):
        if _are_free(port, port + 1):
            return port
    raise OSError("no two ports beside each other are free")


def _are_free(*ports: int) -> bool:
    for port in ports:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True


def _path() -> str:
    """Debian keeps servers where only root looks."""
    return f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"


def _for_libpq(url: str) -> dict[str, str]:
    """Return a database's address as the variables of libpq, which need no quoting and stand in no file."""
    parts = pq.Conninfo.parse(url.encode())
    return {part.envvar.decode(): part.val.decode() for part in parts if part.val and part.envvar}
