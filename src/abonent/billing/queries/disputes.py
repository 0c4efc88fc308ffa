"""Lines of the statement that somebody disagrees with: how each stands, and by when the office answers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from abonent import profile
from abonent.billing.models import Respite
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


def disputes(account: Account, entry: int) -> list[Dispute]:
    """Return all disagreements with one entry of an account, the newest first."""
    return [_dispute(row) for row in _found(account).filter(entry=entry).order_by("-made_at", "-pk")]


def disputed(account: Account, entries: Collection[int] | None = None) -> dict[int, Dispute]:
    """Return the newest disagreement with each entry that has one, of all of an account or of some; in one statement."""
    found = _found(account)
    if entries is not None:
        found = found.filter(entry__in=entries)
    return {row.entry_id: _dispute(row) for row in found.order_by("made_at", "pk")}


def _found(account: Account) -> Any:
    return Respite.objects.filter(account=account, kind=Respite.Kind.DISPUTE, entry__isnull=False)


def _dispute(row: Respite) -> Dispute:
    return Dispute(row.pk, row.entry_id or 0, row.note, row.made_at, row.answer, row.ended_at)
