"""The demonstration's data: invented customers with two years behind them, who live on whenever the demo starts."""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from abonent import profile
from abonent.billing.actions import open_books
from abonent.billing.jobs import learn_words
from abonent.billing.models import Period
from abonent.contracts.actions import enter_price_list
from abonent.demo import (
    counter,
    debts,
    devices,
    duplicates,
    elsewhere,
    leavers,
    lines,
    looks,
    lost,
    notices,
    outgoing,
    pinned,
    respites,
    returned,
    routers,
    tried_out,
    wishes,
)
from abonent.demo.cast import Person, cast, people
from abonent.demo.life import Life, lived, runs
from abonent.demo.script import month, script
from abonent.demo.staff import open_the_office
from abonent.journal import bulk as journal
from abonent.people.actions import enter_wordings
from abonent.people.models import Account

__all__ = ["Person", "catch_up", "fill", "is_filled", "people"]

MONTHS_AHEAD = 3


def fill(customers: int = 120, *, at: datetime, progress: Callable[[str], None], months: int | None = None) -> None:
    """Let so many customers live until an instant: from the beginning, from where it was interrupted, or from last time.

    Sends no letter. Everything is made in stretches, each in one transaction, so it may be killed at any moment.
    Where there are customers already, their number stays as it is; `months` is how long a history to begin.
    """
    begin, today = _begin(at, months), profile.today(at)
    if not Period.objects.exists():
        progress(f"inventing {customers} customers, who have been here since {begin}")
    _prepare(begin, at)
    open_the_office(at=profile.midnight(begin))
    Life(cast(_how_many(customers, begin), begin=begin, today=today), people(), begin, at).go_on(progress)
    lines.equip(None, at=at)
    routers.set_up(at=profile.midnight(begin))
    devices.add(at)
    notices.tell(at)
    wishes.ask(at)
    pinned.pin(at)
    lost.lose(at)
    leavers.leave(at)
    elsewhere.sign_in(at)
    returned.come_back(at)
    counter.open_the_counter(at)
    respites.wait(at)
    debts.spare(at)
    looks.look(at)
    duplicates.lose_a_bill(at)
    tried_out.try_out(at)
    outgoing.send_off(at)
    learn_words(int(at.timestamp()))


def catch_up(at: datetime) -> None:
    """Let the customers live from last time until an instant: bills are issued, and most are paid."""
    fill(0, at=at, progress=lambda _: None)


def is_filled(*, at: datetime) -> bool:
    """Tell whether there is nothing left to live until an instant."""
    begin = _begin(at)
    found = runs(begin, profile.today(at))
    return Period.objects.exists() and lived(found) == len(found)


@transaction.atomic
def _prepare(begin: date, at: datetime) -> None:
    months = (at.year - begin.year) * 12 + at.month - begin.month
    # A day before: midnight here is still the day before in UTC, by whose months the journal is divided.
    journal.make_months(profile.midnight(month(begin, back=1)), ahead=months + MONTHS_AHEAD + 2)
    open_books()
    enter_price_list(profile.current(), at=profile.midnight(begin))
    enter_wordings(profile.current(), at=profile.midnight(begin))


def _begin(at: datetime, months: int | None = None) -> date:
    """Return the first day of the history: that of the first period, or so many months back as the script says."""
    first = Period.objects.order_by("bill_on").values_list("days", flat=True).first()
    return month(first.lower, back=0) if first else month(profile.today(at), back=months or script().months)


def _how_many(customers: int, begin: date) -> int:
    """Once the last month of the history has been billed nobody is added any more."""
    told = script()
    numbers = Account.objects.exclude(pk=0).values_list("number", flat=True)
    last = max((int(number) for number in numbers), default=0)
    there = len(told.accounts) + max(0, last - told.first_number + 1)
    complete = Period.objects.filter(bill_on__gte=month(begin, back=-told.months), state=Period.State.ISSUED)
    return there if complete.exists() else max(customers, there)
