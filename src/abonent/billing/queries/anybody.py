"""What may be asked by somebody who is not signed in: nothing that tells whose an account is, or whether anything is owed."""

from datetime import date

from django.db.models import Q

from abonent.billing.models import Payment
from abonent.billing.queries.ledger import not_online_because
from abonent.people.models import OPERATOR, Account


def payable_account(number: str, *, on: date) -> Account | None:
    """Return the account that may be paid online by whoever knows its number.

    None alike for a number that nobody has, an account that is closed, and one that is not paid online.
    """
    still_open = Q(closed_on=None) | Q(closed_on__gt=on)
    customers = Account.objects.exclude(pk=OPERATOR).filter(still_open, number=number, payer__isnull=False)
    found = customers.select_related("payer").first()
    return None if found is None or not_online_because(found.payer) else found


def anybodys_payment(ref: str) -> Payment | None:
    """Return a payment that was begun by somebody who was not signed in; one of the portal is not there."""
    return Payment.objects.filter(ref=ref, by=None).select_related("account").first()
