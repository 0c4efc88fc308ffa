"""An account is closed once nothing is delivered to it any more. Who may see it still may: its bills stay to be read and paid."""

from datetime import date, datetime

from django.db import transaction

from abonent.journal.actions import record
from abonent.people.actions.locking import lock_account
from abonent.people.models import Account, User


@transaction.atomic
def close_account(account: Account, *, on: date, at: datetime, by: User | None = None) -> None:
    """Note the first day on which an account has nothing any more. Done again it changes nothing."""
    found = lock_account(account.pk)
    if found.closed_on:
        return
    found.closed_on = on
    found.save(update_fields=["closed_on"])
    record("account.closed", at=at, account=found.pk, by=by.pk if by else None, via="desk" if by else "run")
