"""Three in the demonstration who owe may wait: one has promised a day, one pays by instalments, one disagrees with a line."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.bulk.chasing import chased
from abonent.billing.models import Entry, Respite
from abonent.demo.letters import as_if_sent
from abonent.demo.script import script
from abonent.people.models import Account, User

A_DAY = timedelta(days=1)
PROMISED, FIRST_PART, PARTS = timedelta(days=5), timedelta(days=12), 3
NOTE = "Dzwoniła: po wypłacie da radę w trzech częściach."
WORDS = "Ta kwota jest za wysoka: w tym miesiącu przez tydzień nie było internetu, zgłoszone telefonicznie."
SOME = 100
"""Accounts that are looked at together."""


@transaction.atomic
def wait(at: datetime) -> None:
    """Let each have begun yesterday, once; later they go on as the clock has it."""
    if Respite.objects.exists():
        return
    made_at = at - A_DAY
    for account, begin in zip(_who_owes(made_at), (_promise, _divide, _disagree), strict=False):
        begin(account, made_at)
        as_if_sent(account.pk, made_at)


def _who_owes(at: datetime) -> Iterator[Account]:
    """Give those who are chased, the last numbers first: the first ones pay at the counter."""
    found = Account.objects.filter(number__gte=str(script().first_number)).order_by("-number")
    for begin in range(0, found.count(), SOME):
        some = list(found[begin : begin + SOME])
        owing = chased([account.pk for account in some], on=profile.today(at))
        for account in some:
            if account.pk in owing and owing[account.pk].amount >= profile.current().dunning.smallest:
                yield account


def _promise(account: Account, at: datetime) -> None:
    owner = account.accesses.filter(role="OWNER").select_related("user").first()
    by = owner.user if owner else None
    actions.promise(account, day=profile.today(at) + PROMISED, once=f"promised-{account.number}", at=at, by=by)


def _divide(account: Account, at: datetime) -> None:
    late, _owed = actions.late_and_owed(account, on=profile.today(at))
    parts = queries.equal_parts(late, queries.plan_days(profile.today(at) + FIRST_PART, PARTS))
    clerk = User.objects.filter(staff_role="CLERK", ended_at=None).order_by("pk").first()
    if clerk:
        actions.agree_instalments(account, parts=parts, once=f"divided-{account.number}", note=NOTE, at=at, by=clerk)


def _disagree(account: Account, at: datetime) -> None:
    entry = Entry.objects.get(pk=queries.debts(account).values_list("pk", flat=True)[0])
    actions.disagree(account, entry, words=WORDS, at=at, by=None)
