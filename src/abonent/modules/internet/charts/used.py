"""How much a line carried in billing periods: that under way and those before it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from abonent import profile
from abonent.billing.models import Payer
from abonent.billing.queries.periods import month_later, period_begins
from abonent.database.compiled import compiled
from abonent.modules.internet.bulk.traffic import Carried, volumes
from abonent.modules.internet.models import Line

BEFORE = 12
"""So many past periods are shown at most; nothing is kept for longer than the profile says."""


@dataclass(frozen=True, slots=True)
class Used:
    """What was carried in a period, from its first day to before the other."""

    days: tuple[date, date]
    carried: Carried


def used(line: Line, *, on: date) -> list[Used]:
    """Return the period of a day and those before it in which anything was carried, the latest first. Two statements."""
    cycles, code = profile.current().billing.cycles, next(iter(_cycle(account=line.account_id)), None)
    begins = period_begins(next((each for each in cycles if each.code == code), cycles[0]), on)
    firsts = [month_later(begins, -back) for back in range(BEFORE + 1)]
    periods = [(first, month_later(first, 1)) for first in firsts]
    found = [Used(days, carried) for days, carried in zip(periods, volumes(line, periods), strict=True)]
    return [each for place, each in enumerate(found) if place == 0 or each.carried != Carried(0, 0)]


@compiled(lambda code: code)
def _cycle(account: int) -> QuerySet[Payer, Any]:
    return Payer.objects.filter(account_id=account).values_list("cycle")
