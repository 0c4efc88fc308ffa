"""What the sandbox bank does: takes orders, lets the customer decide, pays back, and has callbacks to tell."""

import json
import re
import secrets
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from abonent.demo.bank.outcomes import OUTCOMES, Outcome
from abonent.demo.bank.store import AlreadyFinal, Payment, Store

LABEL: Final = "sandbox bank – a stand-in for tests and demonstration, no real money"
TRIES: Final = 12
"""How often a callback is tried before it is given up."""
LONGEST: Final = 1000
"""Characters of any text in an order."""
ZONE: Final = ZoneInfo("Europe/Warsaw")
"""The bank's: decides the day of a payment."""
PAYER: Final = {"name": "Sandbox Customer", "account": "PL61109010140000071219812874"}

_AMOUNT = re.compile(r"[0-9]{1,9}\.[0-9]{2}")
_CURRENCY = re.compile(r"[A-Z]{3}")


class Problem(Exception):
    """The shop asked for what cannot be done; `status` and `code` are those of README.md."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


@dataclass(frozen=True)
class Bank:
    """One bank with one shop."""

    store: Store
    secret: bytes
    merchant: str
    recipient: str
    late: float
    expire: float

    def place(self, said: dict[str, Any]) -> tuple[Payment, bool]:
        """Take an order of the shop's; whether it is new.

        Raises Problem: malformed, ref-used.
        """
        wanted = _order(said)
        payment = self.store.place(wanted)
        if _terms(payment) != _terms(wanted):
            raise Problem(409, "ref-used")
        return payment, payment.id == wanted.id

    def choose(self, payment: Payment, name: str) -> None:
        """Let the customer's choice happen and have it told.

        Raises AlreadyFinal, KeyError.
        """
        outcome = OUTCOMES[name]
        ended = _ended(payment, outcome)
        with self.store.writing():
            if outcome.happens:
                self.store.settle(ended)
            elif payment.status != "PENDING":
                raise AlreadyFinal
            self.store.add_callbacks(self._callbacks(ended, outcome))

    def forget(self) -> None:
        """Abandon what nobody finished in time."""
        for payment in self.store.forgotten(before=time.time() - self.expire):
            try:
                self.choose(payment, "abandon")
            except AlreadyFinal:
                continue

    def refund(self, said: dict[str, Any]) -> str:
        """Pay back a part of what was paid, or all; the refund's id.

        Raises Problem: malformed, unknown, ref-used, not-paid, too-much.
        """
        values = {key: _text(said, key) for key in ("merchant", "ref", "payment")}
        values["amount"] = f"{_amount(said):.2f}"
        with self.store.writing():
            known = self.store.refund(values)
            if known is None:
                known_id = f"rfd_{secrets.token_hex(12)}"
                self._allow(values)
                self.store.add_refund({"id": known_id, **values})
                return known_id
        return _same_refund(known, values)

    def _allow(self, refund: dict[str, str]) -> None:
        payment = self.store.payment(refund["payment"])
        if payment is None or payment.id != refund["payment"]:
            raise Problem(404, "unknown")
        if payment.paid_amount is None:
            raise Problem(409, "not-paid")
        if self.store.refunded(payment) + Decimal(refund["amount"]) > payment.paid_amount:
            raise Problem(409, "too-much")

    def _callbacks(self, payment: Payment, outcome: Outcome) -> Iterator[dict[str, Any]]:
        merchant = outcome.merchant or self.merchant
        said = {**told(payment), "merchant": merchant}
        if payment.paid_amount is not None:
            said["paid_amount"] = f"{outcome.told(payment.paid_amount):.2f}"
        body = {"event": f"evt_{secrets.token_hex(12)}", "merchant": merchant, "payment": said}
        now = time.time() + (self.late if outcome.late else 0)
        for pause in outcome.pauses:
            yield {
                "payment": payment.id,
                "url": payment.notify_url,
                "merchant": merchant,
                "body": json.dumps(body, ensure_ascii=False).encode(),
                "forged": int(outcome.forged),
                "due_at": now + pause,
                # Nobody is expected to believe what did not happen: told once.
                "most": TRIES if outcome.happens else 1,
            }


def told(payment: Payment) -> dict[str, Any]:
    """A payment as the protocol has it, without the address of its page."""
    paid = payment.paid_amount
    return {
        "id": payment.id,
        "merchant": payment.merchant,
        "ref": payment.ref,
        "status": payment.status,
        "amount": f"{payment.amount:.2f}",
        "currency": payment.currency,
        "title": payment.title,
        "transaction": payment.transaction_id,
        "paid_amount": None if paid is None else f"{paid:.2f}",
        "paid_on": payment.paid_on,
        "payer": None if paid is None else PAYER,
    }


def _ended(payment: Payment, outcome: Outcome) -> Payment:
    if outcome.status != "PAID":
        return replace(payment, status=outcome.status)
    return replace(
        payment,
        status="PAID",
        transaction_id=f"trx_{secrets.token_hex(12)}",
        paid_amount=outcome.paid(payment.amount),
        paid_on=datetime.now(ZONE).date().isoformat(),
    )


def _order(said: dict[str, Any]) -> Payment:
    return Payment(
        id=f"pay_{secrets.token_hex(12)}",
        token=secrets.token_urlsafe(24),
        merchant=_text(said, "merchant"),
        ref=_text(said, "ref"),
        amount=_amount(said),
        currency=_text(said, "currency", _CURRENCY),
        title=_text(said, "title"),
        language=_text(said, "language"),
        return_url=_url(said, "return_url"),
        notify_url=_url(said, "notify_url"),
        created_at=time.time(),
    )


def _terms(payment: Payment) -> tuple[Decimal, str]:
    return payment.amount, payment.currency


def _same_refund(known: sqlite3.Row, values: dict[str, str]) -> str:
    if any(known[key] != value for key, value in values.items()):
        raise Problem(409, "ref-used")
    return str(known["id"])


def _text(said: dict[str, Any], key: str, shape: re.Pattern[str] | None = None) -> str:
    value = said.get(key)
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST or (shape and not shape.fullmatch(value)):
        raise Problem(400, "malformed")
    return value


def _amount(said: dict[str, Any]) -> Decimal:
    amount = Decimal(_text(said, "amount", _AMOUNT))
    if not amount:
        raise Problem(400, "malformed")
    return amount


def _url(said: dict[str, Any], key: str) -> str:
    """An http address with a host, and nothing in it that could break out of a header."""
    value = _text(said, key)
    try:
        parts = urlsplit(value)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or not value.isascii() or not value.isprintable() or " " in value:
        raise Problem(400, "malformed")
    return value
