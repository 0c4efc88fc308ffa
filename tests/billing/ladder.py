"""The ladder in tests: climbed day by day, with letters that are sent at once."""

from datetime import date, datetime, timedelta

from abonent import profile
from abonent.billing import actions
from abonent.billing.models import Reminder
from abonent.contracts.models import Restriction
from abonent.people.models import Account
from abonent.post.models import Message, Printing


def at(month: int, day: int, hour: int = 10) -> datetime:
    """An instant of 2026, by the clock of the operator."""
    return profile.midnight(date(2026, month, day)) + timedelta(hours=hour)


def post_sends(when: datetime) -> None:
    """Every letter that waits is sent now; those on paper are printed and posted."""
    waiting = Message.objects.filter(state="WAITING")
    printing = Printing.objects.create(made_at=when, letters=1, posted_on=when.date(), posted_at=when)
    waiting.filter(channel="PAPER").update(printing=printing, state="SENT")
    waiting.exclude(channel="PAPER").update(state="SENT", sent_at=when)


def remind(when: datetime) -> list[tuple[int, str]]:
    """Let the ladder go on at an instant, and its letters be sent at once; return the steps taken."""
    taken = Reminder.objects.filter(taken_at=when).order_by("account", "pk")
    actions.remind_debtors(when)
    post_sends(when)
    return list(taken.values_list("step", "kind"))


def climb(until: datetime, since: datetime) -> list[tuple[date, str]]:
    """Live day by day; return the days on which steps were taken."""
    found, now = [], since
    while now <= until:
        found += [(now.date(), kind) for _, kind in remind(now)]
        now += timedelta(days=1)
    return found


def limits(of: Account) -> list[str]:
    return list(Restriction.objects.filter(account=of, lifted_at=None).values_list("level", flat=True))
