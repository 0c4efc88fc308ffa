"""How the demonstration's debts were chased: by the real ladder, on the days on which a step can be due."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction

from abonent import profile
from abonent.billing import actions as billing
from abonent.billing.models import Reminder, Respite
from abonent.billing.queries import chased
from abonent.billing.queries.chasing import all_chased
from abonent.billing.queries.ladder import next_step
from abonent.demo import letters
from abonent.demo.cast import Person
from abonent.demo.script import script
from abonent.people.models import Account, User
from abonent.profile.days_off import A_DAY, first_loud_day, first_working_day, is_quiet

LOOKED_BACK = timedelta(days=210)
"""So far back debts were chased: earlier ones have left no traces that anybody looks at, and would only take time."""
NOTE = "Umówione telefonicznie: zapłaci razem z następnym rachunkiem."
SPARED = timedelta(days=30)
AN_HOUR = timedelta(hours=1)


@dataclass
class Debts:
    """Whose debts are looked at on which day. What was done by the last step taken before is not done again."""

    named: Sequence[Person]
    today: date
    days: dict[date, set[int]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        last = Reminder.objects.order_by("-taken_at").values_list("taken_at", flat=True).first()
        self.since = max(self.today - LOOKED_BACK, profile.today(last) + A_DAY if last else date.min)

    def first_look(self, due_on: date) -> date:
        """Return the day on which the first step can be taken against a debt."""
        steps = profile.current().dunning.steps
        return max(self.since, first_loud_day(first_working_day(due_on) + timedelta(days=steps[0].days)))

    def look(self, account: int, on: date) -> None:
        """Look at an account on a day, or as soon as there are days again."""
        self.days[max(on, self.since)].add(account)

    def live(self, day: date, *, at: datetime) -> None:
        """Take the steps that are due on a day, and let their letters be sent."""
        accounts = self.days.pop(day, set())
        if not accounts or is_quiet(at):
            self._again(accounts, day)
            return
        billing.remind(accounts, at=at)
        letters.leave(self.named, since=at, until=at)
        self._plan(sorted(accounts), day)

    def _again(self, accounts: Iterable[int], day: date) -> None:
        for account in accounts:
            self.look(account, day + A_DAY)

    def _plan(self, accounts: Sequence[int], day: date) -> None:
        for each in all_chased(accounts, on=day).values():
            if coming := next_step(each, is_limited=True, is_served=True):
                self.look(each.account, max(coming.expected_on(day), day + A_DAY))


@transaction.atomic
def spare(at: datetime) -> None:
    """Let those with a name who owe something late, and are told as not restricted, have agreed with the office to wait.

    What was agreed before ends by the clock.
    """
    clerk = User.objects.filter(staff_role="CLERK", ended_at=None).earliest("pk")
    told = [said["number"] for said in script().accounts if "restricted" not in said]
    smallest, made_at = profile.current().dunning.smallest, at - AN_HOUR
    today = profile.today(made_at)
    waiting = Respite.objects.filter(kind=Respite.Kind.OFFICE, ended_at=None).values("account")
    for account in Account.objects.filter(number__in=told).exclude(pk__in=waiting):
        if chased(account, on=today).amount >= smallest:
            once = f"spared-{account.number}-{today}"
            billing.spare(account, day=today + SPARED, note=NOTE, once=once, at=made_at, by=clerk)
            letters.as_if_sent(account.pk, made_at)
