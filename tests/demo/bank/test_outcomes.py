"""What a customer chooses at the sandbox bank, and how the shop is told of it."""

import hmac
import json
import re
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from abonent.demo.bank.process import BankProcess
from tests.demo.bank.shop import BACK, SECRET, all_told, callbacks, placed, truth
from tests.listening import Listener, eventually


@pytest.mark.parametrize(
    ("language", "pay"),
    [
        ("pl", "Zapłać 1\u00a0060,50\u00a0PLN"),
        ("uk", "Сплатити 1\u00a0060,50\u00a0PLN"),
        ("en", "Pay 1,060.50\u00a0PLN"),
    ],
)
def test_the_customer_sees_what_is_paid_in_the_language_of_the_order(
    bank: BankProcess, shop: Listener, language: str, pay: str
) -> None:
    payment = placed(bank, shop, amount="1060.50", language=language, title="<b>bill</b>")

    page = httpx.get(payment["url"])

    assert f'<html lang="{language}">' in page.text
    assert pay in page.text
    assert "&lt;b&gt;bill&lt;/b&gt;" in page.text
    assert len(re.findall("<button ", page.text)) == 12
    assert page.headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; form-action 'self' http://127.0.0.1:8000;"
        " base-uri 'none'; frame-ancestors 'none'"
    )


def test_a_choice_sends_the_customer_back_and_is_made_once(bank: BankProcess, shop: Listener) -> None:
    payment = placed(bank, shop)

    first = httpx.post(payment["url"], data={"outcome": "pay"})
    second = httpx.post(payment["url"], data={"outcome": "refuse"})

    assert (first.status_code, first.headers["Location"]) == (303, BACK)
    assert (second.status_code, second.headers["Location"]) == (303, BACK)
    assert truth(bank, payment)["status"] == "PAID"
    assert "Ta płatność jest wykonana." in httpx.get(payment["url"]).text


def test_a_choice_that_does_not_exist_does_nothing(bank: BankProcess, shop: Listener) -> None:
    payment = placed(bank, shop)

    answer = httpx.post(payment["url"], data={"outcome": "rob"})

    assert answer.status_code == 400
    assert truth(bank, payment)["status"] == "PENDING"


@pytest.mark.parametrize(
    ("outcome", "status", "paid", "said", "times"),
    [
        ("pay", "PAID", "60.00", "60.00", 1),
        ("refuse", "REFUSED", None, None, 1),
        ("abandon", "ABANDONED", None, None, 1),
        ("pay-late", "PAID", "60.00", "60.00", 1),
        ("pay-twice", "PAID", "60.00", "60.00", 2),
        ("pay-silent", "PAID", "60.00", "", 0),
        ("pay-parallel", "PAID", "60.00", "60.00", 20),
        ("pay-less", "PAID", "30.00", "30.00", 1),
        ("pay-more", "PAID", "70.00", "70.00", 1),
        ("wrong-amount", "PAID", "60.00", "70.00", 1),
        ("forged", "PENDING", None, "60.00", 1),
        ("other-merchant", "PENDING", None, "60.00", 1),
    ],
)
def test_every_outcome_happens_and_is_told_as_described(  # noqa: PLR0913, PLR0917 – one row of README.md
    bank: BankProcess, shop: Listener, outcome: str, status: str, paid: str | None, said: str, times: int
) -> None:
    payment = placed(bank, shop)

    httpx.post(f"{bank.url}/test/{payment['id']}/{outcome}").raise_for_status()
    eventually(lambda: all_told(bank, payment))

    asked = truth(bank, payment)
    assert (asked["status"], asked["paid_amount"]) == (status, paid)
    assert len(shop.calls) == times
    assert [json.loads(call.body)["payment"]["paid_amount"] for call in shop.calls] == [said] * times
    assert len({call.body for call in shop.calls}) == min(times, 1)


def test_a_callback_is_signed_over_its_time_and_its_bytes(bank: BankProcess, shop: Listener) -> None:
    payment = placed(bank, shop)

    httpx.post(f"{bank.url}/test/{payment['id']}/pay")
    call = eventually(lambda: shop.calls)[0]

    found = re.fullmatch("t=([0-9]+),v1=([0-9a-f]{64})", call.headers["Bank-Signature"])
    assert found is not None
    assert found[2] == hmac.new(SECRET, f"{found[1]}.".encode() + call.body, sha256).hexdigest()
    assert call.headers["Bank-Merchant"] == "iskra-net"


def test_a_forged_callback_carries_a_signature_of_another_key(bank: BankProcess, shop: Listener) -> None:
    payment = placed(bank, shop)

    httpx.post(f"{bank.url}/test/{payment['ref']}/forged")
    call = eventually(lambda: shop.calls)[0]

    at, mac = call.headers["Bank-Signature"].removeprefix("t=").split(",v1=")
    assert mac != hmac.new(SECRET, f"{at}.".encode() + call.body, sha256).hexdigest()


def test_what_is_final_is_final(bank: BankProcess, shop: Listener) -> None:
    payment = placed(bank, shop)
    httpx.post(f"{bank.url}/test/{payment['id']}/refuse")

    again = [httpx.post(f"{bank.url}/test/{payment['id']}/{outcome}") for outcome in ("pay", "forged")]

    assert [(answer.status_code, answer.json()) for answer in again] == [(409, {"error": "already-final"})] * 2


def test_a_callback_is_told_until_the_shop_says_yes(bank: BankProcess, shop: Listener) -> None:
    shop.answer = 503
    payment = placed(bank, shop)
    httpx.post(f"{bank.url}/test/{payment['id']}/pay")
    eventually(lambda: len(shop.calls) >= 3)

    shop.answer = 200
    eventually(lambda: all_told(bank, payment))

    (callback,) = callbacks(bank, payment)
    assert (callback["state"], callback["answer"]) == ("TOLD", 200)
    assert len({call.body for call in shop.calls}) == 1


def test_a_callback_nobody_hears_is_given_up_in_the_end(bank: BankProcess, shop: Listener) -> None:
    shop.answer = 404
    payment = placed(bank, shop)

    httpx.post(f"{bank.url}/test/{payment['id']}/forged")
    eventually(lambda: all_told(bank, payment))

    assert callbacks(bank, payment) == [{"tries": 1, "answer": 404, "state": "GIVEN-UP"}]


def test_a_bank_that_was_killed_goes_on_telling(tmp_path: Path, secret_file: Path, shop: Listener) -> None:
    data = tmp_path / "bank.sqlite3"
    first = BankProcess(data=data, secret_file=secret_file, more=("--backoff", "0.05"))
    shop.answer = 500
    payment = placed(first, shop)
    httpx.post(f"{first.url}/test/{payment['id']}/pay")
    eventually(lambda: shop.calls)
    first.kill()

    shop.answer = 200
    second = BankProcess(data=data, secret_file=secret_file, more=("--backoff", "0.05"))
    eventually(lambda: all_told(second, payment))

    assert truth(second, payment)["status"] == "PAID"
    assert {json.loads(call.body)["payment"]["status"] for call in shop.calls} == {"PAID"}
    assert second.stop() == 0


def test_what_nobody_finishes_is_abandoned(tmp_path: Path, secret_file: Path, shop: Listener) -> None:
    bank = BankProcess(data=tmp_path / "b", secret_file=secret_file, more=("--expire", "0.1"))
    payment = placed(bank, shop)

    call = eventually(lambda: shop.calls)[0]

    assert json.loads(call.body)["payment"]["status"] == "ABANDONED"
    assert truth(bank, payment)["status"] == "ABANDONED"
    bank.stop()


def test_the_bank_says_everywhere_that_it_is_none(bank: BankProcess, shop: Listener) -> None:
    payment = placed(bank, shop, language="en")

    assert "a stand-in for tests and demonstration, no real money" in httpx.get(f"{bank.url}/").text
    assert "no real money" in httpx.get(payment["url"]).text
    assert httpx.get(f"{bank.url}/style.css").headers["X-Sandbox"] == "no real money"
