"""How long it takes from money to internet: until the router has taken the change of a line whose debt was paid.

A worker and routers that speak RFC 5176 run as processes of their own; everybody is connected, everybody owes a bill. Those
who are measured are held in the pay zone, as are `--others` more. First one after the other pays, and nobody
else waits. Then the bank's file releases the others all at once, and while they wait for their routers more pay one after the
other. Counted is from the commit that books the money to the moment at which the router answers that it has taken the change (CoA-ACK), by the clock
of this machine. The exit status says whether nineteen in twenty were within the limit, and nobody was left.
"""

import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from statistics import quantiles
from typing import Any

import psycopg
from django.db import transaction

from abonent import profile
from abonent.management.places import Place
from abonent.management.processes import Household, command
from bench.measuring import lines, servers
from bench.measuring.processes import cpu_seconds
from bench.measuring.subscribers import months, subscribers, superuser, tidy

LIMIT = 5.0
PATIENCE, SETTLED = 120.0, 5.0
PAUSE = 0.05
NOON = 12
WARMING = 3

_HOLD = """
INSERT INTO contracts_restriction (account_id, reason, level, placed_at, note)
SELECT n, 'DEBT', 'LIMITED', now() - interval '1 day', '' FROM generate_series(1, %s) AS one (n)
"""
_DIFFER = """
SELECT count(*) FROM internet_session session JOIN internet_lines(now()) line ON line.id = session.line_id
WHERE session.ended_at IS NOT NULL OR session.asked_at IS NOT NULL OR session.given <> line.given
"""


@dataclass(frozen=True, slots=True)
class Stage:
    """What runs."""

    place: Place
    owner: psycopg.Connection
    household: Household
    logs: list[Path]

    def freed(self, accounts: Iterable[int]) -> dict[int, float]:
        """Wait until these lines were changed, as long as patience lasts; return when each was."""
        wanted, until = set(accounts), time.monotonic() + PATIENCE
        while True:
            found = {line: at for log in self.logs for line, at in lines.changed(log.read_bytes())}
            if wanted <= found.keys() or time.monotonic() > until:
                return found
            if fallen := self.household.look():
                print("\n".join(fallen), file=sys.stderr)
            time.sleep(PAUSE)

    def spent(self) -> float:
        """Return the seconds of processor time of the worker and of all of PostgreSQL so far."""
        assert self.place.database  # noqa: S101
        worker = next(program for program in self.household.programs if program.name == "work")
        return cpu_seconds(worker.process.pid) + cpu_seconds(servers.postmaster(self.place.database))


def main() -> None:
    wanted = _wanted()
    everybody = iter(range(1, WARMING + 2 * wanted.payments + wanted.others + 1))
    early, alone, among, others = (
        list(islice(everybody, count)) for count in (WARMING, wanted.payments, wanted.payments, wanted.others)
    )
    with (
        subscribers(f"restoring-{wanted.accounts}", max(wanted.accounts, others[-1])) as place,
        Household(place.folder / "log") as household,
        closing(superuser(place)) as owner,
    ):
        debts = _owing(owner, others[-1])
        stage = _start(place, owner, household, wanted)
        stage.freed(_one_by_one(early, debts, every=wanted.every))  # the worker has to come first
        quiet = _one_by_one(alone, debts, every=wanted.every)
        kept = _judged("one after the other", quiet, stage.freed(quiet))
        before = stage.spent()
        at_once = _at_once(others, debts)
        waiting = _one_by_one(among, debts, every=wanted.every)
        found = stage.freed([*at_once, *waiting])
        spent = 1000 * (stage.spent() - before) / (len(at_once) + len(waiting))
        kept &= _judged(f"the same while {len(at_once)} others wait", waiting, found)
        kept &= _judged(f"those {len(at_once)}, paid at once", at_once, found)
        kept &= _settled(owner)
        print(f"{spent:.1f} ms of processor time each, worker and PostgreSQL, booking the single ones included")
    sys.exit(0 if kept else 1)


def _wanted() -> Namespace:
    parser = ArgumentParser(prog="./run bench restoring", description=__doc__)
    parser.add_argument("--accounts", type=int, default=30_000, metavar="N", help="customers that there are (30000)")
    parser.add_argument("--others", type=int, default=1_000, metavar="N", help="who wait at the same time (1000)")
    parser.add_argument("--payments", type=int, default=40, metavar="N", help="that are measured one by one (40)")
    parser.add_argument("--every", type=float, default=0.1, metavar="S", help="seconds between two of them (0.1)")
    parser.add_argument("--routers", type=int, default=4, metavar="N", help="where the lines end (4)")
    parser.add_argument("--quick", action="store_true", help="a look: 300 accounts, 100 others, 10 payments")
    wanted = parser.parse_args()
    if wanted.quick:
        wanted.accounts, wanted.others, wanted.payments = 300, 100, 10
    return wanted


def _owing(owner: psycopg.Connection, held: int) -> dict[int, Decimal]:
    """Bill a month of long ago, and hold so many of those who have not paid; return what everybody owes."""
    from abonent.billing.actions import issue_bills, open_period  # noqa: PLC0415 - needs Django
    from abonent.billing.models import Invoice  # noqa: PLC0415 - the same

    month = months(4, until=datetime.now(UTC).date())[0]
    period = open_period(profile.current().billing.cycles[0], month=month)
    issue_bills(period, at=profile.midnight(period.bill_on).replace(hour=NOON))
    owner.execute(_HOLD, [held])
    return dict(Invoice.objects.filter(account__lte=held).values_list("account_id", "total"))


def _start(place: Place, owner: psycopg.Connection, household: Household, wanted: Namespace) -> Stage:
    ports = [servers.free_port() for _ in range(wanted.routers)]
    lines.make_lines()
    lines.connect(owner, lines.make_devices(ports))
    owner.execute("DELETE FROM procrastinate_jobs")  # what bills and lines have begun is no part of it
    tidy(owner)
    logs = []
    for number, port in enumerate(ports, start=1):
        household.start(
            f"router-{number}", command("-m", "bench.measuring.router", str(number), str(port)), place.environment
        )
        logs.append(household.programs[-1].log)
    household.start("work", command("-m", "abonent.management", "work"), place.environment | {"ABONENT_DEMO": ""})
    return Stage(place, owner, household, logs)


def _one_by_one(accounts: Iterable[int], debts: Mapping[int, Decimal], *, every: float) -> dict[int, float]:
    """Let one after the other pay; return when each did."""
    from abonent.billing.actions import post_receipt  # noqa: PLC0415 - needs Django

    paid = {}
    for account in accounts:
        with transaction.atomic():
            receipt = _receipt(account, debts[account])
            receipt.save()
            post_receipt(receipt, at=receipt.received_at)
        paid[account] = time.time()
        time.sleep(every)
    return paid


def _at_once(accounts: Iterable[int], debts: Mapping[int, Decimal]) -> dict[int, float]:
    """Let all pay by one file of the bank; return when they did."""
    from abonent.billing.bulk.receipts import post_receipts  # noqa: PLC0415 - needs Django

    with transaction.atomic():
        post_receipts([_receipt(account, debts[account]) for account in accounts], at=datetime.now(UTC))
    return dict.fromkeys(accounts, time.time())


def _receipt(account: int, amount: Decimal) -> Any:
    from abonent.billing.models import Receipt  # noqa: PLC0415 - needs Django

    at = datetime.now(UTC)
    return Receipt(
        source="bank", external_id=f"{account}", account_id=account, book="bank:main", amount=amount, paid_on=at.date(),
        payer={}, raw={}, received_at=at,
    )  # fmt: skip


def _settled(owner: psycopg.Connection) -> bool:
    """Print how many sessions are not as is wanted or still wait for their router; say whether there are none."""
    until = time.monotonic() + SETTLED
    while (left := (owner.execute(_DIFFER).fetchone() or (0,))[0]) and time.monotonic() < until:
        time.sleep(PAUSE)
    print(f"sessions that are not as they should be: {left} (limit 0: {'MISSED' if left else 'kept'})")
    return not left


def _judged(name: str, paid: Mapping[int, float], found: Mapping[int, float]) -> bool:
    """Print how long they waited, and say whether the limit was kept."""
    waits = sorted(found[account] - at for account, at in paid.items() if account in found)
    left = len(paid) - len(waits)
    if len(waits) < 2:  # noqa: PLR2004 - quantiles need two
        print(f"{name}: {left} of {len(paid)} were left")
        return False
    parts = quantiles(waits, n=20, method="inclusive")
    kept = parts[18] <= LIMIT and not left
    said = f"p50 {parts[9]:.2f} s, p95 {parts[18]:.2f} s, longest {waits[-1]:.2f} s"
    print(f"{name}: {said}, {left} left (limit p95 {LIMIT:.0f} s, 0 left: {'kept' if kept else 'MISSED'})", flush=True)
    return kept


if __name__ == "__main__":
    main()
