"""A duplicate of a bill: the same document once more, with the word for it and the day on which it was made.

Ustawa o VAT (11.03.2004), art. 106l: for an invoice that was destroyed or lost. The bill itself never changes.
"""

from datetime import date, datetime

from django.db import transaction

from abonent import profile
from abonent.billing.models import Invoice
from abonent.billing.queries.duplicates import duplicates
from abonent.journal.actions import record
from abonent.people import actions as people
from abonent.people.models import User


@transaction.atomic
def duplicate_bill(bill: Invoice, *, at: datetime, by: User) -> date:
    """Write down that a duplicate of a bill is issued; return its day. Asked for again by them on that day, it is the same one."""
    account, today = people.lock_account(bill.account_id), profile.today(at)
    if not any(each.by == by.pk and each.day == today for each in duplicates(bill)):
        record(
            "bill.duplicated",
            at=at,
            account=account.pk,
            by=by.pk,
            subject=f"invoice:{bill.number}",
            via="desk",
        )
    return today
