"""A session as its router was told, what restricts its line, and what was written down of both."""

from django.utils import timezone

from abonent.contracts.actions import restrict
from abonent.journal.models import Event
from abonent.modules.internet.models import Session
from abonent.people.actions import lock_account
from abonent.people.models import Account

FREE = "FREE 100000/15000"
HELD = "LIMITED 100000/15000"


def restricted(account: Account, reason: str = "DEBT", level: str = "LIMITED") -> None:
    restrict(lock_account(account.pk), reason=reason, level=level, at=timezone.now())


def now(session: Session) -> Session:
    return Session.objects.get(pk=session.pk)


def kinds(account: Account) -> list[str]:
    found = Event.objects.filter(account_id=account.pk, kind__startswith="line.").order_by("at", "id")
    return list(found.values_list("kind", flat=True))
