"""Lines of the statement that somebody disagrees with: how each stands, and by when the office answers."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from abonent import profile
from abonent.billing.models import Respite
from abonent.database.compiled import compiled
from abonent.people.models import Account


@dataclass(frozen=True, slots=True)
class Dispute:
    """A disagreement with one entry: the words, and the office's answer once there is one."""

    pk: int
    entry: int
    words: str
    made_at: datetime
    answer: str
    ended_at: datetime | None

    @property
    def waits(self) -> bool:
        """Whether the office has still to answer."""
        return self.ended_at is None

    @property
    def made_on(self) -> date:
        return profile.today(self.made_at)

    @property
    def answered_on(self) -> date | None:
        return profile.today(self.ended_at) if self.ended_at else None

    @property
    def answer_by(self) -> date:
        return answer_dispute_by(self.made_at)


def answer_dispute_by(made_at: datetime) -> date:
    """Return the last day on which the office answers: days of the calendar, as the law counts those of a complaint."""
    return profile.today(made_at) + timedelta(days=profile.current().desk.answer_days["DISPUTE"])


@compiled(Dispute)
def _disputes(account: int) -> QuerySet[Any, Any]:
    found = Respite.objects.filter(account=account, kind=Respite.Kind.DISPUTE, entry__isnull=False)
    return found.order_by("made_at", "pk").values_list("pk", "entry", "note", "made_at", "answer", "ended_at")


def disputes(account: Account, entry: int) -> list[Dispute]:
    """Return all disagreements with one entry of an account, the newest first."""
    return [each for each in reversed(_disputes(account=account.pk)) if each.entry == entry]


def disputed(account: Account) -> dict[int, Dispute]:
    """Return the newest disagreement with each entry of an account that has one: they are few."""
    return {each.entry: each for each in _disputes(account=account.pk)}
