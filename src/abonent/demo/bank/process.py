"""Starting and stopping the sandbox bank as a process: for the demo and for tests."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Timer
from typing import Final

READY: Final = "The bank is ready at "
PATIENCE: Final = 20.0
"""Seconds it may take to begin, and to end."""


class NotStarted(Exception):
    """The bank's process ended, or was silent for too long, before it was ready."""


class BankProcess:
    """A running sandbox bank; `url` is where. Always `stop()` it; it also ends soon after its parent.

    `more` are further options of the command line, such as `("--late", "1")`.
    """

    def __init__(self, *, data: Path, secret_file: Path, port: int = 0, more: tuple[str, ...] = ()) -> None:
        command = [sys.executable, "-m", "abonent.demo.bank"]
        places = ["--port", str(port), "--data", str(data), "--secret-file", str(secret_file)]
        parent = ["--with-parent", str(os.getpid())]
        root = str(Path(__file__).parents[3])
        environment = {**os.environ, "PYTHONPATH": root}
        self._process = subprocess.Popen(
            [*command, *places, *parent, *more], env=environment, stdout=subprocess.PIPE, text=True
        )
        self.url = self._wait()

    @property
    def pid(self) -> int:
        return self._process.pid

    def stop(self) -> int:
        """End it cleanly, or by force when it does not listen; its exit code."""
        self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
        return self._ended()

    def kill(self) -> int:
        """End it as a power cut would."""
        self._process.send_signal(signal.SIGKILL)
        return self._ended()

    def _wait(self) -> str:
        """Its address, from the line it prints when it is ready."""
        lines = self._process.stdout or ()
        alarm = Timer(PATIENCE, self._process.kill)
        alarm.start()
        line = next(iter(lines), "")
        alarm.cancel()
        if not line.startswith(READY):
            self.kill()
            raise NotStarted
        return line.removeprefix(READY).split("/ ")[0]

    def _ended(self) -> int:
        code = self._process.wait(PATIENCE)
        if self._process.stdout is not None:
            self._process.stdout.close()
        return code
