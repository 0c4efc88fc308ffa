"""How much a line carried in billing periods: that under way and those before it."""

from dataclasses import dataclass
from datetime import date

from abonent.billing.queries.periods import cycle_of, month_later, period_begins
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
    begins = period_begins(cycle_of(line.account), on)
    firsts = [month_later(begins, -back) for back in range(BEFORE + 1)]
    periods = [(first, month_later(first, 1)) for first in firsts]
    found = [Used(days, carried) for days, carried in zip(periods, volumes(line, periods), strict=True)]
    return [each for place, each in enumerate(found) if place == 0 or each.carried != Carried(0, 0)]
