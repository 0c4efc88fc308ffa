"""What a shop asks of the sandbox bank: orders, the truth, money back; and whom the bank believes."""

import time
from typing import Any
from uuid import uuid4

import httpx
import pytest

from abonent.demo.bank.process import BankProcess
from tests.demo.bank.shop import order, placed, say
from tests.listening import Listener


def test_an_order_has_its_page_and_waits(bank: BankProcess, shop: Listener) -> None:
    answer = say(bank, "POST", "/api/payments", order(shop, ref="ref-1"))

    payment = answer.json()
    assert answer.status_code == 201
    assert payment.pop("url").startswith(f"{bank.url}/pay/")
    assert payment.pop("id").startswith("pay_")
    assert payment == {
        "merchant": "iskra-net",
        "ref": "ref-1",
        "status": "PENDING",
        "amount": "60.00",
        "currency": "PLN",
        "title": "FV/2026/11/0042 100234",
        "transaction": None,
        "paid_amount": None,
        "paid_on": None,
        "payer": None,
    }


def test_the_same_ref_is_the_same_payment(bank: BankProcess, shop: Listener) -> None:
    wanted = order(shop)

    first = say(bank, "POST", "/api/payments", wanted)
    second = say(bank, "POST", "/api/payments", wanted)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()


def test_the_same_ref_for_another_amount_is_refused(bank: BankProcess, shop: Listener) -> None:
    payment = placed(bank, shop)

    answer = say(bank, "POST", "/api/payments", order(shop, ref=payment["ref"], amount="61.00"))

    assert (answer.status_code, answer.json()) == (409, {"error": "ref-used"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "0.00"},
        {"amount": "-1.00"},
        {"amount": "1"},
        {"amount": 60.0},
        {"currency": "zł"},
        {"title": ""},
        {"return_url": "javascript:alert(1)"},
        {"return_url": "http://127.0.0.1/\r\nSet-Cookie: a=b"},
        {"notify_url": "http://"},
        {"notify_url": "http://127.0.0.1:x/"},
    ],
)
def test_a_malformed_order_is_refused(bank: BankProcess, shop: Listener, wrong: dict[str, Any]) -> None:
    answer = say(bank, "POST", "/api/payments", order(shop, **wrong))

    assert (answer.status_code, answer.json()) == (400, {"error": "malformed"})


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"secret": b"another key"}, "bad-signature"),
        ({"sent": b'{"merchant": "iskra-net"}'}, "bad-signature"),
        ({"at": int(time.time()) - 86_400}, "too-old"),
        ({"at": int(time.time()) + 86_400}, "too-old"),
        ({"merchant": "somebody-else"}, "other-merchant"),
    ],
)
def test_the_bank_believes_only_its_shop(bank: BankProcess, shop: Listener, changed: dict[str, Any], code: str) -> None:
    answer = say(bank, "POST", "/api/payments", order(shop), **changed)

    assert (answer.status_code, answer.json()) == (401, {"error": code})


def test_a_signature_for_one_request_is_no_good_for_another(bank: BankProcess, shop: Listener) -> None:
    payment = placed(bank, shop)
    taken = say(bank, "GET", f"/api/payments/{payment['id']}").request.headers["Bank-Signature"]

    headers = {"Bank-Merchant": "iskra-net", "Bank-Signature": taken}
    answer = httpx.get(f"{bank.url}/api/payments/pay_other", headers=headers)

    assert (answer.status_code, answer.json()) == (401, {"error": "bad-signature"})


def test_what_is_unknown_is_not_found(bank: BankProcess) -> None:
    assert say(bank, "GET", "/api/payments/pay_0").status_code == 404
    assert httpx.get(f"{bank.url}/pay/nothing").status_code == 404
    assert httpx.post(f"{bank.url}/test/nothing/pay").status_code == 404
    assert httpx.get(f"{bank.url}/elsewhere").status_code == 404


def test_money_goes_back_once_and_never_more_than_was_paid(bank: BankProcess, shop: Listener) -> None:
    payment = placed(bank, shop)
    httpx.post(f"{bank.url}/test/{payment['id']}/pay")
    wanted = {"merchant": "iskra-net", "payment": payment["id"], "amount": "50.00", "ref": uuid4().hex}

    first = say(bank, "POST", "/api/refunds", wanted)
    again = say(bank, "POST", "/api/refunds", wanted)
    other = say(bank, "POST", "/api/refunds", wanted | {"amount": "5.00"})
    beyond = say(bank, "POST", "/api/refunds", wanted | {"amount": "10.01", "ref": uuid4().hex})

    assert (first.status_code, first.json()) == (200, again.json())
    assert (other.status_code, other.json()) == (409, {"error": "ref-used"})
    assert (beyond.status_code, beyond.json()) == (409, {"error": "too-much"})


def test_what_was_not_paid_does_not_go_back(bank: BankProcess, shop: Listener) -> None:
    payment = placed(bank, shop)
    wanted = {"merchant": "iskra-net", "payment": payment["id"], "amount": "50.00", "ref": uuid4().hex}

    answers = [say(bank, "POST", "/api/refunds", wanted | {"payment": known}) for known in (payment["id"], "pay_0")]

    assert [(one.status_code, one.json()) for one in answers] == [
        (409, {"error": "not-paid"}),
        (404, {"error": "unknown"}),
    ]
