"""The gateway to the sandbox bank: a stand-in for tests and demonstration, no real money.

The protocol is described in `abonent/demo/bank/README.md`; this is the merchant's side of it,
written on its own so that the two sides check each other. Settings, read when needed:
ABONENT_BANK_URL, ABONENT_BANK_SECRET, ABONENT_BANK_MERCHANT (default "iskra-net").
"""

import hmac
import json
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import cache
from hashlib import sha256
from typing import Any, Final
from urllib.parse import quote, urlsplit

import httpx
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from abonent.billing.ports import Gateway, Heard, Kind, Order, Refused, Started, Unreachable

WINDOW: Final = 300
"""Seconds that a signed message is good for, either way."""

_SIGNATURE = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})")
_AMOUNT = re.compile(r"[0-9]{1,12}\.[0-9]{2}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_LONGEST: Final = 120
"""Letters that a name of the bank's may have: more than they have, and what our tables take. An address may have 500."""
_KINDS: Final[dict[str, Kind]] = {
    "PAID": "PAID",
    "REFUSED": "REFUSED",
    "ABANDONED": "ABANDONED",
    "PENDING": "PENDING",
}


class Sandbox:
    """One shop's account at the sandbox bank; see `billing.ports.Gateway`."""

    name = "sandbox"

    @property
    def origin(self) -> str:
        parts = urlsplit(settings.ABONENT_BANK_URL)
        return f"{parts.scheme}://{parts.netloc}"

    def start(self, order: Order) -> Started:
        answer = _call(
            "POST",
            "/api/payments",
            {
                "merchant": _merchant(),
                "ref": order.ref,
                "amount": f"{order.amount:.2f}",
                "currency": order.currency,
                "title": order.title,
                "language": order.language,
                "return_url": order.return_url,
                "notify_url": order.notify_url,
            },
        )
        with _making_sense():
            return Started(url=_text(answer, "url", longest=500), gateway_ref=_text(answer, "id"))

    def hear(self, body: bytes, headers: Mapping[str, str]) -> Heard:
        _check_signature(body, headers)
        try:
            said = json.loads(body)
            merchant = said["merchant"]
            heard = _heard(said["payment"], raw=said)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise Refused("malformed") from error
        if merchant != _merchant():
            raise Refused("other-merchant")
        return heard

    def ask(self, gateway_ref: str) -> Heard:
        answer = _call("GET", f"/api/payments/{quote(gateway_ref, safe='')}")
        with _making_sense():
            heard = _heard(answer, raw=answer)
        if heard.gateway_ref != gateway_ref or answer.get("merchant") != _merchant():
            raise Unreachable("the bank answered about something else")
        return heard

    def refund(self, gateway_ref: str, amount: Decimal, ref: str) -> str:
        answer = _call(
            "POST",
            "/api/refunds",
            {"merchant": _merchant(), "payment": gateway_ref, "amount": f"{amount:.2f}", "ref": ref},
        )
        with _making_sense():
            return _text(answer, "id")


def gateway() -> Gateway:
    """The gateway named "abonent.backends.payment.sandbox" in a profile."""
    return Sandbox()


def _merchant() -> str:
    return str(getattr(settings, "ABONENT_BANK_MERCHANT", "") or "iskra-net")


def _mac(signed: bytes) -> str:
    secret: str = settings.ABONENT_BANK_SECRET
    if not secret:
        # Anybody can sign with an empty key.
        raise ImproperlyConfigured("ABONENT_BANK_SECRET is empty")
    return hmac.new(secret.encode(), signed, sha256).hexdigest()


def _check_signature(body: bytes, headers: Mapping[str, str]) -> None:
    given = {name.lower(): value for name, value in headers.items()}
    found = _SIGNATURE.fullmatch(given.get("bank-signature", ""))
    if found is None:
        raise Refused("malformed")
    at, mac = found.groups()
    if not hmac.compare_digest(_mac(f"{at}.".encode() + body), mac):
        raise Refused("bad-signature")
    if abs(time.time() - int(at)) > WINDOW:
        raise Refused("too-old")
    if given.get("bank-merchant") != _merchant():
        raise Refused("other-merchant")


def _heard(payment: dict[str, Any], *, raw: dict[str, Any]) -> Heard:
    """Raises ValueError, KeyError or TypeError when it is not a payment of the protocol."""
    _check_can_be_kept(raw)
    paid = payment["status"] == "PAID"
    return Heard(
        kind=_KINDS[payment["status"]],
        ref=_text(payment, "ref"),
        gateway_ref=_text(payment, "id"),
        external_id=_text(payment, "transaction") if paid else "",
        amount=_amount(payment["paid_amount"] if paid else payment["amount"]),
        currency=_match(_CURRENCY, payment["currency"]),
        paid_on=date.fromisoformat(payment["paid_on"]) if paid else None,
        payer={str(key): str(value) for key, value in dict(payment["payer"] or {}).items()},
        raw=raw,
    )


def _check_can_be_kept(raw: dict[str, Any]) -> None:
    """Raises ValueError for what PostgreSQL does not take: NUL, halves of a letter (UnicodeEncodeError), NaN, infinity."""
    written = json.dumps(raw, ensure_ascii=False, allow_nan=False).encode()
    if rb"\u0000" in written:
        raise ValueError("a NUL")


def _amount(text: str) -> Decimal:
    amount = Decimal(_match(_AMOUNT, text))
    if not amount:
        raise ValueError("an amount of nothing")
    return amount


def _match(pattern: re.Pattern[str], text: str) -> str:
    if pattern.fullmatch(text) is None:
        raise ValueError(f"not {pattern.pattern}")
    return text


def _text(answer: dict[str, Any], key: str, *, longest: int = _LONGEST) -> str:
    value = answer[key]
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        raise ValueError(f"no {key}")
    return value


@contextmanager
def _making_sense() -> Iterator[None]:
    try:
        yield
    except (ValueError, KeyError, TypeError) as error:
        raise Unreachable("the bank's answer makes no sense") from error


@cache
def _client() -> httpx.Client:
    # Made once a process: loading the certificates of the world takes 20 ms.
    return httpx.Client(timeout=httpx.Timeout(5.0, connect=2.0), trust_env=False)


def _call(method: str, path: str, content: dict[str, str] | None = None) -> dict[str, Any]:
    """A signed request to the bank; what it answers.

    Raises Unreachable, with the bank's reason when it gave one.
    """
    body = b"" if content is None else json.dumps(content).encode()
    at = str(int(time.time()))
    signed = f"{at}.{method} {path}.".encode() + body
    headers = {
        "Bank-Merchant": _merchant(),
        "Bank-Signature": f"t={at},v1={_mac(signed)}",
        "Content-Type": "application/json",
    }
    try:
        response = _client().request(
            method, settings.ABONENT_BANK_URL.rstrip("/") + path, content=body, headers=headers
        )
        answer = response.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise Unreachable(type(error).__name__) from error
    if not isinstance(answer, dict):
        raise Unreachable("the bank's answer makes no sense")
    if not response.is_success:
        raise Unreachable(f"the bank answered {response.status_code}: {answer.get('error', '')}")
    return answer
