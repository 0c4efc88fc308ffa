"""Three in the demonstration who owe may wait: one has promised a day, one pays by instalments, one disagrees with a line."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.models import Entry, Respite
from abonent.demo.letters import as_if_sent
from abonent.demo.script import script
from abonent.people.models import Account, User

A_DAY = timedelta(days=1)
PROMISED, FIRST_PART, PARTS = timedelta(days=5), timedelta(days=12), 3
NOTE = "Dzwoniła: po wypłacie da radę w trzech częściach."
WORDS = "Ta kwota jest za wysoka: w tym miesiącu przez tydzień nie było internetu, zgłoszone telefonicznie."
SOME = 300
"""So many accounts are looked at, at most."""


@transaction.atomic
def wait(at: datetime) -> None:
    """Let each have begun yesterday, once; later they go on as the clock has it."""
    if Respite.objects.exclude(kind=Respite.Kind.OFFICE).exists():
        return
    made_at, taken = at - A_DAY, set[int]()
    for begin, may in ((_promise, _is_chased), (_divide, _owes), (_disagree, _has_bills)):
        found = (each for each in _customers() if each.pk not in taken and may(each, made_at))
        if account := next(found, None):
            begin(account, made_at)
            as_if_sent(account.pk, made_at)
            taken.add(account.pk)


def _customers() -> Iterator[Account]:
    """Give the invented customers, the last numbers first: the first ones pay at the counter."""
    found = Account.objects.filter(number__gte=str(script().first_number), closed_on=None)
    return found.order_by("-number")[:SOME].iterator()


def _is_chased(account: Account, at: datetime) -> bool:
    return queries.chased(account, on=profile.today(at)).amount >= profile.current().dunning.smallest


def _owes(account: Account, at: datetime) -> bool:
    return actions.late_and_owed(account, on=profile.today(at))[1] >= profile.current().dunning.smallest


def _has_bills(account: Account, _at: datetime) -> bool:
    return account.invoices.exists()


def _promise(account: Account, at: datetime) -> None:
    owner = account.accesses.filter(role="OWNER").select_related("user").first()
    by = owner.user if owner else None
    actions.promise(account, day=profile.today(at) + PROMISED, once=f"promised-{account.number}", at=at, by=by)


def _divide(account: Account, at: datetime) -> None:
    late, owed = actions.late_and_owed(account, on=profile.today(at))
    parts = queries.equal_parts(late or owed, queries.plan_days(profile.today(at) + FIRST_PART, PARTS))
    clerk = User.objects.filter(staff_role="CLERK", ended_at=None).order_by("pk").first()
    if clerk:
        actions.agree_instalments(account, parts=parts, once=f"divided-{account.number}", note=NOTE, at=at, by=clerk)


def _disagree(account: Account, at: datetime) -> None:
    entry = Entry.objects.filter(account=account, kind=Entry.Kind.BILL).latest("booked_on", "pk")
    actions.disagree(account, entry, words=WORDS, at=at, by=None)
