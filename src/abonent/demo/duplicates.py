"""That a bill was lost: a duplicate of one of the demonstration's, issued by the office three weeks after the bill."""

from datetime import datetime, timedelta

from abonent.billing.actions import duplicate_bill
from abonent.billing.models import Invoice
from abonent.billing.queries import duplicates
from abonent.people.models import User

ACCOUNT, CLERK = "100310", "zofia.wilk"
LATER = timedelta(days=21, hours=10, minutes=5)


def lose_a_bill(at: datetime) -> None:
    """Let the first bill of an account have been lost, once."""
    bill = Invoice.objects.filter(account__number=ACCOUNT, kind=Invoice.Kind.BILL).order_by("pk").first()
    clerk = User.objects.filter(login=CLERK).first()
    if bill and clerk and bill.recorded_at + LATER < at and not duplicates(bill):
        duplicate_bill(bill, at=bill.recorded_at + LATER, by=clerk)
