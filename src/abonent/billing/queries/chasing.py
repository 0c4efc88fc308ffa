"""What is asked of an account on a day: what is late, minus what may wait."""

from collections.abc import Sequence
from datetime import date, datetime

from abonent.billing.bulk import chasing
from abonent.billing.bulk.chasing import Chased
from abonent.billing.queries.ladder import NextStep, next_step
from abonent.contracts.models import Restriction
from abonent.people.models import Account


def chased(account: Account | int, *, on: date) -> Chased:
    """Return what is asked of an account on a day."""
    pk = account if isinstance(account, int) else account.pk
    return chasing.chased([pk], on=on).get(pk) or Chased(pk)


def next_step_of(account: Account, *, limits: Sequence[tuple[str, str]], at: datetime) -> NextStep | None:
    """Return the step of the ladder that comes next, in one statement; `limits` are the restrictions in force."""
    found, is_served = chasing.chased_of(account.pk, at=at)
    is_limited = any(reason == Restriction.Reason.DEBT for reason, _level in limits)
    return next_step(found, is_limited=is_limited, is_served=is_served)
