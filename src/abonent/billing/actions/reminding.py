"""The ladder: whoever owes is told, told again, and restricted, by the steps of the profile and never at quiet hours."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from abonent import profile
from abonent.billing.bulk import chasing, reminders
from abonent.billing.bulk.chasing import Chased
from abonent.billing.bulk.once import Fee, charge_fees
from abonent.billing.bulk.relieving import let_go
from abonent.billing.bulk.reminders import Taken
from abonent.billing.models import Reminder
from abonent.billing.queries.ladder import RESTRICTING, NextStep, last_day, next_step
from abonent.contracts import bulk as contracts
from abonent.contracts.models import Restriction
from abonent.contracts.queries.fees import fee as cost_of
from abonent.journal.actions import Happening, record_all
from abonent.people.bulk import Told, notify_all
from abonent.people.models import Account
from abonent.profile.days_off import is_quiet
from abonent.profile.dunning import Step

BATCH_ACCOUNTS = 5_000
"""How many accounts one transaction looks at; only those concerned are locked."""

Kind, Level, DEBT = Reminder.Kind, Restriction.Level, Restriction.Reason.DEBT

LETTERS = {
    Kind.REMINDER: "debt_reminder",
    Kind.NOTICE: "debt_notice",
    Kind.RESTRICTION: "debt_restricted",
    Kind.SUSPENSION: "debt_suspended",
}
"""The letter of each kind of step."""


def remind_debtors(at: datetime, *, size: int = BATCH_ACCOUNTS) -> int:
    """Take the steps of the ladder that are due, of all accounts; return how many. At quiet hours nothing happens.

    Each range of accounts is a transaction of its own: whoever is killed and started again goes on, and of two at once
    each step is taken once.
    """
    if is_quiet(at):
        return 0
    return sum(_remind_range(low, high, at=at) for low, high in chasing.ranges(size))


def _remind_range(low: int, high: int, *, at: datetime) -> int:
    owing = chasing.owing(low, high, on=profile.today(at))
    concerned = {*owing, *reminders.reminded(low, high)}
    return remind(concerned, at=at) if concerned else 0


@transaction.atomic
def remind(accounts: Iterable[int], *, at: datetime) -> int:
    """Take the steps that are due of these accounts, one of each at most; return how many.

    Those of which too little is left are let go of. What was done before is read once the accounts are locked.
    """
    concerned = reminders.lock(sorted(accounts))
    found = chasing.chased(concerned, on=profile.today(at))
    limited = contracts.restricted(concerned, reason=DEBT)
    let_go(concerned, found, limited=limited, because={}, at=at)
    _tell_again([pk for pk, each in found.items() if each.step and not each.proof_on], at=at)
    served = contracts.served(concerned, at=at)
    due = _due(found, limited=set(limited), served=served, on=profile.today(at))
    if not due:
        return 0
    reminders.end_last([account for account, step in due.items() if step.number == found[account].step], at=at)
    reminders.end_all([pk for pk, step in due.items() if _begins_anew(step.number, after=found[pk].step)], at=at)
    steps = [_step(found[pk], step, is_served=pk in served) for pk, step in sorted(due.items())]
    taken = reminders.add(steps, at=at)
    _record(taken, at=at)
    _restrict(taken, at=at)
    fees = _charge(taken, at=at)
    _tell(taken, fees, at=at)
    return len(taken)


def _due(found: Mapping[int, Chased], *, limited: set[int], served: set[int], on: date) -> dict[int, NextStep]:
    coming = {
        account: next_step(each, is_limited=account in limited, is_served=account in served)
        for account, each in found.items()
    }
    return {account: step for account, step in coming.items() if step and step.not_before and step.not_before <= on}


def _begins_anew(number: int, *, after: int) -> bool:
    return number < after or number == after == 1


def _step(each: Chased, coming: NextStep, *, is_served: bool) -> Taken:
    since = each.oldest_due_on or date.max
    return Taken(each.account, coming.number, coming.step.kind, each.amount, since, is_served)


def _record(taken: Sequence[Taken], *, at: datetime) -> None:
    """What is restricted is told by contracts."""
    record_all(
        [
            Happening("reminder.sent", at, step.account, step.subject, via="job", data={"step": step.number})
            for step in taken
            if step.kind in {Kind.REMINDER, Kind.NOTICE}
        ]
    )


def _restrict(taken: Sequence[Taken], *, at: datetime) -> None:
    limited = [step.account for step in taken if step.kind == Kind.RESTRICTION]
    switched_off = [step.account for step in taken if step.kind == Kind.SUSPENSION]
    if limited:
        contracts.restrict_all(limited, reason=DEBT, level=Level.LIMITED, at=at)
    if switched_off:
        contracts.raise_all(switched_off, reason=DEBT, level=Level.SUSPENDED, at=at)


def _charge(taken: Sequence[Taken], *, at: datetime) -> dict[str, str]:
    """Charge the fees of the steps that have one; return what each costs, by its code."""
    on, codes = profile.today(at), {step.pk: _rule(step).fee for step in taken if _rule(step).fee}
    costs = {code: cost_of(code, on=on) for code in sorted(set(codes.values()))}
    due = [step for step in taken if costs.get(codes.get(step.pk, ""))]
    if due:
        charge_fees([Fee(step.account, codes[step.pk], "fee", step.subject, on) for step in due], at=at)
        record_all(
            [
                Happening("fee.charged", at, step.account, step.subject, via="job", data={"fee": codes[step.pk]})
                for step in due
            ]
        )
    return {code: str(cost) for code, cost in costs.items() if cost}


def _rule(step: Taken) -> Step:
    return profile.current().dunning.steps[step.number - 1]


def _tell(taken: Sequence[Taken], fees: Mapping[str, str], *, at: datetime) -> None:
    accounts = Account.objects.filter(pk__in=[step.account for step in taken])
    known = {pk: (number, bank) for pk, number, bank in accounts.values_list("pk", "number", "payer__bank_account")}
    for kind in Kind:
        told = [
            Told(step.account, step.subject, about=step.subject, context=_context(step, *known[step.account], fees, at))
            for step in taken
            if step.kind == kind
        ]
        notify_all(told, LETTERS[kind], at=at, on_paper=True)


def _tell_again(waiting: Sequence[int], *, at: datetime) -> None:
    """Write on paper what came back or could not be sent by mail, with the day until which there is time now."""
    found = reminders.unheard(waiting) if waiting else []
    for template in sorted({template for _, _, template, _ in found}):
        told = [
            Told(account, about, about, said | ({"by": _by(said["days"], at)} if said["next"] else {}))
            for account, about, of, said in found
            if of == template
        ]
        reminders.tell_on_paper(told, template, at=at)


def _by(days: int, at: datetime) -> str:
    return last_day(profile.today(at), days).isoformat()


def _context(step: Taken, number: str, bank: str | None, fees: Mapping[str, str], at: datetime) -> dict[str, Any]:
    """Return what the letter says: how much, since when, and by when to pay so that the next step is not taken."""
    coming = _after(step)
    return {
        "account": number,
        "amount": str(step.amount),
        "since": step.oldest_due_on.isoformat(),
        "next": coming.kind if coming else "",
        "by": _by(coming.days, at) if coming else "",
        "days": coming.days if coming else 0,
        "bank_account": bank or "",
        "fee": fees.get(_rule(step).fee, ""),
    }


def _after(step: Taken) -> Step | None:
    """Return the step that comes after one, if any does."""
    following = profile.current().dunning.steps[step.number : step.number + 1]
    if following and (step.is_served or following[0].kind not in RESTRICTING):
        return following[0]
    return None
