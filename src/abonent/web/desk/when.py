"""From when a change counts: from the next billing period, from today, or from another day."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from abonent import profile
from abonent.billing.queries import earliest_change, next_period_begins
from abonent.language import written
from abonent.people.models import Account
from abonent.web.desk.data_fields import day_field
from abonent.web.frame import speaking

NEXT, TODAY, DAY = "NEXT", "TODAY", "DAY"
FARTHEST = timedelta(days=731)


class WhenForm(forms.Form):
    """When something counts from. `on` is the day, once it is valid."""

    when = forms.ChoiceField(choices=[(each, each) for each in (NEXT, TODAY, DAY)], initial=NEXT)
    day = day_field(_("Another day"), "")

    def __init__(self, data: Any, *, account: Account, at: datetime, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["day"].required = False
        self.today = profile.today(at)
        self.next = next_period_begins(account, on=self.today)
        self.earliest = earliest_change(account, on=self.today)

    def clean(self) -> None:
        """Make one day of what was chosen, neither before what a bill sets right nor farther than anybody plans."""
        chosen = {NEXT: self.next, TODAY: self.today}.get(self.cleaned_data.get("when", ""))
        on = chosen or self.cleaned_data.get("day")
        if on is None and "day" not in self.errors:
            self.add_error("day", say("Please choose the day."))
        elif on is not None and on < self.earliest:
            told = say("The earliest day is %(day)s: no bill would set right what changed before.")
            self.add_error("day", told % {"day": written(speaking()).day(self.earliest)})
        elif on is not None and on > self.today + FARTHEST:
            self.add_error("day", say("That is more than two years ahead. Please look at the year."))
        else:
            self.cleaned_data["on"] = on

    @property
    def chosen(self) -> str:
        """Which of the three is ticked."""
        return str(self["when"].value())

    @property
    def on(self) -> date:
        return date.fromisoformat(str(self.cleaned_data["on"]))

    @property
    def days_left(self) -> int:
        return (self.on - self.today).days

    @property
    def typed(self) -> dict[str, str]:
        """What has to be sent along with a check: the day itself, so that midnight changes nothing."""
        return {"when": DAY, "day": self.on.isoformat()}
