"""What may be asked about agreements, services and restrictions."""

from datetime import datetime

from django.db.models import QuerySet

from abonent.contracts.models import Holding, Restriction
from abonent.people.models import Account

STRENGTH = (Restriction.Level.LIMITED, Restriction.Level.SUSPENDED)


def restrictions(account: Account) -> QuerySet[Restriction]:
    """Return the restrictions in force on an account, whatever their reason."""
    return Restriction.objects.filter(account=account, lifted_at=None)


def strongest(found: list[Restriction]) -> Restriction | None:
    """Return the restriction that counts when several are in force."""
    return max(found, key=lambda restriction: STRENGTH.index(Restriction.Level(restriction.level)), default=None)


def holdings(account: Account, *, at: datetime) -> QuerySet[Holding]:
    """Return what an account holds at an instant: plans first, then extras, in order of slot."""
    return (
        Holding.objects.filter(account=account, withdrawn_at=None, valid__contains=at)
        .select_related("tariff", "subscription", "subscription__place")
        .order_by("subscription_id", "-tariff__kind", "slot")
    )
