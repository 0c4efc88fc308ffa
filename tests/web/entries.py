"""Entries of an account for tests of long statements."""

from datetime import date

from abonent.billing.models import Book, Entry
from abonent.people.models import Account
from tests.people import NOON

SOLD = "sales:test"


def many(account: Account, count: int) -> None:
    """So many entries over ten years."""
    sold, _ = Book.objects.get_or_create(code=SOLD, kind=Book.Kind.INCOME)
    Entry.objects.bulk_create(
        Entry(
            account=account, debit_id=Book.RECEIVABLE, credit=sold, amount=1, kind="TRANSFER", cause=f"many:{place}",
            value_on=day, booked_on=day, due_on=day, recorded_at=NOON,
        )
        for place in range(count)
        for day in [date.fromordinal(date(2016, 12, 1).toordinal() + place % 3600)]
    )  # fmt: skip
