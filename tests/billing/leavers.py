"""Customers who leave, and days that pass until then and after it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.bulk.faults import faults
from abonent.billing.models import Charge, Invoice, Period
from abonent.billing.queries.periods import period_begins
from abonent.contracts.models import Agreement, Ending
from abonent.database.rounding import half_away
from abonent.people.models import Account, User
from abonent.profile.tree import Cycle
from tests import people
from tests.people import NOON

TODAY = date(2026, 11, 21)
A_DAY = timedelta(days=1)
SINCE = date(2026, 9, 1)


def customer(cycle: int = 1, since: date = SINCE) -> Account:
    """Somebody who came on a day and pays 60.00 a month, with an address for letters."""
    opened = people.account("100900", "Leszek Odchodzi", people.person("leszek", "Leszek Odchodzi"), cycle=cycle)
    people.mail(opened, None, "leszek@example.com")
    people.line(opened, people.tariff(), since=profile.midnight(since))
    return opened


def run(month: date, cycle: int = 1) -> int:
    """Issue the bills of the period that begins in a month, on their day."""
    period = actions.open_period(cycle_of(cycle), month=month)
    return actions.issue_bills(period, at=profile.midnight(period.bill_on))


def cycle_of(code: int) -> Cycle:
    return next(cycle for cycle in profile.current().billing.cycles if cycle.code == code)


def end(account: Account, on: date, *, at: datetime = NOON, reason: str = "CUSTOMER") -> Ending:
    """Enter the end of the account's one agreement: `on` is the first day without it."""
    by = User.objects.filter(staff_role="CLERK").first() or people.staff()
    return actions.end_agreement(Agreement.objects.get(account=account), ends_on=on, reason=reason, at=at, by=by)


def documents(account: Account) -> list[tuple[str, str]]:
    found = Invoice.objects.filter(account=account).order_by("pk")
    return [(document.kind, str(document.total)) for document in found]


def live(account: Account, cycle: int, since: date, until: date, *, clock: bool) -> None:
    """Let days [since, until) pass: bills are issued on their days, before or after the clock has looked."""
    for day in days(since, until):
        if clock:
            actions.carry_out_due(at=profile.midnight(day) + timedelta(minutes=7))
        if day.day == cycle_of(cycle).bill_day:
            run(day.replace(day=1), cycle)


def days(since: date, until: date) -> Iterator[date]:
    """Give the days on which something can happen: those of bills, and those of ends."""
    ends = set(Ending.objects.values_list("ends_on", flat=True))
    for number in range((until - since).days):
        day = since + number * A_DAY
        if day in ends or day.day in (3, 13, 23):
            yield day


def judge(account: Account, cycle: int, since: date, ends_on: date) -> None:
    """Compare what was charged with what the days come to, and look for what must not be."""
    charged = sum(Charge.objects.filter(account=account).values_list("amount", flat=True))
    assert charged == ought(cycle, since, ends_on)
    assert queries.balance(account) == charged
    assert not Invoice.objects.filter(account=account, kind="BILL", total__lt=0).exists()
    assert not Charge.objects.filter(account=account, invoice=None).exists()
    assert Account.objects.get(pk=account.pk).closed_on == ends_on
    assert faults() == []


def ought(cycle: int, since: date, until: date) -> Decimal:
    """What 60.00 a month come to for some days, from the first period on that was opened."""
    total, first = Decimal(0), Period.objects.filter(cycle=cycle).earliest("days").days.lower
    begins = period_begins(cycle_of(cycle), max(since, first))
    while begins < until:
        after = (begins.replace(day=1) + 32 * A_DAY).replace(day=begins.day)
        held = (min(after, until) - max(begins, since)).days
        total += half_away(Decimal(60) * held / (after - begins).days)
        begins = after
    return total
