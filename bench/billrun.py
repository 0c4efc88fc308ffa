"""How many bills a month's run issues in a second of one core, PDFs apart, and how much memory it needs.

Each number of accounts has a house of its own in .bench, made for it and thrown away. Its months are run one after the
other, by as many workers each as `--workers` says (the first month begins the history), and most bills are paid before the
next. Counted is the processor time of the workers and of all of PostgreSQL. Beside the last month that one worker
ran the very same rows are copied into empty tables with the same indexes and constraints. The figures go into
bench/billrun.json, from which `./run bench growth` draws docs/growth.svg.

A million accounts need some 25 GB of disk for three months, and about half an hour of a quiet machine.
"""

import json
import os
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import psycopg

from abonent.management.places import Place
from abonent.management.processes import command
from bench.measuring.copying import Copied, copied, marks
from bench.measuring.issuing import Run, run
from bench.measuring.subscribers import months, pay, subscribers, superuser, tidy

LIMIT = 4_000
MANY = 100_000
"""Accounts whose history grows month by month."""
FIGURES = Path(__file__).with_suffix(".json")
PAID_AFTER = timedelta(days=9)


def main() -> None:
    wanted = _parser().parse_args()
    sizes, workers = _wanted(wanted)
    if not (wanted.accounts or wanted.periods or wanted.quick):
        _begin_anew()
    if len(sizes) > 1:  # Django is set up once in a process
        for size in sizes:
            subprocess.run(_alone(size, workers, wanted), check=True)
        return
    found = _measured(sizes[0], workers, wanted)
    if not wanted.quick:
        _kept(found, "periods" if wanted.periods else "sizes")


def _wanted(said: Namespace) -> tuple[list[int], list[int]]:
    """Return the numbers of accounts, and how many workers each month has."""
    if said.periods:
        return said.accounts or [MANY], (said.workers or []) + [1] * (said.periods - len(said.workers or []))
    if said.quick:
        return said.accounts or [1_000], said.workers or [1, 2]
    return said.accounts or [10_000, 100_000, 1_000_000], said.workers or [1, 1, 2]


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="./run bench billrun", description=__doc__)
    parser.add_argument("--accounts", type=int, nargs="+", metavar="N", help="how many (10000 100000 1000000)")
    parser.add_argument("--workers", type=int, nargs="+", metavar="N", help="of each month, in turn (1 1 2)")
    parser.add_argument("--periods", type=int, metavar="N", help="so many months of 100000 accounts, one worker each")
    parser.add_argument("--verify", action="store_true", help="ask the ledger at the end whether it agrees with itself")
    parser.add_argument("--quick", action="store_true", help="a look with 1000 accounts, which is not kept")
    return parser


def _alone(size: int, workers: list[int], wanted: Namespace) -> list[str]:
    """Return the command that measures one size."""
    words = ["-m", "bench.billrun", "--accounts", str(size), "--workers", *map(str, workers)]
    words += ["--periods", str(wanted.periods)] if wanted.periods else []
    words += ["--verify"] * wanted.verify + ["--quick"] * wanted.quick
    return command(*words)


def _measured(accounts: int, workers: list[int], wanted: Namespace) -> dict[str, Any]:
    """Make the accounts, run their months, and return what it took."""
    began = monotonic()
    with subscribers(f"billrun-{accounts}", accounts) as place, closing(superuser(place)) as owner:
        assert place.database  # noqa: S101
        made = monotonic() - began
        print(f"{accounts} accounts, made in {made:.0f} s, {_megabytes(owner)} MB", flush=True)
        runs, beside = _lived(place, owner, workers)
        size = _megabytes(owner)
        print(f"  {size} MB in the end", flush=True)
        faults = _faults() if wanted.verify else []
    if faults:
        sys.exit("\n".join(faults))
    return {
        "accounts": accounts, "made_seconds": round(made), "megabytes": size, "machine": _machine(),
        "runs": [one.said() for one in runs], "copy": _said(runs[_last_alone(workers)], beside),
    }  # fmt: skip


def _lived(place: Place, owner: psycopg.Connection, workers: list[int]) -> tuple[list[Run], Copied]:
    """Run month after month; return what each took, and what COPY took beside the last one that had one worker."""
    runs: list[Run] = []
    beside = Copied(0, 0.0)
    for at, month in enumerate(months(len(workers), until=datetime.now(UTC).date())):
        since = marks(owner)
        runs.append(run(place, owner, month, workers=workers[at]))
        print(f"  {runs[-1]}", flush=True)
        if at == _last_alone(workers):
            beside = copied(owner.info.dsn, since)
            _say(runs[-1], beside)
        _between(owner, at)
    return runs, beside


def _last_alone(workers: list[int]) -> int:
    """Return the place of the last month that one worker has for itself; the last one where there is none."""
    return max((place for place, count in enumerate(workers) if count == 1), default=len(workers) - 1)


def _between(owner: psycopg.Connection, month: int) -> None:
    """Let what happens between two months happen: most bills are paid, and PostgreSQL tidies up."""
    from abonent.billing.models import Period  # noqa: PLC0415 - needs Django

    period = Period.objects.filter(cycle=1).order_by("bill_on")[month]
    pay(period.pk, on=period.bill_on + PAID_AFTER)
    tidy(owner)


def _say(one: Run, beside: Copied) -> None:
    said = _said(one, beside)
    verdict = "kept" if one.speed >= LIMIT else "MISSED"
    print(f"  limit {LIMIT} bills/s of one core: {verdict}")
    print(
        f"  raw COPY of the same {beside.rows} rows: {said['speed']} bills/s, so the run with its letters has {said['ratio']:.2f} of it",
        flush=True,
    )


def _said(one: Run, beside: Copied) -> dict[str, Any]:
    speed = one.bills / (beside.seconds or 1)
    return {
        "rows": beside.rows,
        "seconds": round(beside.seconds, 3),
        "speed": round(speed),
        "ratio": round(one.with_letters / speed, 3),
    }


def _megabytes(owner: psycopg.Connection) -> int:
    row = owner.execute("SELECT pg_database_size(current_database())").fetchone()
    return int(row[0]) // 1_000_000 if row else 0


def _faults() -> list[str]:
    from abonent.billing.bulk.faults import faults  # noqa: PLC0415 - needs Django

    return faults()


def _machine() -> str:
    busy = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    return f"{os.cpu_count()} cores, load {busy}, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"


def _begin_anew() -> None:
    """Forget the sizes measured before: all of them are measured now."""
    if FIGURES.exists():
        FIGURES.write_text(json.dumps(json.loads(FIGURES.read_text()) | {"sizes": []}) + "\n")


def _kept(found: dict[str, Any], half: str) -> None:
    """Put the figures into the file: of as many accounts as before they take the place of the older ones."""
    figures = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    others = [one for one in figures.get(half, []) if half == "sizes" and one["accounts"] != found["accounts"]]
    figures[half] = sorted([*others, found], key=lambda one: one["accounts"])
    FIGURES.write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
