"""A PostgreSQL that starts with its first user, is shared by all, and stops with the last.

In the folder: `data` (the cluster), `log`, `socket` (where to connect: sockets live in a short private
folder, because their path may have 107 bytes at most), and two locks that the kernel keeps honest:
`users` (shared by everyone who uses the server) and `server` (held by each of its processes).
"""

import fcntl
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

import psycopg
from psycopg import pq
from psycopg.conninfo import make_conninfo

from abonent.embedded import binaries, cluster, guard, identity

PATIENCE = 60.0  # seconds for a start, crash recovery included, and for a stop
PAUSE = 0.01
LONGEST_SOCKET = 107 - len("/abonent-12345678/.s.PGSQL.5432")

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# Loses data only when the machine itself goes down, not when a process does (without
# synchronous_commit it would: what is committed would still be in the killed server's memory).
FAST = {
    "autovacuum": "off",  # its worker cannot be sent away by the owner who throws a database away
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "checkpoint_timeout": "1h",
    "max_wal_size": "4GB",
}
_COMPLETE = "SELECT 1 FROM pg_roles WHERE rolname = %s AND pg_has_role(%s, oid, 'MEMBER')"


class ServerFailed(Exception):
    """The server did not start; the message ends with its log."""


@dataclass(frozen=True)
class Server:
    """One user's hold on a running server."""

    folder: Path
    users: BinaryIO
    guard: int | None

    @property
    def owner_url(self) -> str:
        """The login for migrations: owns the database, may create others."""
        return self.url(cluster.OWNER)

    @property
    def radius_url(self) -> str:
        """The login of FreeRADIUS: may call its functions."""
        return self.url(cluster.RADIUS)

    @property
    def app_url(self) -> str:
        """The login for everything else: may do what it has been granted."""
        return self.url(cluster.APPLICATION)

    def url(self, role: str, database: str = cluster.DATABASE) -> str:
        """Return libpq's address of a database, through the socket."""
        sockets = (self.folder / "socket").read_text()
        return f"postgresql://{role}@/{quote(database)}?host={quote(sockets, safe='/')}"

    def stop(self) -> None:
        """Let go of the server; the last to do so waits until it is down."""
        until = time.monotonic() + PATIENCE
        while _alone(self.users) and not _swept(self.folder) and time.monotonic() < until:
            time.sleep(PAUSE)
        self.users.close()
        if self.guard:
            with suppress(ChildProcessError):
                os.waitpid(self.guard, os.WNOHANG)


@contextmanager
def running(folder: Path, *, fast: bool = False) -> Iterator[Server]:
    """Use the folder's server for as long as the block lasts. Raises as `start` does."""
    server = start(folder, fast=fast)
    try:
        yield server
    finally:
        server.stop()


def start(folder: Path, *, fast: bool = False) -> Server:
    """Join the folder's server, starting it and making its cluster where need be.

    `fast` gives up safety against a fall of the whole machine; it counts for whoever starts first.
    Raises ServerFailed, NoPostgres, ClusterNotMade.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = folder.resolve()
    users = _opened(folder / "users")
    try:
        server = Server(folder, users, _join(folder, users, SETTINGS | (FAST if fast else {})))
        _complete(server)
    except BaseException:
        users.close()
        raise
    return server


def _join(folder: Path, users: BinaryIO, settings: dict[str, str]) -> int | None:
    """Hold `users`, wait until the server answers, and return the guard's pid if we had to start it."""
    mine = None
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if _locks(users, fcntl.LOCK_SH):
            if _answers(folder):
                return mine
            if mine is not None and os.waitpid(mine, os.WNOHANG)[0]:
                break
            mine = mine or _launch(folder, settings)
        time.sleep(PAUSE)
    raise ServerFailed(f"PostgreSQL in {folder} did not start:\n{_end_of(folder / 'log')}")


def _complete(server: Server) -> None:
    """Make the role that clusters had not when this one was made; several may come at once."""
    with psycopg.connect(server.url(cluster.SUPERUSER), autocommit=True) as connection:
        if not connection.execute(_COMPLETE, [cluster.RADIUS, cluster.OWNER]).fetchone():
            with suppress(psycopg.Error):
                connection.execute(f"CREATE ROLE {cluster.RADIUS} LOGIN")
            with suppress(psycopg.Error):
                connection.execute(f"GRANT {cluster.RADIUS} TO {cluster.OWNER}")


def _launch(folder: Path, settings: dict[str, str]) -> int | None:
    """Start the server unless one of its processes still lives; return its guard's pid."""
    with _opened(folder / "server") as lock:
        if not _locks(lock, fcntl.LOCK_EX):
            return None
        programs, data = binaries.found(), folder / "data"
        if not data.exists():
            cluster.make(data, programs=programs, lock=lock.fileno())
        identity.give(data)
        # Nobody holds the lock, so it is stale; PostgreSQL would be fooled by another process with its number.
        (data / "postmaster.pid").unlink(missing_ok=True)
        return _spawn(folder, [programs / "postgres", "-D", data, *_options(settings, _new_sockets(folder))], lock)


def _spawn(folder: Path, command: list[str | Path], lock: BinaryIO) -> int:
    words = [sys.executable, "-I", "-S", guard.__file__, str(folder / "users"), _sockets(folder)]
    log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
    files = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, log, 1),
        (os.POSIX_SPAWN_DUP2, log, 2),
    ]
    os.set_inheritable(lock.fileno(), True)
    try:
        words += identity.command(*command)
        # A session of its own: Ctrl-C at the terminal is for the users, who then leave one by one.
        return os.posix_spawn(sys.executable, words, os.environ, file_actions=files, setsid=True, setsigmask=[])
    finally:
        os.close(log)


def _options(settings: dict[str, str], sockets: str) -> list[str]:
    wanted = settings | {"unix_socket_directories": sockets}
    return [word for name, value in wanted.items() for word in ("-c", f"{name}={value}")]


def _new_sockets(folder: Path) -> str:
    """Make the short private folder for the sockets, in place of one that a killed guard left."""
    if left := _sockets(folder):
        shutil.rmtree(left, ignore_errors=True)
    place = tempfile.gettempdir()
    sockets = tempfile.mkdtemp(prefix="abonent-", dir=place if len(place) <= LONGEST_SOCKET else "/tmp")  # noqa: S108
    (folder / "socket.new").write_text(sockets)
    (folder / "socket.new").replace(folder / "socket")
    return sockets


def _sockets(folder: Path) -> str:
    """Return the remembered folder if it is still ours: others may make one in /tmp too."""
    try:
        sockets = (folder / "socket").read_text()
        return sockets if Path(sockets).stat().st_uid == os.geteuid() else ""
    except FileNotFoundError:
        return ""


def _answers(folder: Path) -> bool:
    sockets = _sockets(folder)
    return bool(sockets) and _pinged(sockets)


def _pinged(sockets: str) -> bool:
    address = make_conninfo(host=sockets, user=cluster.OWNER, dbname=cluster.DATABASE)
    return pq.PGconn.ping(address.encode()) == pq.Ping.OK


def _alone(users: BinaryIO) -> bool:
    """Let go of `users`; tell whether nobody but the guard, if it still waits, is left."""
    alone = _locks(users, fcntl.LOCK_EX) or not _locks(users, fcntl.LOCK_SH)
    fcntl.flock(users, fcntl.LOCK_UN)
    return alone


def _swept(folder: Path) -> bool:
    """Tell whether the server is down, having removed the sockets that a killed guard leaves."""
    with _opened(folder / "server") as lock:
        down = _locks(lock, fcntl.LOCK_EX)
        if down and (left := _sockets(folder)):
            shutil.rmtree(left, ignore_errors=True)
        return down


def _locks(file: BinaryIO, kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _opened(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")


def _end_of(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-20:]) if log.exists() else ""
