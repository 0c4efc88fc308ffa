"""What a statement of account costs after ten years: its page, its file, its document; and one of three thousand entries.

The long account has 120 bills that were issued one by one and as many payments that were booked; the other one has entries
only. Counted is the processor time of this process, which serves the pages, and of its session's process of PostgreSQL.
"""

import fcntl
import os
import subprocess
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from statistics import median
from time import process_time
from typing import Any

import django
import psycopg

from abonent.embedded import server
from abonent.management.places import PROFILES, Place
from abonent.management.processes import command
from bench.data import FOLDER, NOBODY
from bench.measuring.processes import worked

YEARS, ENTRIES = 10, 3000
PAGE_MS, CSV_MS, PDF_MS, OVERVIEW_MS = 6.0, 25.0, 200.0, 4.2
"""What is promised of ten years: 240 entries. The overview's own figure (docs/measured.md) says how quiet the machine is."""
LONG, LARGE = "100001", "100002"
READY = "ready.txt"


def main() -> None:
    parser = ArgumentParser(prog="./run bench statement", description=__doc__)
    parser.add_argument("--times", type=int, default=40, metavar="N", help="how often each is asked for (40)")
    times = parser.parse_args().times
    with house():
        today = datetime.now(UTC).date()
        first = date(today.year - YEARS, 1, 1)
        print(_figure("beside it, the overview", visitor(LONG), lambda _: "/overview/", times, OVERVIEW_MS))
        for number, what in ((LONG, f"{YEARS} years"), (LARGE, f"{ENTRIES} entries")):
            ask = visitor(number)
            few, more = (times, 1) if number == LONG else (max(2, times // 10), ENTRIES / (YEARS * 24))
            for name, address, count, limit in (
                ("page of a year", "/statement/?", times, PAGE_MS),
                ("first page of all", f"/statement/?until={today}", times, PAGE_MS),
                ("third page of all", f"/statement/?page=3&until={today}", times, PAGE_MS),
                ("CSV", f"/statement.csv?until={today}", few, CSV_MS * more),
                ("PDF", f"/statement.pdf?until={today}", few, PDF_MS * more),
            ):
                print(_figure(f"{what}: {name}", ask, partial(_since, address, first), count, limit), flush=True)


def _since(address: str, first: date, turn: int) -> str:
    """Ask for other days each time, so that nothing remembered of the last document is of use."""
    return f"{address}&since={first - timedelta(days=turn)}" if "until" in address else address


def _figure(what: str, ask: Callable[[str], int], address: Callable[[int], str], times: int, limit: float) -> str:
    ask(address(0))  # templates, statements and fonts are made ready once
    costs, size = [], 0
    for turn in range(1, times + 1):
        before = _used()
        size = ask(address(turn))
        costs.append(_used() - before)
    return f"{what}: {median(costs):.1f} ms CPU, {size / 1000:.0f} kB (limit {limit:.0f} ms)"


def _used() -> float:
    """Return the milliseconds that this process and its session's process of PostgreSQL have worked."""
    from django.db import connection  # noqa: PLC0415 - needs Django

    connection.ensure_connection()
    wrapped: Any = connection.connection
    return 1000 * process_time() + worked(wrapped.info.backend_pid)


def visitor(number: str) -> Callable[[str], int]:
    """Sign the owner of an account in; return what asks for a page and says how large it is."""
    from django.test import Client  # noqa: PLC0415 - needs Django

    from abonent.people.models import Access  # noqa: PLC0415 - the same

    client = Client(headers={"host": "localhost", "accept-language": "pl"})
    client.force_login(Access.objects.select_related("user").get(account__number=number).user)

    def ask(address: str) -> int:
        answer: Any = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)  # noqa: S101, PLR2004
        return len(answer.content)

    return ask


@contextmanager
def house() -> Iterator[Place]:
    """Set Django up over a database with the two accounts, made the first time and kept in .bench/statement."""
    place = Place(FOLDER / "statement", PROFILES / "isp", "nobody", 8000, NOBODY, NOBODY)
    with server.running(place.folder / "postgres", fast=True) as place.database:
        os.environ.update(place.environment, DJANGO_SETTINGS_MODULE="abonent.settings")
        django.setup()
        with (place.folder / "making.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            subprocess.run(command("-m", "abonent.management", "migrate"), env=place.owner_environment, check=True)
            if not (place.folder / READY).exists():
                _make()
                with psycopg.connect(place.database.owner_url, autocommit=True) as owner:
                    owner.execute("VACUUM ANALYZE")
                (place.folder / READY).write_text("")
        yield place


def _make() -> None:
    from abonent import profile  # noqa: PLC0415 - needs Django
    from abonent.billing import actions  # noqa: PLC0415 - the same
    from abonent.contracts.actions import enter_price_list  # noqa: PLC0415 - the same
    from abonent.journal import bulk as journal  # noqa: PLC0415 - the same

    today = datetime.now(UTC).date()
    begin = today.replace(year=today.year - YEARS, day=1)
    journal.make_months(profile.midnight(begin - timedelta(days=40)), ahead=YEARS * 12 + 3)
    actions.open_books()
    enter_price_list(profile.current(), at=profile.midnight(begin))
    _live(_account(LONG, begin), begin)
    _crowd(_account(LARGE, begin), begin)


def _account(number: str, begin: date) -> Any:
    from django.db.backends.postgresql.psycopg_any import DateTimeTZRange  # noqa: PLC0415 - needs Django

    from abonent import profile  # noqa: PLC0415 - the same
    from abonent.billing.models import Payer  # noqa: PLC0415 - the same
    from abonent.people.models import Access, Account, User  # noqa: PLC0415 - the same

    since = profile.midnight(begin)
    opened = Account.objects.create(number=number, holder=f"Konto {number}", language="pl", opened_on=begin)
    Payer.objects.create(account=opened, name=opened.holder, address=["ul. Polna 3"], cycle=1)
    owner = User.objects.create(login=f"konto.{number}", name=opened.holder, joined_at=since)
    Access.objects.create(account=opened, user=owner, role="OWNER", valid=DateTimeTZRange(since, None))
    return opened


def _live(account: Any, begin: date) -> None:
    """Bill an account for ten years, month by month, and let it pay each bill."""
    from abonent import profile  # noqa: PLC0415 - needs Django
    from abonent.billing import actions  # noqa: PLC0415 - the same
    from abonent.billing.models import Invoice, Receipt  # noqa: PLC0415 - the same

    _line(account, begin)
    month, cycle = begin, profile.current().billing.cycles[0]
    while (period := actions.open_period(cycle, month=month)).bill_on < datetime.now(UTC).date():
        actions.issue_bills(period, at=profile.midnight(period.bill_on))
        paid_at = profile.midnight(period.bill_on + timedelta(days=5))
        bill = Invoice.objects.get(account=account, period=period)
        receipt = Receipt.objects.create(
            source="bank", external_id=bill.number, account=account, book="bank:main", amount=bill.total,
            paid_on=period.bill_on, received_at=paid_at,
        )  # fmt: skip
        actions.post_receipt(receipt, at=paid_at)
        month = period.days.upper


def _line(account: Any, begin: date) -> None:
    from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange  # noqa: PLC0415 - needs Django

    from abonent import profile  # noqa: PLC0415 - the same
    from abonent.contracts.models import Agreement, Holding, Price, Subscription, Tariff  # noqa: PLC0415 - the same

    since = profile.midnight(begin)
    names = {"pl": "Internet", "uk": "Інтернет", "en": "Internet"}
    plan = Tariff.objects.create(code="BENCH", kind="PLAN", service="internet", name=names, sold=DateRange(begin, None))
    Price.objects.create(
        tariff=plan, component="fee", unit="month", gross=True, vat="23", amount=Decimal("60.00"),
        valid=DateRange(begin, None), recorded_at=since,
    )  # fmt: skip
    days = DateRange(begin, None)
    agreement = Agreement.objects.create(account=account, number="U/BENCH", signed_on=begin, valid=days)
    line = Subscription.objects.create(account=account, agreement=agreement, kind="line", ref="BENCH", valid=days)
    valid = DateTimeTZRange(since, None)
    Holding.objects.create(account=account, subscription=line, tariff=plan, slot="plan", valid=valid)


def _crowd(account: Any, begin: date) -> None:
    """Give an account thousands of payments, each as it is kept."""
    from abonent import profile  # noqa: PLC0415 - needs Django
    from abonent.billing.models import Book, Entry, Receipt  # noqa: PLC0415 - the same

    bank = Book.objects.get(code="bank:main")
    days = [begin + timedelta(days=place * YEARS * 365 // ENTRIES) for place in range(ENTRIES)]
    receipts = Receipt.objects.bulk_create(
        Receipt(
            source="bank", external_id=f"crowd-{place}", account=account, book=bank.code, amount=1, paid_on=day,
            received_at=profile.midnight(day),
        )
        for place, day in enumerate(days)
    )  # fmt: skip
    Entry.objects.bulk_create(
        Entry(
            account=account, debit=bank, credit_id=Book.RECEIVABLE, amount=1, kind="PAYMENT", receipt=receipt,
            cause=f"receipt:{receipt.pk}", value_on=receipt.paid_on, booked_on=receipt.paid_on,
            recorded_at=receipt.received_at,
        )
        for receipt in receipts
    )  # fmt: skip


if __name__ == "__main__":
    main()
