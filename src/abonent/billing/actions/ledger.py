"""The only way into the ledger: one entry, one transfer, one cause."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from abonent import profile
from abonent.billing.models import Entry
from abonent.people.models import Account, User


def enter(  # noqa: PLR0913 - a transfer has two ends, a sum, a cause and two dates
    account: Account,
    *,
    debit: int,
    credit: int,
    amount: Decimal,
    kind: str,
    cause: str,
    value_on: date,
    at: datetime,
    by: User | None = None,
    **more: Any,
) -> Entry:
    """Add an entry that moves `amount` from the credit book to the debit book. The caller holds the account's lock.

    Raises IntegrityError when the account has an entry of this cause: nothing is booked twice.
    """
    return Entry.objects.create(
        account=account,
        debit_id=debit,
        credit_id=credit,
        amount=amount,
        kind=kind,
        cause=cause,
        value_on=value_on,
        booked_on=profile.today(at),
        recorded_at=at,
        by=by,
        **more,
    )
