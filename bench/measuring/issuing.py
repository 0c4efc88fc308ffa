"""One worker of a bill run, as a process of its own; and the run of several, watched while they work.

`python -m bench.measuring.issuing CYCLE 2026-11-01` issues the bills of that month's period, together with whoever else does,
and says what it took. Memory is what a process has for itself alone (RssAnon): neither programs and libraries nor the
memory that all of PostgreSQL shares.
"""

import json
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from time import monotonic, process_time
from typing import Any

import django
import psycopg

from abonent import profile
from abonent.management.places import Place
from abonent.management.processes import command
from bench.measuring.processes import cpu_seconds, own_memory
from bench.measuring.servers import postmaster

NAME = "billrun"
NOON = timedelta(hours=12)
PAUSE = 0.05
_BACKENDS = "SELECT pid FROM pg_stat_activity WHERE application_name = %s"


@dataclass(frozen=True, slots=True)
class Run:
    """What issuing one period's bills took: processor time in seconds, memory in MB of the largest worker and backend."""

    month: str
    workers: int
    bills: int
    seconds: float
    python: float
    postgres: float
    python_mb: int
    backend_mb: int

    @property
    def speed(self) -> float:
        """Bills in a second of processor time, that is of one core."""
        return self.bills / (self.python + self.postgres)

    def __str__(self) -> str:
        return (
            f"{self.month}, {self.workers} at work: {self.bills} bills, {self.speed:.0f} bills/s of one core "
            f"(Python {self.python:.2f} s, PostgreSQL {self.postgres:.2f} s), {self.bills / self.seconds:.0f} by the clock; "
            f"memory at most {self.python_mb} MB a worker, {self.backend_mb} MB its backend"
        )

    def said(self) -> dict[str, Any]:
        """Return it for a file."""
        rounded = {name: round(value, 3) if isinstance(value, float) else value for name, value in asdict(self).items()}
        return rounded | {"speed": round(self.speed)}


def run(place: Place, owner: psycopg.Connection, month: date, *, workers: int) -> Run:
    """Let workers issue the bills of cycle 1 for a month, and return what it took. Raises CalledProcessError."""
    assert place.database  # noqa: S101
    words = command("-m", "bench.measuring.issuing", "1", month.isoformat())
    root = postmaster(place.database)
    before = cpu_seconds(root)
    told = place.environment | {"PGAPPNAME": NAME, "DJANGO_SETTINGS_MODULE": "abonent.settings"}
    at_work = [subprocess.Popen(words, env=told, stdout=subprocess.PIPE, text=True) for _ in range(workers)]
    memory = _watched(at_work, owner)
    said = [_said(process) for process in at_work]
    return Run(
        month=f"{month:%Y-%m}",
        workers=workers,
        bills=sum(one["bills"] for one in said),
        seconds=max(one["ended"] for one in said) - min(one["began"] for one in said),
        python=sum(one["python"] for one in said),
        postgres=cpu_seconds(root) - before,
        python_mb=memory[0],
        backend_mb=memory[1],
    )


def _watched(at_work: list[subprocess.Popen[str]], owner: psycopg.Connection) -> tuple[int, int]:
    """Look again and again how much memory the workers and their backends have, until all have ended; return the most."""
    python = backend = 0
    while any(process.poll() is None for process in at_work):
        backends = [int(pid) for (pid,) in owner.execute(_BACKENDS, [NAME]).fetchall()]
        python = max([python, *(own_memory(process.pid) for process in at_work)])
        backend = max([backend, *(own_memory(pid) for pid in backends)])
        time.sleep(PAUSE)
    return python, backend


def _said(process: subprocess.Popen[str]) -> dict[str, Any]:
    said, _ = process.communicate()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    found: dict[str, Any] = json.loads(said)
    return found


def main() -> None:
    code, month = int(sys.argv[1]), date.fromisoformat(sys.argv[2])
    django.setup()
    from abonent.billing.actions import issue_bills, open_period  # noqa: PLC0415 - needs Django

    cycle = next(cycle for cycle in profile.current().billing.cycles if cycle.code == code)
    period = open_period(cycle, month=month)
    began, used = monotonic(), process_time()
    bills = issue_bills(period, at=profile.midnight(period.bill_on) + NOON)
    said = {"bills": bills, "python": process_time() - used, "began": began, "ended": monotonic()}
    with suppress(BrokenPipeError):
        print(json.dumps(said))


if __name__ == "__main__":
    main()
