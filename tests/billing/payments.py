"""Payments in tests: set out at the bank's door, or begun already, and what the bank says of them."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from abonent.billing import actions
from abonent.billing.models import Payment
from abonent.billing.ports import Heard
from abonent.people.models import Account
from tests.people import NOON

DOORS = actions.Doors(back="http://localhost:8000/payments/{ref}/", hook="http://127.0.0.1:9/hooks/{gateway}/")


def pay(account: Account, amount: str = "60.00", **more: Any) -> Payment:
    facts = {"wanted": [], "once": "one-form", "doors": DOORS, "at": NOON, **more}
    return actions.start_payment(account, amount=Decimal(amount), **facts)


def started(account: Account, amount: str = "60.00", **more: Any) -> Payment:
    return Payment.objects.create(
        account=account, ref=f"ref-{account.number}", once="1", gateway="sandbox", gateway_ref="bank-1",
        amount=Decimal(amount), started_at=NOON, **more,
    )  # fmt: skip


def said(payment: Payment, kind: Any = "PAID", **more: Any) -> Heard:
    facts = {"external_id": "money-1", "amount": payment.amount, "currency": "PLN", "paid_on": NOON.date(), **more}
    return Heard(kind=kind, ref=payment.ref, gateway_ref=payment.gateway_ref, **facts)


def asked_about_hanging(at: datetime) -> int:
    """Let the janitor ask, at one instant, about whatever nothing was heard of; return how many were asked about."""
    return actions.ask_about_hanging(clock=lambda: at)
