"""How long the database works on a question of the desk's search box, and on its list of customers, when there are a million.

Each kind of question is asked about other customers again and again. Counted is the processor time of the session's own process
of PostgreSQL (Linux keeps it to the nanosecond), which does not depend on what else runs, as EXPLAIN's clock does.
"""

import fcntl
import os
import subprocess
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from statistics import quantiles
from time import monotonic

import django
import psycopg

from abonent.embedded import cluster, server
from abonent.management.places import PROFILES, Place
from abonent.management.processes import command
from bench.data import FOLDER, NOBODY
from bench.measuring.crowd import settle
from bench.measuring.processes import worked
from bench.measuring.questions import QUESTIONS, Asked

LIMIT = 50.0
MEMORY = "1GB"
"""Of PostgreSQL's own: what a million customers need a server has."""
MILLION = 1_000_000
FIGURES = "figures.txt"
INDEXES: tuple[str, ...] = (
    "account_by_holder",
    "person_by_name",
    "place_by_address",
    "payer_by_name",
    "word_by_slips",
    "word_by_part",
)
INDEXES += (
    "contact_by_beginning",
    "account_in_order",
    "account_of_kind",
    "account_by_age",
    "payer_by_delivery",
    "place_by_town",
)


def main() -> None:
    parser = ArgumentParser(prog="./run bench find", description=__doc__)
    parser.add_argument("--customers", type=int, default=MILLION, metavar="N", help="how many are there (1000000)")
    parser.add_argument("--times", type=int, default=60, metavar="N", help="how often each kind is asked (60)")
    wanted = parser.parse_args()
    with house(wanted.customers) as place:
        print((place.folder / FIGURES).read_text(), end="")
        asked = Asked(wanted.customers, wanted.times)
        for kind, question in QUESTIONS.items():
            print(_figure(kind, [spent(partial(find, said)) for said in asked.all(question)]), flush=True)
        for kind, address in lists(wanted.customers).items():
            print(
                _figure(kind, [spent(partial(listed, address)) for _ in range(max(2, wanted.times // 3))]), flush=True
            )


@contextmanager
def house(customers: int) -> Iterator[Place]:
    """Set Django up over a database of so many customers, made the first time and kept in .bench/find."""
    place = Place(FOLDER / f"find-{customers}", PROFILES / "isp", "nobody", 8000, NOBODY, NOBODY)
    server.SETTINGS["shared_buffers"] = MEMORY
    with server.running(place.folder / "postgres", fast=True) as place.database:
        os.environ.update(place.environment, DJANGO_SETTINGS_MODULE="abonent.settings")
        django.setup()
        with (place.folder / "making.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (place.folder / FIGURES).exists():
                (place.folder / FIGURES).write_text(_made(place, customers))
        yield place


def find(typed: str) -> None:
    from abonent.people.queries import desk_acts_of  # noqa: PLC0415 - needs Django
    from abonent.web.desk import finding  # noqa: PLC0415 - the same

    finding.find(typed, at=datetime.now(UTC), acts=desk_acts_of("CLERK"))


def listed(asked: str) -> None:
    """Make a page of the list of customers."""
    from django.test import RequestFactory  # noqa: PLC0415 - needs Django

    from abonent.web.desk import customers  # noqa: PLC0415 - the same

    request = RequestFactory().get(f"/desk/customers/{asked}")
    form = customers.CUSTOMERS.form(request)
    assert form.is_valid(), form.errors  # noqa: S101
    customers.CUSTOMERS.listing(request, form, customers.everybody(), customers.rows)


def lists(customers: int) -> dict[str, str]:
    """Return pages of the list by what they show: their addresses."""
    from abonent.database.paging import Order, written  # noqa: PLC0415 - needs Django
    from abonent.people.models import Account  # noqa: PLC0415 - the same

    middle = Account.objects.get(pk=customers // 2)
    place = written(Order(("sort_key",)).of(middle))
    return {
        "list: by name, first page": "",
        "list: by name, in the middle": f"?after={place}",
        "list: by name, back from there": f"?before={place}",
        "list: by number": "?sort=number",
        "list: newest first": "?sort=-since",
        "list: companies": "?kind=COMPANY",
        "list: companies, newest first": "?kind=COMPANY&sort=-since",
        "list: buildings (there are none)": "?kind=HOUSE",
        "list: ended": "?state=ended",
        "list: ended, newest first": "?state=ended&sort=-since",
        "list: restricted": "?state=restricted",
        "list: bills on paper": "?delivery=PAPER",
        "list: paper, cycle 3, restricted": "?delivery=PAPER&cycle=3&state=restricted",
        "list: a large town": "?town=grodek+lesny",
        "list: a town that is none": "?town=atlantyda",
        "list: a small town, newest first": "?town=Stara+Huta&sort=-since",
        "list: a month's new customers": "?since_from=2026-01-01&since_to=2026-01-31",
    }


def spent(ask: Callable[[], None]) -> float:
    """Ask, and return the milliseconds that the session's process of PostgreSQL worked for it: planning, doing, sending."""
    from django.db import connection  # noqa: PLC0415 - needs Django

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = cursor.fetchone()[0]
    before = worked(server)
    ask()
    return worked(server) - before


def _figure(kind: str, times: list[float]) -> str:
    cuts = quantiles(times, n=20, method="inclusive")
    kept = "kept" if cuts[18] <= LIMIT else "MISSED"
    return f"{kind:40} p50 {cuts[9]:6.1f} ms   p95 {cuts[18]:6.1f} ms   most {max(times):6.1f} ms   (limit {LIMIT:.0f}: {kept})"


def _made(place: Place, customers: int) -> str:
    from abonent.billing.jobs import learn_words  # noqa: PLC0415 - needs Django

    assert place.database  # noqa: S101
    subprocess.run(command("-m", "abonent.management", "migrate"), env=place.owner_environment, check=True)
    with psycopg.connect(place.database.url(cluster.SUPERUSER), autocommit=True) as owner:
        settle(owner, customers)
        began = monotonic()
        learn_words(0)
        learned = monotonic() - began
        told = [_index(owner, name) for name in INDEXES]
        owner.execute("VACUUM ANALYZE")
        row = owner.execute("SELECT count(*) FROM people_word").fetchone()
    words = f"{row[0] if row else 0} words learned in {learned:.1f} s"
    return "\n".join([f"{customers} customers, {words}", *told, ""])


def _index(owner: psycopg.Connection, name: str) -> str:
    """Make an index anew, and say how long that took and how large it is."""
    began = monotonic()
    owner.execute(f"REINDEX INDEX {name}")
    row = owner.execute("SELECT pg_size_pretty(pg_relation_size(%s::regclass))", [name]).fetchone()
    return f"index {name}: {monotonic() - began:.1f} s, {row[0] if row else ''}"


if __name__ == "__main__":
    main()
