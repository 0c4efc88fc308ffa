"""Orders for the sandbox bank, what a customer chooses there, and what is told of it."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import httpx
import pytest

from abonent.billing.ports import Gateway, Order, Refused
from abonent.demo.bank.process import BankProcess
from tests.listening import Call, Listener, eventually

SECRET = "a key for one test"


def order(door: Listener, **changed: Any) -> Order:
    facts: dict[str, Any] = {
        "ref": uuid4().hex,
        "amount": Decimal("60.00"),
        "currency": "PLN",
        "title": "FV/2026/11/0042 100234",
        "language": "pl",
        "return_url": "http://127.0.0.1:8000/payments/",
        "notify_url": door.url,
    }
    return Order(**facts | changed)


def choose(bank: BankProcess, gateway_ref: str, outcome: str) -> None:
    httpx.post(f"{bank.url}/test/{gateway_ref}/{outcome}").raise_for_status()


def told(bank: BankProcess, gateway: Gateway, door: Listener, outcome: str) -> tuple[Order, Call]:
    """An order, and the callback about it that came over a real socket."""
    wanted = order(door)
    choose(bank, gateway.start(wanted).gateway_ref, outcome)
    return wanted, eventually(lambda: door.calls)[0]


def why(gateway: Gateway, body: bytes, headers: dict[str, str]) -> str:
    with pytest.raises(Refused) as refused:
        gateway.hear(body, headers)
    return refused.value.why
