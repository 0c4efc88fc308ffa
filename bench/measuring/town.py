"""Customers and staff who go about their errands at the same time, with or without bill runs, and what that took."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle
from threading import Event, Lock
from time import monotonic, sleep

import psycopg

from abonent import profile
from abonent.management.places import Place
from abonent.management.processes import Household
from bench.measuring import errands
from bench.measuring.browsing import Browser
from bench.measuring.processes import cpu_seconds, worked
from bench.measuring.subscribers import months
from bench.measuring.visits import Visitor

MONTHS = 13
STAFF = {"zofia": ("CLERK", (errands.take_cash,)), "beata": ("ACCOUNTANT", (errands.correct, errands.take_cash))}
PASSWORD = "piec-filizanek-na-parapecie"  # noqa: S105 - of a measurement


@dataclass
class Half:
    """What one half of the measurement has shown."""

    people: Sequence[errands.Person]
    milliseconds: float
    seconds: float
    bills: int = 0

    @property
    def pages(self) -> list[tuple[str, float]]:
        return [one for person in self.people for one in person.tally.times]

    @property
    def cost(self) -> float:
        """Milliseconds of processor time a page."""
        return self.milliseconds / max(1, len(self.pages))

    @property
    def wrong(self) -> list[str]:
        return [one for person in self.people for one in person.tally.wrong]

    @property
    def done(self) -> Counter[str]:
        return sum((person.tally.done for person in self.people), Counter[str]())

    def __str__(self) -> str:
        errand = ", ".join(f"{count} {what}" for what, count in sorted(self.done.items()))
        return (
            f"{len(self.pages)} pages in {self.seconds:.0f} s, {self.cost:.2f} ms CPU a page ({errand}); "
            f"{len(self.wrong)} errors"
        )


class Town:
    """Customers who come one after the other, round and round; several take the next one at once."""

    def __init__(self, visitors: Sequence[Visitor]) -> None:
        self._turn, self._lock = cycle(visitors), Lock()

    def __iter__(self) -> Iterator[Visitor]:
        return self

    def __next__(self) -> Visitor:
        with self._lock:
            return next(self._turn)


@dataclass(frozen=True, slots=True)
class Stage:
    """Where everybody goes about their errands."""

    place: Place
    owner: psycopg.Connection
    household: Household
    town: Town
    customers: int

    def half(self, seconds: float, *, running: bool = False) -> Half:
        """Let everybody go about their errands for a while, with or without bill runs, and return what that took."""
        enough = Event()
        people = [
            errands.Person((errands.pay,), self.town, enough, _customer(self.place)) for _ in range(self.customers)
        ]
        people += [
            errands.Person(whats, self.town, enough, _staff(self.place, login)) for login, (_, whats) in STAFF.items()
        ]
        before, began = self._spent(), monotonic()
        for person in people:
            person.start()
        bills = _run_months(until=began + seconds) if running else 0
        sleep(max(0.0, began + seconds - monotonic()))
        enough.set()
        for person in people:
            person.join()
        found = Half(people, self._spent() - before, monotonic() - began, bills)
        people[0].tally.wrong += self.household.look()  # programs that fell are errors
        return found

    def _spent(self) -> float:
        """Return the milliseconds of processor time of the portal and of its sessions in PostgreSQL so far."""
        rows = self.owner.execute("SELECT pid FROM pg_stat_activity WHERE application_name = 'portal'").fetchall()
        portal = self.household.programs[-1].process.pid
        return 1000 * cpu_seconds(portal) + sum(worked(int(pid)) for (pid,) in rows)


def _customer(place: Place) -> Callable[[Visitor], Browser]:
    return lambda visitor: Browser(place.url, visitor.cookies)


def _staff(place: Place, login: str) -> Callable[[Visitor], Browser]:
    """Sign one of the staff in, as everybody does; the browser stays the same for all errands."""
    browser = Browser(place.url)
    page = browser.see("/desk/signin/")
    form = page.form("login", "password")
    assert form, page.text  # noqa: S101
    browser.send(page, form, login=login, password=PASSWORD)
    browser.times = []
    return lambda _: browser


def _run_months(*, until: float) -> int:
    """Start a bill run as the desk does, month after month, and wait for each to end; return how many bills came of it."""
    from django.utils import timezone  # noqa: PLC0415 - needs Django

    from abonent.billing.actions import open_period, start_run  # noqa: PLC0415 - the same
    from abonent.billing.models import Batch, Period  # noqa: PLC0415 - the same

    bills = 0
    for month in months(MONTHS, until=datetime.now(UTC).date())[1:]:
        if monotonic() > until:
            break
        period = open_period(profile.current().billing.cycles[0], month=month)
        if period.bill_on > profile.today(timezone.now()):
            break
        start_run(period, at=timezone.now())
        while Period.objects.get(pk=period.pk).state != Period.State.ISSUED:
            sleep(0.1)
        bills += sum(batch or 0 for batch in Batch.objects.filter(period=period).values_list("bills", flat=True))
    return bills
