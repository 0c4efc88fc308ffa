"""The process that stands between a server and those who use it: stops it when the last is gone.

Everyone who uses the server holds the file `users` with a shared lock, which the kernel takes back
however they end. The guard asks for the exclusive one: getting it means that nobody is left.
A program of its own (`python guard.py USERS SOCKETS COMMAND…`), standard library only: it starts in 20 ms.
"""

import fcntl
import shutil
import signal
import subprocess
import sys
from pathlib import Path


def main(users: str, sockets: str, *command: str) -> None:
    """Run the server until nobody uses it or until it ends by itself, then remove its sockets."""
    try:
        _serve(Path(users), command)
    finally:
        shutil.rmtree(sockets, ignore_errors=True)


def _serve(users: Path, command: tuple[str, ...]) -> None:
    # The server inherits what this process inherited: the lock that says it lives.
    with users.open("rb") as held, subprocess.Popen(command, close_fds=False) as server:
        signal.signal(signal.SIGCHLD, lambda *_: sys.exit(server.poll() or 0))
        if server.poll() is None:
            fcntl.flock(held, fcntl.LOCK_EX)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            server.send_signal(signal.SIGINT)


if __name__ == "__main__":
    main(*sys.argv[1:])
