"""Until when the office means to answer, in working days, and how late it is. Weekends and public holidays are no working days."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from abonent import profile
from abonent.language import written
from abonent.profile.days_off import A_DAY, first_working_day, working_days
from abonent.web.frame import speaking


@dataclass(frozen=True, slots=True)
class Deadline:
    """The day by which something is to be answered; `late` is by how many working days it has passed."""

    by: date
    late: int
    is_today: bool


def answer_by(what: str, since: datetime, *, at: datetime) -> Deadline:
    """Return the deadline of what waits since an instant; `what` is a word of the profile's desk.answer_days."""
    return deadline(working_days_after(profile.today(since), profile.current().desk.answer_days[what]), at=at)


def deadline(by: date, *, at: datetime) -> Deadline:
    """Return how a day stands to today."""
    today = profile.today(at)
    return Deadline(by, _late(by, today), by == today)


def words(found: Deadline) -> tuple[str, str]:
    """Return the colour of a deadline's tag, and its words."""
    if found.late:
        return "bad", ngettext("late by %(num)s day", "late by %(num)s days", found.late) % {"num": found.late}
    if found.is_today:
        return "warn", _("by today")
    return "info", _("by %(day)s") % {"day": written(speaking()).day_month(found.by)}


def working_days_after(day: date, count: int) -> date:
    """Return the working day that comes so many of them after a day."""
    for _step in range(count):
        day = first_working_day(day + A_DAY)
    return day


def _late(by: date, today: date) -> int:
    """Count the working days from a deadline to today: on the Saturday after a Friday it is one."""
    return max(1, working_days(by, today)) if today > by else 0
