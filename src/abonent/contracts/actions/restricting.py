"""What is delivered is limited for a reason, and released."""

from datetime import datetime

from django.db import transaction

from abonent.contracts.models import Restriction, Subscription
from abonent.journal.actions import record
from abonent.people.models import Account


class AlreadyRestricted(Exception):
    """The account is restricted for this reason already."""


@transaction.atomic
def restrict(
    account: Account, *, reason: str, level: str, at: datetime, subscription: Subscription | None = None, note: str = ""
) -> Restriction:
    """Limit what is delivered, for a reason. The caller holds the account's lock.

    Raises AlreadyRestricted when a restriction for this reason is in force.
    """
    live = Restriction.objects.filter(account=account, subscription=subscription, reason=reason, lifted_at=None)
    if live.exists():
        raise AlreadyRestricted
    restriction = Restriction.objects.create(
        account=account, subscription=subscription, reason=reason, level=level, placed_at=at, note=note
    )
    record(
        "restriction.placed",
        at=at,
        account=account.pk,
        subject=f"restriction:{restriction.pk}",
        data={"reason": reason},
    )
    return restriction


@transaction.atomic
def lift(account: Account, *, reason: str, at: datetime, because: str = "") -> int:
    """Lift every restriction of an account for one reason; return how many. Other reasons stay in force."""
    live = list(Restriction.objects.filter(account=account, reason=reason, lifted_at=None))
    for restriction in live:
        Restriction.objects.filter(pk=restriction.pk).update(lifted_at=at)
        subject = because or f"restriction:{restriction.pk}"
        record("restriction.lifted", at=at, account=account.pk, subject=subject, data={"restriction": restriction.pk})
    return len(live)
