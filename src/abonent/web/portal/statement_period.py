"""For which days a statement of account is: a few usual stretches, or from a day to a day; as it stands in the address."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from abonent import profile
from abonent.language import written
from abonent.people.models import Account
from abonent.web.frame import speaking

A_DAY = timedelta(days=1)
EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of days that people ask for often; `query` is how an address asks for it."""

    label: Promise
    query: str
    current: bool


def _day(label: Any) -> forms.DateField:
    """Return a field for a day, as browsers send it."""
    return forms.DateField(
        label=label,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Please choose the day."), "invalid": _("This is not a date.")},
    )


class PeriodForm(forms.Form):
    """From a day to a day, both within; asked for nothing, it is the last twelve months."""

    since = _day(_("From"))
    until = _day(_("Until"))

    def __init__(self, request: HttpRequest, *, at: datetime) -> None:
        self.today = profile.today(at)
        asked = any(request.GET.get(name) for name in ("since", "until"))
        usual = {"since": _a_year_before(self.today).isoformat(), "until": self.today.isoformat()}
        super().__init__(request.GET if asked else usual)

    def clean(self) -> None:
        """See that the days are in order, and over."""
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and since < EARLIEST:
            self.add_error("since", say("This is not a date."))
        if until and until > self.today:
            told = say("This day is not over yet. The last day can be today, %(day)s, at the latest.")
            self.add_error("until", told % {"day": written(speaking()).day(self.today)})
        elif since and until and since > until:
            self.add_error("since", say("The first day comes after the last one."))

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day, once they are understood."""
        return self.cleaned_data["since"], self.cleaned_data["until"]

    @property
    def query(self) -> str:
        """The same days as an address asks for them."""
        return _query(*self.days)

    def stretches(self, account: Account) -> list[Stretch]:
        """Return what is asked for often."""
        chosen = self.days if self.is_valid() else None
        return [
            Stretch(label, _query(first, last), (first, last) == chosen) for label, first, last in self._usual(account)
        ]

    def _usual(self, account: Account) -> list[tuple[Any, date, date]]:
        today = self.today
        year = date(today.year, 1, 1)
        return [
            (_("Last 12 months"), _a_year_before(today), today),
            (_("This year"), year, today),
            (_("Last year"), date(today.year - 1, 1, 1), year - A_DAY),
            (_("From the beginning"), min(account.opened_on, today), today),
        ]


def _a_year_before(day: date) -> date:
    """Return the first day of the twelve months that end with a day."""
    after = day + A_DAY
    last_of_february = after.month == 2 and after.day == 29  # noqa: PLR2004 - the one day that not every year has
    return date(after.year - 1, 3, 1) if last_of_february else after.replace(year=after.year - 1)


def _query(first: date, last: date) -> str:
    return f"since={first}&until={last}"
