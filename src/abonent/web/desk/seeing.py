"""That somebody of the staff looked at a customer's data is written down, where the customer can read it."""

from datetime import timedelta

from abonent.journal.actions import record
from abonent.journal.queries import was_done
from abonent.people.models import Account
from abonent.web.desk.page import StaffRequest

AGAIN_AFTER = timedelta(hours=1)
"""Whoever goes on looking within this time is written down once."""


def seen(request: StaffRequest, account: Account) -> None:
    """Write down that this person looks at a customer's data, once an hour for each customer."""
    by, since = request.user.pk, request.at - AGAIN_AFTER
    if not was_done("customer.seen", by=by, account=account.pk, since=since):
        data = {"role": request.user.staff_role}  # as it was then, for the customer to read instead of a name
        record("customer.seen", at=request.at, account=account.pk, by=by, via="desk", data=data)
