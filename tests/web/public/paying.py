"""Paying by account number, step by step: check, confirm, a payment that was begun, what the bank says."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.test import Client

from abonent.billing.models import Payment
from abonent.billing.ports import Heard
from abonent.people.models import Account, User
from tests.people import NOON
from tests.web.doors import hidden

HTMX = {"HX-Request": "true"}
ADDRESS = "/en/pay/"
REF = "reference-of-a-payment"
NOT_HERE = "An account with this number cannot be paid here. Please compare it with a bill."
NOBODY = "http://127.0.0.1:9"
"""Nobody listens there: the bank cannot be reached."""


def check(client: Client, number: str = "100234", amount: str = "60") -> Any:
    return client.post(ADDRESS, {"number": number, "amount": amount})


def confirm(client: Client, number: str = "100234", amount: str = "60") -> Any:
    """Check, and press the button of the check."""
    return client.post(ADDRESS, {"checked": hidden(check(client, number, amount).content.decode(), "checked")})


def begun(account: Account, *, by: User | None = None, minutes: int = 1, **more: Any) -> Payment:
    at = NOON - timedelta(minutes=minutes)
    facts = {"gateway": "sandbox", "gateway_ref": "pay_1", "bank_url": "http://localhost/pay/", "started_at": at}
    return Payment.objects.create(
        ref=REF, once="once", account=account, amount=Decimal("60.00"), by=by, **{**facts, **more}
    )


def heard(kind: Any, amount: str = "60.00") -> Heard:
    paid_on = date(2026, 11, 21) if kind == "PAID" else None
    return Heard(kind, REF, "pay_1", "trx_1" if paid_on else "", Decimal(amount), "PLN", paid_on, {"name": "Olena P."})
