"""Which step of the ladder comes next for an account, and on which day at the earliest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from abonent import profile
from abonent.billing.models import Reminder
from abonent.billing.queries.chasing import Chased, chased_of
from abonent.contracts.models import Restriction
from abonent.people.models import Account
from abonent.profile.days_off import A_DAY, first_loud_day, first_working_day
from abonent.profile.dunning import Step

RESTRICTING = (Reminder.Kind.RESTRICTION, Reminder.Kind.SUSPENSION)


@dataclass(frozen=True, slots=True)
class NextStep:
    """The step that is taken next unless the debt is paid. `not_before` is None as long as the letter before has not been sent."""

    number: int
    step: Step
    not_before: date | None

    def expected_on(self, today: date) -> date:
        """Return the first day on which it can be taken, if the letter before leaves today at the latest."""
        waited = self.not_before or last_day(today, self.step.days) + A_DAY
        return first_loud_day(max(today, waited))


def next_step(each: Chased, *, is_limited: bool, is_served: bool) -> NextStep | None:
    """Return the step that comes next; None when nothing is chased, or the ladder has no more steps for such an account.

    Where nothing is delivered there is nothing to restrict. Nobody is suspended who has not been limited before: whom the
    office released by hand is limited again first, and where the ladder was at its end it begins anew. So it does where the
    profile has another ladder by now: nobody is restricted after a step that was no notice when it was taken.
    """
    rules = profile.current().dunning
    if not each.amount or each.amount < rules.smallest or each.told < min(rules.smallest, each.amount):
        return None
    if rules.steps and _is_of_another_ladder(each):
        return _first(each)
    number = each.step + 1
    if number > len(rules.steps):
        released = is_served and not is_limited and rules.steps and rules.steps[-1].kind in RESTRICTING
        return _first(each) if released else None
    step = rules.steps[number - 1]
    if step.kind in RESTRICTING and not is_served:
        return None
    return (
        _again(each, step) if step.kind == "SUSPENSION" and not is_limited else NextStep(number, step, _day(each, step))
    )


def _is_of_another_ladder(each: Chased) -> bool:
    steps = profile.current().dunning.steps
    return each.step > 0 and (each.step > len(steps) or steps[each.step - 1].kind != each.kind)


def _first(each: Chased) -> NextStep:
    step = profile.current().dunning.steps[0]
    return NextStep(1, step, _after_due(each, step))


def _again(each: Chased, step: Step) -> NextStep:
    return NextStep(each.step, profile.current().dunning.steps[each.step - 1], _day(each, step))


def _day(each: Chased, step: Step) -> date | None:
    if not each.step:
        return _after_due(each, step)
    return last_day(each.proof_on, step.days) + A_DAY if each.proof_on else None


def _after_due(each: Chased, step: Step) -> date:
    return first_working_day(each.oldest_due_on or date.max) + timedelta(days=step.days)


def last_day(proof_on: date, days: int) -> date:
    """Return the last of so many days after a letter: its own is not counted, and a day off is not the last (art. 111, 115)."""
    return first_working_day(proof_on + timedelta(days=days))


@dataclass(frozen=True, slots=True)
class Outlook:
    """What comes of a debt that is late: the next step of the ladder, or the last day until which it may wait; or nothing."""

    coming: NextStep | None
    may_wait_until: date | None


def outlook_of(account: Account, *, limits: Sequence[tuple[str, str]], at: datetime) -> Outlook:
    """Return what comes of a debt that is late, in one statement; `limits` are the restrictions in force."""
    found, is_served, until = chased_of(account.pk, at=at)
    is_limited = any(reason == Restriction.Reason.DEBT for reason, _level in limits)
    coming = next_step(found, is_limited=is_limited, is_served=is_served)
    return Outlook(coming, until - A_DAY if until and not found.amount else None)
