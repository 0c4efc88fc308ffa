"""Who is chased for a debt: where each stands on the ladder, what comes next, and how old what is late is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from abonent import profile
from abonent.billing.models import Reminder, Respite
from abonent.billing.queries.chasing import Chased, all_chased, chased
from abonent.billing.queries.ladder import NextStep, next_step
from abonent.billing.queries.ledger import NOTHING, ZERO, debts
from abonent.billing.queries.respites import respites_in_force
from abonent.contracts import bulk as contracts
from abonent.contracts.models import Restriction
from abonent.people.models import Account
from abonent.post.models import Message

AGES = (30, 60, 90)
"""The last day of each age but the oldest, by which what is late is told apart."""


@dataclass(frozen=True, slots=True)
class Debtor:
    """An account that is chased, or would be if it might not wait: its last step, what is asked today, what comes next."""

    reminder: Reminder
    chased: Chased
    coming: NextStep | None
    respite: Respite | None

    @property
    def account(self) -> Account:
        return self.reminder.account


def debtors() -> QuerySet[Reminder]:
    """Return the last step of the ladder in force against each account, with the account."""
    later = Reminder.objects.filter(account=OuterRef("account"), ended_at=None, step__gt=OuterRef("step"))
    return Reminder.objects.filter(~Exists(later), ended_at=None).select_related("account")


def debtors_shown(found: Iterable[Reminder], *, at: datetime) -> list[Debtor]:
    """Return how each stands today, in the same order, by a number of statements that does not grow with them."""
    rows = list(found)
    accounts = [row.account_id for row in rows]
    now = all_chased(accounts, on=profile.today(at))
    steps = _coming(now, accounts, at=at)
    waits = _first_respites(accounts)
    return [
        Debtor(
            row, now.get(row.account_id) or Chased(row.account_id), steps.get(row.account_id), waits.get(row.account_id)
        )
        for row in rows
    ]


def _coming(now: dict[int, Chased], accounts: list[int], *, at: datetime) -> dict[int, NextStep | None]:
    if not accounts:
        return {}
    limited = set(contracts.restricted(accounts, reason=Restriction.Reason.DEBT))
    served = contracts.served(accounts, at=at)
    return {
        account: next_step(each, is_limited=account in limited, is_served=account in served)
        for account, each in now.items()
    }


def _first_respites(accounts: list[int]) -> dict[int, Respite]:
    """Return of each account the respite in force that ends last: none without a day."""
    found = Respite.objects.filter(account__in=accounts, ended_at=None).order_by("-until", "-pk")
    return {each.account_id: each for each in found}


def coming_step(account: Account, now: Chased, *, at: datetime) -> NextStep | None:
    """Return the step that comes next for an account, if any does."""
    return _coming({account.pk: now}, [account.pk], at=at)[account.pk]


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step that was taken, and the letters that prove it was told."""

    reminder: Reminder
    letters: list[Message]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an account stands with its debts: what is asked today, the ladder so far and its next step, what may wait."""

    chased: Chased
    coming: NextStep | None
    taken: list[StepTaken]
    before: list[StepTaken]
    in_force: list[Respite]
    ages: list[Decimal]


EARLIER = 20
"""So many steps of earlier debts are shown."""


def dunning(account: Account, *, at: datetime) -> Standing:
    """Return where an account stands with its debts."""
    on = profile.today(at)
    now = chased(account, on=on)
    steps = list(Reminder.objects.filter(account=account, ended_at=None).order_by("step"))
    ended = Reminder.objects.filter(account=account, ended_at__isnull=False).order_by("-taken_at", "-pk")
    earlier = list(ended[:EARLIER])
    letters = _letters([*steps, *earlier])
    return Standing(
        chased=now,
        coming=coming_step(account, now, at=at),
        taken=[StepTaken(step, letters.get(step.pk, [])) for step in steps],
        before=[StepTaken(step, letters.get(step.pk, [])) for step in earlier],
        in_force=respites_in_force(account),
        ages=ages_of(account, on=on),
    )


def _letters(steps: list[Reminder]) -> dict[int, list[Message]]:
    about = {f"reminder:{step.pk}": step.pk for step in steps}
    found = Message.objects.filter(about__in=list(about)).exclude(about="").select_related("printing").order_by("pk")
    letters: dict[int, list[Message]] = {}
    for letter in found.defer("text", "context", "secret"):
        letters.setdefault(about[letter.about], []).append(letter)
    return letters


def ages_of(account: Account, *, on: date) -> list[Decimal]:
    """Return how much of an account is late by 1 to 30, 31 to 60, 61 to 90, and more than 90 days."""
    sums = [NOTHING] * (len(AGES) + 1)
    for due_on, left in debts(account).filter(due_on__lt=on).values_list("due_on", "open"):
        sums[age((on - due_on).days)] += left
    return sums


def age(days: int) -> int:
    """Return to which age so many days belong, the youngest first."""
    return sum(days > last for last in AGES)


def ages_of_all(*, on: date) -> list[Decimal]:
    """Return what the accounts on the ladder owed when its last step was taken, by the age of their oldest debt today.

    Not from the ledger: one pass over the steps in force, which are few beside the accounts.
    """
    ends = [date.fromordinal(on.toordinal() - last) for last in AGES]
    whens = [When(oldest_due_on__gte=end, then=Value(place)) for place, end in enumerate(ends)]
    grouped = debtors().annotate(age=Case(*whens, default=Value(len(AGES)), output_field=IntegerField()))
    sums = dict(grouped.values_list("age").annotate(sum=Coalesce(Sum("amount"), ZERO)).order_by())
    return [sums.get(place, NOTHING) for place in range(len(AGES) + 1)]
