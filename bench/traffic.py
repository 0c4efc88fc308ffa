"""What charts of traffic cost with two weeks of everybody's traffic: the statement, the partitions it reads, and the pages.

Everybody has a line, and samples of five minutes of the days that the profile keeps as told, written as they come: all lines of
a minute beside each other, so what one line carried in a day lies in 288 places. Older days are half hours. Counted is the processor time of this process,
which serves the pages, and of its session's process of PostgreSQL; each page is asked for by so many customers, first as it
comes and then again.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from statistics import median
from time import monotonic, process_time
from typing import Any

import psycopg

from bench.measuring import lines
from bench.measuring.processes import worked
from bench.measuring.subscribers import subscribers, superuser, tidy

PAGE_MS, STATEMENT_MS, OVERVIEW_MS = 6.0, 2.0, 4.2
DAY_PARTS, WEEK_PARTS = 2, 10
"""How many days' partitions a chart may read: of samples two, for a week also the eight of half hours."""

# Each line tells at moments of its own. The index is made when the day is attached, as whoever restores a copy does: a tenth of
# the time.
_DAY = """
CREATE TABLE internet_sample_{name} (LIKE internet_sample INCLUDING CONSTRAINTS,
    CONSTRAINT its_day CHECK (since >= '{day}+00' AND since < '{after}+00'));
ALTER TABLE internet_sample_{name} OWNER TO abonent_owner;
INSERT INTO internet_sample_{name}
SELECT line.id, GREATEST(at + phase, '{day}+00'), LEAST(at + phase + interval '5 minutes', '{after}+00'),
    (random() * random() * 3e8)::bigint, (random() * 2e7)::bigint, (random() * 2e5)::bigint, (random() * 1e5)::bigint
FROM generate_series('{day}+00'::timestamptz - interval '5 minutes',
        LEAST('{after}+00'::timestamptz, now() - interval '5 minutes') - interval '1 second', '5 minutes') at,
    (SELECT id, make_interval(secs => 1 + id * 37 % 299) AS phase FROM internet_line) line
WHERE at + phase < '{after}+00';
ALTER TABLE internet_sample ATTACH PARTITION internet_sample_{name} FOR VALUES FROM ('{day}+00') TO ('{after}+00')
"""
_HALVES = """
INSERT INTO internet_mean SELECT line.id, 30, at, 1800, (random() * random() * 2e9)::bigint, (random() * 1e8)::bigint,
    (random() * 1e6)::bigint, (random() * 6e5)::bigint
FROM internet_line line, generate_series('{day}+00'::timestamptz, '{day} 23:30+00', '30 minutes') at ORDER BY line.id, at
"""
_VOLUMES = """
INSERT INTO internet_volume SELECT line.id, day, (random() * 3e10)::bigint, (random() * 2e9)::bigint
FROM internet_line line, generate_series(current_date - {days}, current_date, interval '1 day') day ORDER BY day, line.id
"""
_READ = """
SELECT count(*) FROM pg_stat_xact_all_tables
WHERE relname ~ '^internet_(sample|half)_[0-9]' AND seq_scan + COALESCE(idx_scan, 0) > 0
"""
_SIZES = """
SELECT sum(reltuples)::bigint, pg_size_pretty(sum(pg_table_size(oid))), pg_size_pretty(sum(pg_indexes_size(oid)))
FROM pg_class WHERE relname ~ '^internet_%s_[0-9]' AND relkind = 'r'
"""


def main() -> None:
    wanted = _wanted()
    with subscribers(f"traffic-{wanted.accounts}", wanted.accounts) as place, closing(superuser(place)) as owner:
        began = monotonic()
        lines.make_lines()
        _make(owner, wanted.days)
        print(f"made in {monotonic() - began:.0f} s: {_sizes(owner)}", flush=True)
        kept = [_statement(wanted), *_pages(wanted)]
    sys.exit(0 if all(kept) else 1)


def _wanted() -> Namespace:
    parser = ArgumentParser(prog="./run bench traffic", description=__doc__)
    parser.add_argument("--accounts", type=int, default=30_000, metavar="N", help="lines that there are (30000)")
    parser.add_argument("--days", type=int, default=14, metavar="N", help="days of samples before today (14)")
    parser.add_argument("--times", type=int, default=100, metavar="N", help="customers who ask for each page (100)")
    parser.add_argument("--quick", action="store_true", help="a look: 500 lines, 40 customers")
    wanted = parser.parse_args()
    if wanted.quick:
        wanted.accounts, wanted.times = 500, 40
    return wanted


def _make(owner: psycopg.Connection, days: int) -> None:
    """Make so many days and today: samples of those that the profile keeps as told, and means of the others.

    One more day is thinned as the worker does it by night, and told about.
    """
    from abonent import profile  # noqa: PLC0415 - needs Django
    from abonent.modules.internet.actions.thinning import make_parts, thin_traffic  # noqa: PLC0415 - the same

    rules = profile.current().internet
    assert rules  # noqa: S101
    now = datetime.now(UTC)
    make_parts(now, since=now.date() - timedelta(days=days))
    for back in range(days, -1, -1):
        _make_day(owner, now.date() - timedelta(days=back), told=back <= rules.traffic.fine_days + 1)
    owner.execute(_VOLUMES.format(days=days).encode())
    tidy(owner)
    began, before = monotonic(), _postgres()
    thin_traffic(now)
    print(f"a day was thinned in {monotonic() - began:.1f} s, {(_postgres() - before) / 1000:.1f} s CPU of PostgreSQL")
    tidy(owner)


def _make_day(owner: psycopg.Connection, day: date, *, told: bool) -> None:
    if told:
        owner.execute(f"DROP TABLE internet_sample_{day:%Y_%m_%d}".encode())  # made ahead
    for statement in (_DAY if told else _HALVES).split(";\n"):
        owner.execute(statement.format(name=f"{day:%Y_%m_%d}", day=day, after=day + timedelta(days=1)).encode())


def _sizes(owner: psycopg.Connection) -> str:
    return ", ".join(_size(owner, *each) for each in (("sample", "samples"), ("half", "half hours")))


def _size(owner: psycopg.Connection, table: str, name: str) -> str:
    row = owner.execute((_SIZES % table).encode()).fetchone()
    assert row  # noqa: S101
    return f"{row[0]} {name}, {row[1]} and {row[2]} of indexes"


def _statement(wanted: Namespace) -> bool:
    """Look at the statement itself: what it reads, and how long PostgreSQL works on it, for one line after the other."""
    from abonent.modules.internet.bulk.traffic import traffic  # noqa: PLC0415 - needs Django
    from abonent.modules.internet.models import Line  # noqa: PLC0415 - the same

    kept, now = True, datetime.now(UTC)
    some = _spread(list(Line.objects.order_by("pk")), wanted.times)
    for name, since, minutes, limit in (("24 hours", 24, 5, DAY_PARTS), ("a week", 168, 30, WEEK_PARTS)):

        def ask(line: Line, since: int = since, minutes: int = minutes) -> int:
            found = traffic(line, since=now - timedelta(hours=since), until=now, minutes=minutes)
            return sum(slot is not None for slot in found.slots)

        parts, known = _read(lambda: ask(some[0])), ask(some[0])
        first, again = ([_cost(lambda: ask(line), of=_postgres) for line in some] for _ in range(2))  # noqa: B023 - called at once
        print(
            f"{name}: reads {parts} parts (limit {limit}), {known} slots are known; PostgreSQL {median(again):.2f} ms CPU "
            f"(limit {STATEMENT_MS}), {median(first):.2f} ms where nobody has asked for the line before",
            flush=True,
        )
        kept = kept and parts <= limit and median(again) <= STATEMENT_MS
    return kept


def _read(ask: Callable[[], object]) -> int:
    """Return how many days' parts are read for a chart."""
    from django.db import connection, transaction  # noqa: PLC0415 - needs Django

    with transaction.atomic(), connection.cursor() as cursor:
        ask()
        cursor.execute(_READ)
        return int(cursor.fetchone()[0])


def _pages(wanted: Namespace) -> list[bool]:
    """Ask for each page as different customers, twice."""
    from django.test import Client  # noqa: PLC0415 - needs Django

    from abonent.modules.internet.models import Line  # noqa: PLC0415 - the same
    from abonent.people.models import Access  # noqa: PLC0415 - the same

    visits = []
    for line in _spread(list(Line.objects.order_by("pk")), wanted.times):
        client = Client(headers={"host": "localhost", "accept-language": "pl"})
        client.get("/health/")  # makes the middleware ready, which a client of tests has of its own
        client.force_login(Access.objects.select_related("user").get(account=line.account_id).user)
        visits.append((client, line.pk))
    return [
        _page(name, address, visits, limit)
        for name, address, limit in (
            ("the day's page", "/lines/{}/traffic/", PAGE_MS),
            ("the same in packets", "/lines/{}/traffic/?show=packets", PAGE_MS),
            ("the week's page", "/lines/{}/traffic/?range=week", PAGE_MS),
            ("the day's file", "/lines/{}/traffic.csv", PAGE_MS),
            ("beside it, the overview", "/overview/", OVERVIEW_MS + 2),
        )
    ]


def _page(name: str, address: str, visits: list[tuple[Any, int]], limit: float) -> bool:
    def ask(client: Any, line: int) -> int:
        answer = client.get(address.format(line))
        assert answer.status_code == 200, (address, answer.status_code)  # noqa: S101, PLR2004
        return len(answer.content)

    size = ask(*visits[0])  # templates and statements are made ready once
    first, again = ([(_cost_of_both(lambda: ask(*visit))) for visit in visits] for _ in range(2))  # noqa: B023 - called at once
    python, postgres = ([cost[place] for cost in again] for place in (0, 1))
    costs = [sum(cost) for cost in again]
    print(
        f"{name}: {median(costs):.1f} ms CPU (Python {median(python):.1f}, PostgreSQL {median(postgres):.1f}; "
        f"the first time {median(sum(cost) for cost in first):.1f}), {size / 1000:.0f} kB (limit {limit:.1f})",
        flush=True,
    )
    return median(costs) <= limit


def _spread[T](all_of_them: list[T], count: int) -> list[T]:
    return all_of_them[:: max(1, len(all_of_them) // count)][:count]


def _cost(ask: Callable[[], object], *, of: Callable[[], float]) -> float:
    before = of()
    ask()
    return of() - before


def _cost_of_both(ask: Callable[[], object]) -> tuple[float, float]:
    """Return the milliseconds that this process and its session of PostgreSQL worked."""
    before = 1000 * process_time(), _postgres()
    ask()
    return 1000 * process_time() - before[0], _postgres() - before[1]


def _postgres() -> float:
    from django.db import connection  # noqa: PLC0415 - needs Django

    connection.ensure_connection()
    wrapped: Any = connection.connection
    return worked(wrapped.info.backend_pid)


if __name__ == "__main__":
    main()
