"""How the demonstration's history goes by, day by day, through the same set-based actions that a real month uses.

It is lived in stretches, each from one bill run to the next and each in one transaction: a run that has its period has
had all its days up to now. So whoever is killed goes on where it stopped, and whoever starts later lives on until today.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from abonent import profile
from abonent.billing import actions as billing
from abonent.billing.bulk.once import Fee, charge_fees
from abonent.billing.bulk.unpaid import Unpaid, unpaid
from abonent.billing.models import Period
from abonent.contracts.bulk import change_tariffs
from abonent.demo import happenings, letters, money
from abonent.demo.cast import Customer, Person
from abonent.demo.debts import Debts
from abonent.demo.habits import Instalment, instalments
from abonent.demo.opening import open_for, welcome_people
from abonent.demo.script import month
from abonent.people.models import Account
from abonent.profile.tree import Cycle

type Progress = Callable[[str], None]

A_DAY = timedelta(days=1)
OPENS_AT = timedelta(hours=10)
CHECKED_AT = timedelta(hours=15)


class Run(NamedTuple):
    """A day on which the bills of a cycle are issued, for the period that begins in a month."""

    on: date
    cycle: Cycle
    month: date


def runs(begin: date, today: date) -> list[Run]:
    """Return the bill runs of a history until today, in order."""
    cycles, found, first = profile.current().billing.cycles, [], begin
    while first <= today:
        found += [Run(first.replace(day=cycle.bill_day), cycle, first) for cycle in cycles]
        first = month(first, back=-1)
    return sorted((run for run in found if run.on <= today), key=lambda run: (run.on, run.cycle.code))


def lived(found: Sequence[Run]) -> int:
    """Return how many of these runs have been."""
    issued = set(Period.objects.filter(state=Period.State.ISSUED).values_list("cycle", "bill_on"))
    return sum((run.cycle.code, run.on) in issued for run in found)


@dataclass
class Life:
    """A history on its way. `begin` is its first day, `now` where it ends."""

    customers: Sequence[Customer]
    people: Sequence[Person]
    begin: date
    now: datetime
    accounts: dict[int, Customer] = field(default_factory=dict)
    due: dict[date, list[Instalment]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.today = profile.today(self.now)
        self.day = self.begin
        self.runs = runs(self.begin, self.today)
        self.debts = Debts(self.people, self.today)
        self.by_number = {customer.number: customer for customer in self.customers}
        self.arrivals = _by_day(self.customers, lambda customer: customer.since)
        self.changes = _by_day(self.customers, lambda customer: customer.change.on if customer.change else None)

    def go_on(self, progress: Progress) -> None:
        """Live from where it stopped until now."""
        self._know(Account.objects.values_list("pk", "number"))
        done = lived(self.runs)
        stretches = [None, *self.runs] if not self.accounts else self.runs[max(0, done - 1) :]
        ends = [*(run.on for run in stretches[1:] if run), self.today + A_DAY]
        if self.accounts and stretches:
            self.day = stretches[0].on if stretches[0] else self.begin
            self._expect(unpaid())
        for run, end in zip(stretches, ends, strict=True):
            with transaction.atomic():
                bills = self._stretch(run, end)
            if run and (end.month != run.on.month or end > self.today):
                progress(f"{run.on:%Y-%m} has passed, the last run made {bills} bills")

    def _stretch(self, run: Run | None, end: date) -> int:
        """Live from a run until the next."""
        if run is None:
            self._begin()
        self.day = run.on if run else self.begin
        bills = self._issue(run) if run else 0
        while self.day < end:
            self._live()
            self.day += A_DAY
        since, until = profile.midnight(run.on if run else self.begin), profile.midnight(end)
        letters.remember(self.people, since=since, until=until)
        letters.leave(self.people, since=since, until=until)
        return bills

    def _begin(self) -> None:
        at = profile.midnight(self.begin)
        welcome_people(self.people, at=at)
        self._open([customer for customer in self.customers if customer.since < self.begin], at)

    def _issue(self, run: Run) -> int:
        period = billing.open_period(run.cycle, month=run.month)
        if period.state == Period.State.ISSUED:
            return 0
        bills = billing.issue_bills(period, at=profile.midnight(run.on))
        self._expect(unpaid(period))
        return bills

    def _live(self) -> None:
        self._open(self.arrivals.get(self.day, []), self._at(OPENS_AT))
        self._change(self.changes.get(self.day, []), self._at(OPENS_AT))
        if due := self.due.pop(self.day, []):
            money.post(due, on=self.day, now=self.now)
        self.debts.live(self.day, at=self._at(CHECKED_AT))
        for account in happenings.happen(self.day, begin=self.begin, at=self._at(CHECKED_AT)):
            self._expect([bill for bill in unpaid() if bill.account == account], not_before=self.day + 3 * A_DAY)

    def _at(self, hour: timedelta) -> datetime:
        return min(profile.midnight(self.day) + hour, self.now)

    def _open(self, customers: Sequence[Customer], at: datetime) -> None:
        wanted = {customer.number: customer for customer in customers}
        there = set(Account.objects.filter(number__in=wanted).values_list("number", flat=True)) if wanted else set()
        coming = [customer for number, customer in wanted.items() if number not in there]
        if coming:
            opened = open_for(coming, self.people, came_at=at, now=self.now)
            self._know((account.pk, account.number) for account in opened)

    def _know(self, accounts: Iterable[tuple[int, str]]) -> None:
        self.accounts |= {pk: self.by_number[number] for pk, number in accounts if number in self.by_number}

    def _change(self, customers: Sequence[Customer], at: datetime) -> None:
        wanted = {customer.number: customer.change for customer in customers if customer.change}
        if not wanted:
            return
        ids = dict(Account.objects.filter(number__in=wanted).values_list("pk", "number"))
        changed = change_tariffs([(pk, wanted[number].plan) for pk, number in ids.items()], slot="plan", at=at)
        fees = [(pk, ids[pk], wanted[ids[pk]]) for pk in changed]
        charge_fees(
            [Fee(pk, change.fee, "fee", f"change:{number}", change.on) for pk, number, change in fees if change.fee],
            at=at,
        )

    def _expect(self, bills: Sequence[Unpaid], *, not_before: date | None = None) -> None:
        """Plan when bills will be paid, and when it will be seen that they are not."""
        earliest = not_before or self.day
        ours = [(self.accounts[bill.account], bill) for bill in bills if bill.account in self.accounts]
        later = {issued_on: self._runs_after(issued_on) for issued_on in {bill.issued_on for _, bill in ours}}
        for customer, bill in ours:
            planned = instalments(customer, bill, runs_since=later[bill.issued_on])
            for one in planned:
                self.due[max(one.on, earliest)].append(one)
            self._be_patient(customer, bill, planned)

    def _be_patient(self, customer: Customer, bill: Unpaid, planned: Sequence[Instalment]) -> None:
        on = max(self.debts.first_look(bill.due_on), self.day)
        if customer.restrictable and not (planned and planned[-1].on <= on):
            self.debts.look(bill.account, on)

    def _runs_after(self, issued_on: date) -> int:
        """Count the runs of a bill's cycle after it: a cycle is known by its day of the month."""
        return sum(run.on > issued_on and run.on.day == issued_on.day for run in self.runs)


def _by_day(customers: Sequence[Customer], when: Callable[[Customer], date | None]) -> dict[date, list[Customer]]:
    found: dict[date, list[Customer]] = defaultdict(list)
    for customer in customers:
        if day := when(customer):
            found[day].append(customer)
    return found
