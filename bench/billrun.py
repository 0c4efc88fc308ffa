"""How many bills a month's run issues in a second of one core, PDFs apart: next month, of all cycles, then undone.

Everything happens in one transaction that is rolled back, so the customers of `./run bench data` stay as they are.
Counted is the processor time of the process and of its session in PostgreSQL, which do all the work.
"""

from argparse import ArgumentParser
from datetime import date, timedelta
from resource import RUSAGE_SELF, getrusage
from time import process_time

from django.db import connection, transaction

from abonent import profile
from abonent.profile.tree import Cycle
from bench.data import CUSTOMERS, house
from bench.measuring.processes import cpu_seconds

LIMIT = 4_000
NOON = timedelta(hours=12)


def main() -> None:
    parser = ArgumentParser(prog="./run bench billrun", description=__doc__)
    parser.add_argument("--customers", type=int, default=CUSTOMERS, metavar="N", help="which data: .bench/N (30000)")
    with house(parser.parse_args().customers), transaction.atomic():
        for cycle in profile.current().billing.cycles:
            print(_measured(cycle))
        transaction.set_rollback(True)


def _measured(cycle: Cycle) -> str:
    """Issue the bills of the first month of a cycle that has none, and say what it took."""
    from abonent.billing.actions import issue_bills, open_period  # noqa: PLC0415 - needs Django

    period = open_period(cycle, month=_next_month(cycle))
    at = profile.midnight(period.bill_on) + NOON
    server = _asked("SELECT pg_backend_pid()")
    python, postgres = process_time(), cpu_seconds(server)
    bills = issue_bills(period, at=at)
    python, postgres = process_time() - python, cpu_seconds(server) - postgres
    of_period = "FROM billing_charge JOIN billing_invoice bill ON bill.id = invoice_id WHERE period_id"
    lines = _asked(f"SELECT count(*) {of_period} = {period.pk}")
    speed = bills / (python + postgres)
    memory = getrusage(RUSAGE_SELF).ru_maxrss // 1000
    return (
        f"cycle {cycle.code}: {bills} bills with {lines} lines, {python + postgres:.2f} s CPU "
        f"(Python {python:.2f}, PostgreSQL {postgres:.2f}), {speed:.0f} bills/s, Python at most {memory} MB "
        f"(limit {LIMIT} bills/s on one core)"
    )


def _asked(question: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return int(cursor.fetchone()[0])


def _next_month(cycle: Cycle) -> date:
    from abonent.billing.models import Period  # noqa: PLC0415 - needs Django

    last = Period.objects.filter(cycle=cycle.code).order_by("-bill_on").values_list("days", flat=True)[0]
    first: date = last.upper.replace(day=1)
    return first


if __name__ == "__main__":
    main()
