"""Customers pay, staff work and a bill run goes on, all at once: nothing fails, and a page costs at most twice as much.

The portal, the worker, the sandbox bank, a mail server and PostgreSQL run as they do for real. Customers come in turn, as
many at a time as `--customers` says; each looks at the overview, pays at the bank (which tells some payments twice, some twenty times at
once) and looks until it is posted. Staff find customers, take cash and correct bills. First all that without a bill run, then beside
bill runs that the desk starts, month after month. Processor time is that of the portal and of its sessions in
PostgreSQL, for each of its pages; people pause between pages, so that both halves have the same mix of them.

In the end every payment must have been posted exactly once, and `abonent verify` must agree. The exit status says whether all limits were kept.
"""

import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from time import monotonic, sleep

import psycopg

from abonent import profile
from abonent.management.places import Place
from abonent.management.processes import Household, command
from bench.measuring import errands, servers
from bench.measuring.subscribers import months, subscribers, superuser, tidy
from bench.measuring.town import MONTHS, PASSWORD, STAFF, Half, Stage, Town

RATIO = 2.0
NOON = timedelta(hours=12)
TROUBLE = ("deadlock detected", "canceling statement", "ERROR:", "FATAL:", "PANIC:")
FEWEST = 5
WARMING = 6.0

_PAYMENTS = """
SELECT count(*), count(*) FILTER (WHERE state <> 'CONFIRMED'), count(*) FILTER (WHERE heard <> 1 OR booked <> 1)
FROM (
    SELECT state, (SELECT count(*) FROM billing_receipt WHERE payment_id = payment.id) AS heard,
           (SELECT count(*) FROM billing_receipt receipt JOIN billing_entry ON receipt_id = receipt.id
            WHERE receipt.payment_id = payment.id) AS booked
    FROM billing_payment payment) AS one
"""


def main() -> None:
    wanted = _wanted()
    ports = (servers.free_port(), servers.free_port(), servers.free_port())
    with (
        subscribers(f"load-{wanted.accounts}", wanted.accounts, ports=ports) as place,
        Household(place.folder / "log") as household,
        closing(superuser(place)) as owner,
    ):
        _billed(owner, wanted)
        _start(household, place)
        stage = Stage(place, owner, household, _town(wanted), wanted.customers)
        first = stage.half(WARMING)  # templates, statements, PostgreSQL's memory
        said_before = len(_log(place))
        quiet = stage.half(wanted.seconds)
        print(f"without a bill run: {quiet}", flush=True)
        beside = stage.half(wanted.seconds, running=True)
        print(f"beside bill runs with {beside.bills} bills: {beside}", flush=True)
        _clock(quiet, beside)
        kept = _judged(place, owner, (first, quiet, beside), log=_log(place)[said_before:])
    sys.exit(0 if kept else 1)


def _wanted() -> Namespace:
    parser = ArgumentParser(prog="./run bench load", description=__doc__)
    parser.add_argument("--accounts", type=int, default=30_000, metavar="N", help="customers that there are (30000)")
    parser.add_argument("--customers", type=int, default=8, metavar="N", help="who pay at a time (8)")
    parser.add_argument("--seconds", type=int, default=60, metavar="S", help="each half (60)")
    parser.add_argument("--quick", action="store_true", help="a look: 300 accounts, 12 seconds")
    wanted = parser.parse_args()
    if wanted.quick:
        wanted.accounts, wanted.seconds = 300, 12
    return wanted


def _billed(owner: psycopg.Connection, wanted: Namespace) -> None:
    """Issue the first month's bills, and let two of the staff be there who may do what they are about to."""
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415 - needs Django

    from abonent.people import passwords  # noqa: PLC0415 - the same
    from abonent.people.models import User  # noqa: PLC0415 - the same

    _issue(0)
    secret = make_password(passwords.normal(PASSWORD))
    long_ago = datetime(2024, 1, 1, tzinfo=UTC)
    for login, (role, _) in STAFF.items():
        User.objects.create(
            login=login, name=login.title(), password=secret, staff_role=role, language="pl",
            joined_at=long_ago, password_is_long=True,
        )  # fmt: skip
    tidy(owner)
    print(f"{wanted.accounts} accounts have their first bills", flush=True)


def _issue(place_of: int) -> int:
    from abonent.billing.actions import issue_bills, open_period  # noqa: PLC0415 - needs Django

    month = months(MONTHS, until=datetime.now(UTC).date())[place_of]
    period = open_period(profile.current().billing.cycles[0], month=month)
    return issue_bills(period, at=profile.midnight(period.bill_on) + NOON)


def _start(household: Household, place: Place) -> None:
    """Start everything, as a demonstration does, but for what only that shows."""
    bank = ["--port", str(place.bank_port), "--data", str(place.folder / "bank.sqlite3")]
    bank += ["--secret-file", str(place.secret("bank")), "--recipient", "Iskra Net"]
    household.start("bank", command("-m", "abonent.demo.bank", *bank), place.environment)
    mail = (str(place.folder / "mail"), str(place.mail_port), str(place.returned))
    household.start("mail", command("-m", "abonent.demo.mailbox", *mail), place.environment)
    real = {"ABONENT_DEMO": "", "PGAPPNAME": "work"}
    household.start("work", command("-m", "abonent.management", "work"), place.environment | real)
    servers.start_portal(household, place, place.port, workers=2, name="portal")


def _town(wanted: Namespace) -> Town:
    from bench.measuring.visitors import visitors  # noqa: PLC0415 - needs Django

    return Town(visitors(min(wanted.accounts, 2_000)))


def _clock(quiet: Half, beside: Half) -> None:
    """Say how long people waited for the pages they asked for most."""
    for kind, _ in Counter(kind for kind, _ in quiet.pages).most_common(10):
        waits = [[1000 * taken for name, taken in half.pages if name == kind] for half in (quiet, beside)]
        if all(len(wait) > FEWEST for wait in waits):
            before, after = (quantiles(wait, n=20, method="inclusive") for wait in waits)
            print(
                f"  {kind:40} p50 {before[9]:5.0f} → {after[9]:5.0f} ms   p95 {before[18]:5.0f} → {after[18]:5.0f} ms"
            )


def _log(place: Place) -> list[str]:
    """Return what PostgreSQL has said."""
    assert place.database  # noqa: S101
    return (place.database.folder / "log").read_text(errors="replace").splitlines()


def _judged(place: Place, owner: psycopg.Connection, halves: tuple[Half, Half, Half], *, log: list[str]) -> bool:
    """Print every figure with its limit, and say whether all were kept."""
    (_, quiet, beside), wrong = halves, [one for half in halves for one in half.wrong]
    for one in wrong[:10]:
        print(one, file=sys.stderr)
    count, open_ones, not_once = _payments(owner)
    trouble = [line for line in log if any(words in line for words in TROUBLE)]
    for line in trouble[:10]:
        print(line, file=sys.stderr)
    (deadlocks,) = owner.execute("SELECT sum(deadlocks) FROM pg_stat_database").fetchone() or (0,)
    ratio, verified = beside.cost / quiet.cost, _verified(place)
    figures = [
        ("errors", len(wrong), len(wrong) == 0, "0"),
        ("deadlocks", int(deadlocks), deadlocks == 0, "0"),
        ("errors and timeouts in PostgreSQL's log", len(trouble), not trouble, "0"),
        (f"of {count} payments not confirmed", open_ones, open_ones == 0, "0"),
        (f"of {count} payments not posted exactly once", not_once, count > 0 and not_once == 0, "0"),
        ("CPU of a page beside the run, times that without", round(ratio, 2), ratio <= RATIO, f"{RATIO}"),
        ("bills issued meanwhile", beside.bills, beside.bills > 0, "more than 0"),
        ("exit status of abonent verify", verified, verified == 0, "0"),
    ]
    for name, figure, kept, limit in figures:
        print(f"{name}: {figure} (limit {limit}: {'kept' if kept else 'MISSED'})")
    return all(kept for _, _, kept, _ in figures)


def _payments(owner: psycopg.Connection) -> tuple[int, int, int]:
    """Return how many payments there are, how many of them have no end yet, and how many were not posted exactly once."""
    until = monotonic() + errands.CONFIRMED_WITHIN
    while True:
        row = owner.execute(_PAYMENTS).fetchone() or (0, 0, 0)
        if row[1] == 0 or monotonic() > until:
            return int(row[0]), int(row[1]), int(row[2])
        sleep(1)


def _verified(place: Place) -> int:
    """Return the exit status of `abonent verify`, which asks for all faults of the ledger too."""
    done = subprocess.run(
        command("-m", "abonent.management", "verify"),
        env=place.environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    print("".join(f"  {line}\n" for line in done.stdout.splitlines() if not line.startswith("OK")), end="")
    return done.returncode


if __name__ == "__main__":
    main()
