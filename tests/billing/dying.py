"""What processes that are killed do with money (`tests.dying`), each twice: whoever comes back does it again."""

from datetime import date
from decimal import Decimal

from abonent import profile
from abonent.billing import actions
from abonent.billing.models import Payment
from abonent.people.models import Account, User
from tests.billing.payments import said
from tests.people import NOON

TWICE = range(2)


def hear(ref: str) -> None:
    """Hear that a payment was made."""
    for _ in TWICE:
        actions.hear("sandbox", said(Payment.objects.get(ref=ref)), at=NOON)


def take_cash(account: str, person: str) -> None:
    """Take 60.00 at the till from an account, as somebody of the staff."""
    of, by = Account.objects.get(number=account), User.objects.get(login=person)
    for _ in TWICE:
        actions.take_cash(of, amount=Decimal(60), wanted=(), payer="", once="one-form", at=NOON, by=by)


def carry_out_ends() -> None:
    """Carry out the ends of agreements that have come."""
    for _ in TWICE:
        actions.carry_out_due(at=profile.midnight(date(2026, 11, 26)))
