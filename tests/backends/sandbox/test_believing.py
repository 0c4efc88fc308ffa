"""The gateway to the sandbox bank refuses whatever is not certainly the bank's, meant for us, and fresh."""

import hmac
import json
import time
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from abonent.billing.ports import Gateway
from abonent.demo.bank.process import BankProcess
from tests.backends.sandbox.orders import SECRET, told, why
from tests.listening import Listener


def signed(body: bytes, *, at: int | None = None, secret: str = SECRET) -> dict[str, str]:
    at = int(time.time()) if at is None else at
    mac = hmac.new(secret.encode(), f"{at}.".encode() + body, sha256).hexdigest()
    return {"Bank-Merchant": "iskra-net", "Bank-Signature": f"t={at},v1={mac}"}


def said(**changed: Any) -> bytes:
    payment = {
        "id": "pay_1",
        "merchant": "iskra-net",
        "ref": "ours",
        "status": "PAID",
        "amount": "60.00",
        "currency": "PLN",
        "title": "t",
        "transaction": "trx_1",
        "paid_amount": "60.00",
        "paid_on": "2026-11-21",
        "payer": {"name": "Anna Nowak"},
    }
    return json.dumps({"event": "evt_1", "merchant": "iskra-net", "payment": payment | changed}).encode()


def test_a_forged_callback_is_refused(gateway: Gateway, bank: BankProcess, door: Listener) -> None:
    _, call = told(bank, gateway, door, "forged")

    assert why(gateway, call.body, call.headers) == "bad-signature"


def test_a_callback_for_another_merchant_is_refused(gateway: Gateway, bank: BankProcess, door: Listener) -> None:
    _, call = told(bank, gateway, door, "other-merchant")

    assert why(gateway, call.body, call.headers) == "other-merchant"
    assert why(gateway, call.body, call.headers | {"Bank-Merchant": "iskra-net"}) == "other-merchant"


def test_an_altered_callback_is_refused(gateway: Gateway) -> None:
    body = said()

    assert why(gateway, body.replace(b"60.00", b"99.00"), signed(body)) == "bad-signature"
    assert why(gateway, body + b" ", signed(body)) == "bad-signature"


def test_the_time_of_a_callback_cannot_be_changed(gateway: Gateway) -> None:
    old = signed(said(), at=int(time.time()) - 4000)["Bank-Signature"]
    fresh = f"t={int(time.time())},{old.split(',')[1]}"

    assert why(gateway, said(), {"Bank-Merchant": "iskra-net", "Bank-Signature": fresh}) == "bad-signature"


@pytest.mark.parametrize("age", [-330, 330])
def test_a_replayed_callback_is_too_old(gateway: Gateway, age: int) -> None:
    assert why(gateway, said(), signed(said(), at=int(time.time()) - age)) == "too-old"


@pytest.mark.parametrize("age", [-270, 0, 270])
def test_a_callback_is_good_for_five_minutes(gateway: Gateway, age: int) -> None:
    heard = gateway.hear(said(), signed(said(), at=int(time.time()) - age))

    assert (heard.external_id, heard.paid_on) == ("trx_1", date(2026, 11, 21))


def test_the_names_of_headers_are_the_same_in_any_case(gateway: Gateway) -> None:
    headers = {name.upper(): value for name, value in signed(said()).items()}

    assert gateway.hear(said(), headers).ref == "ours"


@pytest.mark.parametrize(
    "signature",
    ["", "t=1", "v1=00", "t=x,v1=" + "0" * 64, "t=1,v1=" + "ż" * 64, "t=١,v1=" + "0" * 64, "t=1,v1=" + "0" * 64 + "\n"],
)
def test_a_signature_that_is_none_is_malformed(gateway: Gateway, signature: str) -> None:
    headers = {"Bank-Merchant": "iskra-net", "Bank-Signature": signature}

    assert why(gateway, said(), headers) == "malformed"


def test_a_callback_without_a_signature_is_malformed(gateway: Gateway) -> None:
    assert why(gateway, said(), {}) == "malformed"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"null",
        b"{}",
        b'{"merchant": "iskra-net", "payment": []}',
        b'{"merchant": "iskra-net", "payment": null}',
        b"[" * 100_000,
        said(status="RICH"),
        said(status=[]),
        said(ref=None),
        said(ref=""),
        said(id=7),
        said(transaction=None),
        said(paid_amount=None),
        said(paid_amount="0.00"),
        said(paid_amount="-1.00"),
        said(paid_amount="1e3"),
        said(paid_amount="NaN"),
        said(paid_amount=60),
        said(currency="złoty"),
        said(paid_on="yesterday"),
        said(payer="Anna"),
        said(payer={"name": "A\0"}),
        said(payer={"name": "\ud800"}),
        said(payer={"weight": float("nan")}),
        said(transaction="trx\0"),
        said(transaction="x" * 121),
        said(ref="ours\0"),
    ],
)
def test_a_signed_callback_that_makes_no_sense_is_malformed(gateway: Gateway, body: bytes) -> None:
    assert why(gateway, body, signed(body)) == "malformed"


def test_nothing_is_believed_without_a_key(gateway: Gateway, settings: Settings) -> None:
    settings.ABONENT_BANK_SECRET = ""

    with pytest.raises(ImproperlyConfigured):
        gateway.hear(said(), signed(said(), secret=""))
