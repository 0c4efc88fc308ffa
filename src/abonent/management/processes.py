"""A handful of programs that run together: started, watched, started again, ended.

Each is in a session of its own, so that Ctrl-C reaches only us, and is told to end by the kernel when we are killed.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

# Who is started while we are being killed finds another parent, and does not begin.
ENDS_WITH_US = ("setpriv", "--pdeathsig", "TERM", "--", "sh", "-c", '[ "$PPID" = "$0" ] && exec "$@"')
PAUSE = 0.05
PATIENCE = 4.0
"""Seconds that programs have to end by themselves."""
TIMES, WITHIN = 3, 60.0
"""A program that falls more often than so many times within so many seconds is given up."""


class Fallen(Exception):
    """A program ended and cannot be kept running; the message says which and what it said last."""


def command(*words: str) -> list[str]:
    """Return a command line of our own Python that ends when we do."""
    lasting = (*ENDS_WITH_US, str(os.getpid())) if shutil.which(ENDS_WITH_US[0]) else ()
    return [*lasting, sys.executable, "-X", "utf8", *words]


class Program:
    """One program, its log and its falls."""

    def __init__(self, name: str, words: list[str], log: Path, environment: Mapping[str, str]) -> None:
        self.name, self.words, self.log, self.environment = name, words, log, environment
        self.falls: list[float] = []
        self.process = self.started()

    def started(self) -> subprocess.Popen[bytes]:
        """Start it; what it says goes to its log."""
        with self.log.open("ab") as said:
            return subprocess.Popen(
                self.words,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    def look(self) -> str:
        """Start it again if it has ended, and return what is to be told. Raises Fallen."""
        status = self.process.poll()
        if status is None:
            return ""
        self.bury()
        now = time.monotonic()
        self.falls = [fall for fall in self.falls if fall > now - WITHIN] + [now]
        if len(self.falls) > TIMES:
            raise Fallen(
                f"{self.name} ended again and again (last status {status}); its log {self.log} ends:\n{tail(self.log)}"
            )
        self.process = self.started()
        return f"{self.name} ended with status {status} and was started again; its log is {self.log}"

    def ask_to_end(self) -> None:
        """Ask it to end, once."""
        with suppress(ProcessLookupError):
            self.process.terminate()

    def bury(self) -> None:
        """End whatever is left of it and its children."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Household:
    """All the programs. A context: leaving it ends them, in at most PATIENCE seconds."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.programs: list[Program] = []

    def __enter__(self) -> Self:
        self.logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        for program in reversed(self.programs):
            program.ask_to_end()
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and any(program.process.poll() is None for program in self.programs):
            time.sleep(PAUSE)
        for program in self.programs:
            program.bury()

    def start(self, name: str, words: list[str], environment: Mapping[str, str]) -> None:
        """Start a program under a name; its log is that name's file, begun anew."""
        log = self.logs / f"{name}.log"
        log.write_bytes(b"")
        self.programs.append(Program(name, words, log, environment))

    def look(self) -> list[str]:
        """Look after all of them; return what is to be told. Raises Fallen."""
        return [told for program in self.programs if (told := program.look())]


def tail(log: Path, lines: int = 15) -> str:
    """Return the end of a log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
