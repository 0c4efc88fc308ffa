"""The next bill run of the demonstration has been tried out by the accountant, so that its page has something to say."""

from datetime import datetime

from abonent import profile
from abonent.billing import actions
from abonent.billing.models import Period, Preview
from abonent.billing.queries import runs
from abonent.people.models import User


def try_out(at: datetime) -> None:
    """Let the next run of all be tried out, once. Nothing of it stays but what it says."""
    accountant = User.objects.filter(staff_role="ACCOUNTANT").first()
    turns = [turn for turn in runs.to_issue(on=profile.today(at)) if turn.state == Period.State.OPEN]
    if accountant is None or not turns:
        return
    first = min(turns, key=lambda turn: (turn.bill_on, turn.cycle))
    period = actions.period_named(first.cycle, first.days.lower.replace(day=1))
    if not Preview.objects.filter(period=period).exists():
        actions.make_preview(actions.ask_preview(period, at=at, by=accountant), at=at)
