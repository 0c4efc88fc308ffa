"""Which period may be issued: the next one of its cycle, once its day has come. What may not is refused in words."""

import re
from datetime import date, datetime

from django.utils import translation
from django.utils.translation import gettext as _

from abonent import profile
from abonent.billing.actions.making import open_period
from abonent.billing.models import Period
from abonent.billing.queries.periods import (
    LOOKBACK_MONTHS,
    first_period,
    month_later,
    moved_to,
    next_begins,
    period_begins,
)
from abonent.language import written
from abonent.profile.tree import Cycle

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)


class PeriodNotOpen(Exception):
    """The bills of a period cannot be issued; `str()` says why, in the language of the moment."""


class NoSuchMonth(PeriodNotOpen):
    """What was typed is no month."""

    def __str__(self) -> str:
        return _("A period is named by its year and month, as in 2026-11.")


class NoSuchCycle(PeriodNotOpen):
    """The profile has no billing cycle of that number."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        there = ", ".join(str(cycle.code) for cycle in profile.current().billing.cycles)
        return _("There is no billing cycle %(code)s; those there are: %(there)s.") % {
            "code": self.code,
            "there": there,
        }


class CycleMoved(PeriodNotOpen):
    """The profile has moved the day on which a cycle's periods begin: days would be billed twice, or never."""

    def __init__(self, code: int, upcoming: date) -> None:
        super().__init__(code, upcoming)
        self.code, self.upcoming = code, upcoming

    def __str__(self) -> str:
        return _(
            "The next period of billing cycle %(code)s begins on %(day)s, where the last one ended,"
            " but the profile has another starts_day now. Put it back; other days are a cycle with a code of its own."
        ) % {"code": self.code, "day": _day(self.upcoming)}


class BeforeTheFirst(PeriodNotOpen):
    """The period lies before the first one that was ever issued in its cycle."""

    def __init__(self, first: date) -> None:
        super().__init__(first)
        self.first = first

    def __str__(self) -> str:
        return _("There is no such period: billing began with %(first)s.") % {"first": f"{self.first:%Y-%m}"}


class BegunTooEarly(PeriodNotOpen):
    """Nothing was issued yet, and the period is older than what a bill looks back at: a slip of typing."""

    def __init__(self, earliest: date) -> None:
        super().__init__(earliest)
        self.earliest = earliest

    def __str__(self) -> str:
        return _(
            "Nothing was ever issued here, and this period is too long ago to begin with: at the earliest %(earliest)s."
        ) % {"earliest": f"{self.earliest:%Y-%m}"}


class NotYet(PeriodNotOpen):
    """The day of the period's bills has not come."""

    def __init__(self, bill_on: date) -> None:
        super().__init__(bill_on)
        self.bill_on = bill_on

    def __str__(self) -> str:
        return _("The day of these bills has not come: it is %(day)s.") % {"day": _day(self.bill_on)}


class EarlierFirst(PeriodNotOpen):
    """An earlier period of the cycle has not been issued."""

    def __init__(self, first: date) -> None:
        super().__init__(first)
        self.first = first

    def __str__(self) -> str:
        return _("The period before has not been issued: %(first)s comes first.") % {"first": f"{self.first:%Y-%m}"}


class AlreadyIssued(PeriodNotOpen):
    """All bills of the period were issued; it is closed."""

    def __init__(self, period: Period) -> None:
        super().__init__(period)
        self.period = period

    def __str__(self) -> str:
        if self.period.ended_at is None:
            return _("The bills of this period were issued already; it is closed.")
        day = _day(profile.today(self.period.ended_at))
        return _("The bills of this period were issued already, on %(day)s; it is closed.") % {"day": day}


class BeingIssued(PeriodNotOpen):
    """The bills of the period are being issued at this moment."""

    def __init__(self, period: Period) -> None:
        super().__init__(period)
        self.period = period

    def __str__(self) -> str:
        return _("The bills of this period are being issued at this moment.")


class NotIssuing(PeriodNotOpen):
    """Nothing is being issued that could be stopped."""

    def __str__(self) -> str:
        return _("Nothing is being issued, so there is nothing to stop.")


def month_of(said: str) -> date:
    """Read the name of a period, such as "2026-11": the month in which it begins. Raises NoSuchMonth."""
    if not (found := MONTH.fullmatch(said.strip())):
        raise NoSuchMonth(said)
    return date(int(found[1]), int(found[2]), 1)


def cycle_named(code: int) -> Cycle:
    """Return a billing cycle of the profile. Raises NoSuchCycle."""
    found = next((cycle for cycle in profile.current().billing.cycles if cycle.code == code), None)
    if found is None:
        raise NoSuchCycle(code)
    return found


def period_named(code: int, month: date) -> Period:
    """Return the period of a cycle that begins in a month, made when it is the next one or nothing was issued yet.

    Raises NoSuchCycle, CycleMoved, BeforeTheFirst, EarlierFirst.
    """
    cycle = cycle_named(code)
    refuse_moved(cycle)
    begins = month.replace(day=cycle.starts_day)
    if there := Period.objects.filter(cycle=code, days__startswith=begins).exclude(state=Period.State.OPEN).first():
        return there
    first, upcoming = first_period(code), next_begins(code)
    if first and begins < first.days.lower:
        raise BeforeTheFirst(first.days.lower)
    if upcoming and begins > upcoming:
        raise EarlierFirst(upcoming)
    return open_period(cycle, month=month)


def refuse_moved(cycle: Cycle) -> None:
    """See whether the periods of a cycle go on where the last one ended. Raises CycleMoved."""
    if upcoming := moved_to(cycle):
        raise CycleMoved(cycle.code, upcoming)


def refuse_run(period: Period, *, at: datetime) -> None:
    """See whether the bills of a period may be issued now.

    Raises NoSuchCycle, CycleMoved, EarlierFirst, BegunTooEarly, AlreadyIssued, BeingIssued, NotYet.
    """
    if period.state == Period.State.ISSUED:
        raise AlreadyIssued(period)
    if period.state == Period.State.ISSUING:
        raise BeingIssued(period)
    refuse_moved(cycle_named(period.cycle))
    upcoming = next_begins(period.cycle)
    if upcoming and period.days.lower > upcoming:
        raise EarlierFirst(upcoming)
    if not upcoming and period.days.lower < (earliest := _earliest(period.cycle, on=profile.today(at))):
        raise BegunTooEarly(earliest)
    if profile.today(at) < period.bill_on:
        raise NotYet(period.bill_on)


def _earliest(cycle: int, *, on: date) -> date:
    """Return the first day of the period with which billing may begin: what a bill of today's would still set right."""
    return month_later(period_begins(cycle_named(cycle), on), -LOOKBACK_MONTHS)


def _day(day: date) -> str:
    return written(translation.get_language() or "en").day(day)
