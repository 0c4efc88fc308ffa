"""What an account holds, and what has happened, as tests of contracts ask for it."""

from datetime import datetime

from abonent.contracts.models import Holding
from abonent.contracts.queries import plan_of
from abonent.journal.models import Event
from abonent.people.models import Account
from tests.people import NOON


def plan(account: Account) -> Holding:
    found = plan_of(account.subscriptions.get(), at=NOON)
    assert found
    return found


def held(account: Account) -> list[tuple[str, datetime, datetime | None]]:
    """Everything held and not withdrawn, by day."""
    rows = Holding.objects.filter(account=account, withdrawn_at=None).order_by("valid").select_related("tariff")
    return [(row.tariff.code, row.valid.lower, row.valid.upper) for row in rows]


def kinds() -> list[str]:
    return list(Event.objects.order_by("at", "id").values_list("kind", flat=True))
