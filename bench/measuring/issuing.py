"""One worker of a bill run, as a process of its own; and the run of several, watched while they work.

`python -m bench.measuring.issuing bills 1 2026-11-01` issues the bills of that month's period, together with whoever else does,
and says what it took. With `letters` before, its letters are queued, as reactions to the run's batches do. Memory is what a process has for itself alone (RssAnon): neither programs and libraries nor the
memory that all of PostgreSQL shares.
"""

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from time import monotonic, process_time
from typing import TYPE_CHECKING, Any

import django
import psycopg

from abonent import profile
from abonent.management.places import Place
from abonent.management.processes import command
from bench.measuring.processes import cpu_seconds, own_memory
from bench.measuring.servers import postmaster

if TYPE_CHECKING:  # models need Django
    from abonent.billing.models import Period

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
    letters: int
    letter_seconds: float

    @property
    def speed(self) -> float:
        """Bills in a second of processor time, that is of one core."""
        return self.bills / (self.python + self.postgres)

    @property
    def with_letters(self) -> float:
        """The same, the queueing of its letters included."""
        return self.bills / (self.python + self.postgres + self.letter_seconds)

    def __str__(self) -> str:
        return (
            f"{self.month}, {self.workers} at work: {self.bills} bills, {self.speed:.0f} bills/s of one core "
            f"(Python {self.python:.2f} s, PostgreSQL {self.postgres:.2f} s), {self.bills / self.seconds:.0f} by the clock; "
            f"memory at most {self.python_mb} MB a worker, {self.backend_mb} MB its backend; "
            f"{self.letters} letters queued in {self.letter_seconds:.2f} s more, {self.with_letters:.0f} bills/s with them"
        )

    def said(self) -> dict[str, Any]:
        """Return it for a file."""
        rounded = {name: round(value, 3) if isinstance(value, float) else value for name, value in asdict(self).items()}
        return rounded | {"speed": round(self.speed)}


def run(place: Place, owner: psycopg.Connection, month: date, *, workers: int) -> Run:
    """Let workers issue the bills of cycle 1 for a month, and return what it took. Raises CalledProcessError."""
    assert place.database  # noqa: S101
    root = postmaster(place.database)
    before = cpu_seconds(root)
    at_work = [_worker(place, "bills", month) for _ in range(workers)]
    memory = _watched(at_work, owner)
    said = [_said(process) for process in at_work]
    issued = cpu_seconds(root)
    letters = _said(_worker(place, "letters", month))
    return Run(
        month=f"{month:%Y-%m}",
        workers=workers,
        bills=sum(one["done"] for one in said),
        seconds=max(one["ended"] for one in said) - min(one["began"] for one in said),
        python=sum(one["python"] for one in said),
        postgres=issued - before,
        python_mb=memory[0],
        backend_mb=memory[1],
        letters=letters["done"],
        letter_seconds=letters["python"] + cpu_seconds(root) - issued,
    )


def _worker(place: Place, what: str, month: date) -> subprocess.Popen[str]:
    told = place.environment | {"PGAPPNAME": NAME, "DJANGO_SETTINGS_MODULE": "abonent.settings"}
    words = command("-m", "bench.measuring.issuing", what, "1", month.isoformat())
    return subprocess.Popen(words, env=told, stdout=subprocess.PIPE, text=True)


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
    what, code, month = sys.argv[1], int(sys.argv[2]), date.fromisoformat(sys.argv[3])
    django.setup()
    from abonent.billing.actions import open_period  # noqa: PLC0415 - needs Django

    cycle = next(cycle for cycle in profile.current().billing.cycles if cycle.code == code)
    period = open_period(cycle, month=month)
    at = profile.midnight(period.bill_on) + NOON
    began, used = monotonic(), process_time()
    done = _bills(period, at) if what == "bills" else _letters(period, at)
    said = {"done": done, "python": process_time() - used, "began": began, "ended": monotonic()}
    print(json.dumps(said))


def _bills(period: "Period", at: datetime) -> int:
    from abonent.billing.actions import issue_bills  # noqa: PLC0415 - needs Django

    return issue_bills(period, at=at)


def _letters(period: "Period", at: datetime) -> int:
    """Queue the letters of all batches, one after the other."""
    from abonent.billing.bulk.posting_bills import post_bills  # noqa: PLC0415 - needs Django

    return sum(post_bills(batch, at=at) for batch in period.batches.select_related("period").order_by("low"))


if __name__ == "__main__":
    main()
