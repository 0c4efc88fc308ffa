"""What a page costs: the overview, the bills list and a bill, beside a plain Django page in the same run.

Processor time of all processes of the servers, PostgreSQL included, for one request; rounds alternate, so that
whatever else the machine does falls on all of them. `./run bench data` makes the customers first.
"""

import argparse
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from statistics import median

from abonent.embedded import server
from abonent.management.places import Place
from abonent.management.processes import Household
from bench.data import house
from bench.measuring import servers
from bench.measuring.processes import cpu_seconds
from bench.measuring.visits import Visit, visit_all

RATIO, LIMIT, PLAIN_LIMIT, LIST_LIMIT = 2.5, 4.0, 9.5, 6.0
ROUND = 500
"""Requests of one page before the next page's turn."""
MEMORY = "1GB"
"""What PostgreSQL may keep, as for an operator of this size; the 128 MB of a demo hold a fortieth of the customers."""


@dataclass
class Page:
    """A page that is measured: who serves it, its visits, and what each round has taken in ms a request."""

    name: str
    port: int
    program: int
    visits: Sequence[Visit]
    python: list[float] = field(default_factory=list)
    postgres: list[float] = field(default_factory=list)

    @property
    def cost(self) -> float:
        """Milliseconds of processor time a request, all rounds together."""
        return (sum(self.python) + sum(self.postgres)) / len(self.python)

    @property
    def shares(self) -> str:
        return (
            f"Python {sum(self.python) / len(self.python):.2f}, PostgreSQL {sum(self.postgres) / len(self.python):.2f}"
        )


def main() -> None:
    wanted = _parser().parse_args()
    server.SETTINGS["shared_buffers"] = MEMORY
    with house(wanted.customers) as place, Household(place.folder / "log") as household:
        assert place.database  # noqa: S101
        pages = _pages(wanted, place, place.database, household)
        _measure(pages, rounds=max(1, wanted.requests // ROUND), postmaster=servers.postmaster(place.database))
    _report(*pages)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run bench overview", description=__doc__)
    parser.add_argument("--customers", type=int, default=30_000, metavar="N", help="which data: .bench/N (30000)")
    parser.add_argument("--visitors", type=int, default=2_500, metavar="N", help="different customers (2500)")
    parser.add_argument("--requests", type=int, default=4_000, metavar="N", help="of each page (4000)")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), metavar="N", help="of each server (cores)")
    parser.add_argument(
        "--compressed", action="store_true", help="ask the portal as browsers do; the plain page has no gzip"
    )
    return parser


def _pages(wanted: argparse.Namespace, place: Place, database: server.Server, household: Household) -> list[Page]:
    """Start both servers and say which pages are visited, in which order."""
    from bench.measuring.visitors import visitors  # noqa: PLC0415 - needs Django

    port, plain_port = servers.free_port(), servers.free_port()
    people = visitors(wanted.visitors)
    plain = servers.fill_plain(database, customers=wanted.customers, visitors=wanted.visitors)
    servers.start_portal(household, place, port, workers=wanted.workers)
    servers.start_plain(household, database, plain_port, workers=wanted.workers)
    servers.settle(database)
    portal, beside = (program.process.pid for program in household.programs)

    def page(name: str, path: Callable[..., str]) -> Page:
        return Page(
            name, port, portal, [Visit(path(each), each.cookies, each.account, wanted.compressed) for each in people]
        )

    return [
        page("overview", lambda _: "/overview/"),
        Page("plain page", plain_port, beside, plain),
        page("bills list", lambda _: "/bills/"),
        page("bill", lambda each: f"/bills/{each.bill.replace('/', '-')}/"),
    ]


def _measure(pages: Sequence[Page], *, rounds: int, postmaster: int) -> None:
    visits = {page.name: cycle(page.visits) for page in pages}
    for page in pages:
        visit_all(page.port, page.visits)  # once before anything counts: templates, statements, PostgreSQL's memory
    for _ in range(rounds):
        for page in pages:
            before = cpu_seconds(page.program), cpu_seconds(postmaster)
            visit_all(page.port, list(islice(visits[page.name], ROUND)))
            page.python.append(1000 * (cpu_seconds(page.program) - before[0]) / ROUND)
            page.postgres.append(1000 * (cpu_seconds(postmaster) - before[1]) / ROUND)


def _report(overview: Page, plain: Page, *others: Page) -> None:
    ratio = plain.cost / overview.cost
    limits = f"limits: ratio {RATIO}, {LIMIT} ms where the plain page takes {PLAIN_LIMIT}"
    print(f"overview {overview.cost:.2f} ms, plain page {plain.cost:.2f} ms, ratio {ratio:.2f} ({limits})")
    for page in others:
        print(f"{page.name} {page.cost:.2f} ms, ratio {plain.cost / page.cost:.2f} (limit {LIST_LIMIT} ms)")
    for page in (overview, plain, *others):
        middle = median(map(sum, zip(page.python, page.postgres, strict=True)))
        print(f"  {page.name}: {page.shares}; median of {len(page.python)} rounds {middle:.2f}")


if __name__ == "__main__":
    main()
