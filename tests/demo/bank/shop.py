"""The shop's side of the sandbox bank: what its README.md describes, signed here by hand."""

import hmac
import json
import time
from hashlib import sha256
from typing import Any
from uuid import uuid4

import httpx

from abonent.demo.bank.process import BankProcess
from tests.listening import Listener

SECRET = b"a key for one test"
BACK = "http://127.0.0.1:8000/bills/"


def say(bank: BankProcess, method: str, path: str, said: Any = None, **changed: Any) -> httpx.Response:
    """A request as README.md of the bank describes it, signed here by hand."""
    body = b"" if said is None else json.dumps(said).encode()
    at = changed.get("at", int(time.time()))
    mac = hmac.new(changed.get("secret", SECRET), f"{at}.{method} {path}.".encode() + body, sha256).hexdigest()
    headers = {"Bank-Merchant": changed.get("merchant", "iskra-net"), "Bank-Signature": f"t={at},v1={mac}"}
    return httpx.request(method, bank.url + path, content=changed.get("sent", body), headers=headers)


def order(shop: Listener, **changed: Any) -> dict[str, Any]:
    return {
        "merchant": "iskra-net",
        "ref": uuid4().hex,
        "amount": "60.00",
        "currency": "PLN",
        "title": "FV/2026/11/0042 100234",
        "language": "pl",
        "return_url": BACK,
        "notify_url": shop.url,
    } | changed


def placed(bank: BankProcess, shop: Listener, **changed: Any) -> dict[str, Any]:
    answer: dict[str, Any] = say(bank, "POST", "/api/payments", order(shop, **changed)).json()
    return answer


def truth(bank: BankProcess, payment: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = say(bank, "GET", f"/api/payments/{payment['id']}").json()
    return answer


def callbacks(bank: BankProcess, payment: dict[str, Any]) -> list[dict[str, Any]]:
    answer: list[dict[str, Any]] = httpx.get(f"{bank.url}/test/{payment['id']}").json()["callbacks"]
    return answer


def all_told(bank: BankProcess, payment: dict[str, Any]) -> bool:
    return all(callback["state"] != "WAITING" for callback in callbacks(bank, payment))
