"""The gateway to the sandbox bank: what it believes, what it refuses, and what it does when nobody answers."""

import hmac
import json
import time
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx
import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from abonent.backends.payment import sandbox
from abonent.billing.ports import Gateway, Heard, Order, Refused, Unreachable
from abonent.demo.bank.process import BankProcess
from tests.listening import Call, Listener, eventually

SECRET = "a key for one test"
WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BankProcess]:
    place = tmp_path_factory.mktemp("bank")
    (place / "secret").write_text(SECRET)
    process = BankProcess(data=place / "bank.sqlite3", secret_file=place / "secret", more=("--backoff", "0.05"))
    yield process
    process.stop()


@pytest.fixture
def gateway(settings: Settings, bank: BankProcess) -> Gateway:
    settings.ABONENT_BANK_URL = bank.url
    settings.ABONENT_BANK_SECRET = SECRET
    settings.ABONENT_BANK_MERCHANT = "iskra-net"
    return sandbox.gateway()


@pytest.fixture
def door() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


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


def why(gateway: Gateway, body: bytes, headers: dict[str, str]) -> str:
    with pytest.raises(Refused) as refused:
        gateway.hear(body, headers)
    return refused.value.why


def test_the_customer_is_sent_to_the_origin_that_the_page_allows(
    gateway: Gateway, bank: BankProcess, door: Listener
) -> None:
    started = gateway.start(order(door))

    assert gateway.name == "sandbox"
    assert gateway.origin == bank.url
    assert started.url.startswith(f"{gateway.origin}/pay/")


def test_the_same_ref_is_the_same_payment(gateway: Gateway, door: Listener) -> None:
    wanted = order(door)

    assert gateway.start(wanted) == gateway.start(wanted)


def test_a_payment_is_heard(gateway: Gateway, bank: BankProcess, door: Listener) -> None:
    wanted, call = told(bank, gateway, door, "pay")

    heard = gateway.hear(call.body, call.headers)

    raw = json.loads(call.body)
    assert heard == Heard(
        kind="PAID",
        ref=wanted.ref,
        gateway_ref=raw["payment"]["id"],
        external_id=raw["payment"]["transaction"],
        amount=Decimal("60.00"),
        currency="PLN",
        paid_on=datetime.now(WARSAW).date(),
        payer={"name": "Sandbox Customer", "account": "PL61109010140000071219812874"},
        raw=raw,
    )


@pytest.mark.parametrize(("outcome", "kind"), [("refuse", "REFUSED"), ("abandon", "ABANDONED")])
def test_that_nothing_was_paid_is_heard(
    gateway: Gateway, bank: BankProcess, door: Listener, outcome: str, kind: str
) -> None:
    wanted, call = told(bank, gateway, door, outcome)

    heard = gateway.hear(call.body, call.headers)

    assert (heard.kind, heard.ref, heard.amount) == (kind, wanted.ref, Decimal("60.00"))
    assert (heard.external_id, heard.paid_on, heard.payer) == ("", None, {})


def test_the_same_payment_told_twice_has_the_same_external_id(
    gateway: Gateway, bank: BankProcess, door: Listener
) -> None:
    told(bank, gateway, door, "pay-parallel")
    eventually(lambda: len(door.calls) == 20)

    heard = [gateway.hear(call.body, call.headers) for call in door.calls]

    assert heard == [heard[0]] * 20


def test_a_lost_callback_is_found_by_asking(gateway: Gateway, bank: BankProcess, door: Listener) -> None:
    wanted = order(door)
    started = gateway.start(wanted)
    before = gateway.ask(started.gateway_ref)

    choose(bank, started.gateway_ref, "pay-silent")
    after = gateway.ask(started.gateway_ref)

    assert (before.kind, before.external_id, before.paid_on) == ("PENDING", "", None)
    assert (after.kind, after.ref, after.amount) == ("PAID", wanted.ref, Decimal("60.00"))
    assert after.external_id.startswith("trx_")
    assert door.calls == []


def test_asking_gives_the_truth_when_the_callback_named_a_wrong_amount(
    gateway: Gateway, bank: BankProcess, door: Listener
) -> None:
    _, call = told(bank, gateway, door, "wrong-amount")

    heard = gateway.hear(call.body, call.headers)
    asked = gateway.ask(heard.gateway_ref)

    assert (heard.amount, asked.amount) == (Decimal("70.00"), Decimal("60.00"))
    assert heard.external_id == asked.external_id


@pytest.mark.parametrize(("outcome", "paid"), [("pay-less", "30.00"), ("pay-more", "70.00")])
def test_what_was_really_paid_is_heard(
    gateway: Gateway, bank: BankProcess, door: Listener, outcome: str, paid: str
) -> None:
    _, call = told(bank, gateway, door, outcome)

    heard = gateway.hear(call.body, call.headers)

    assert heard.amount == gateway.ask(heard.gateway_ref).amount == Decimal(paid)


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


def test_money_goes_back_once(gateway: Gateway, bank: BankProcess, door: Listener) -> None:
    started = gateway.start(order(door))
    choose(bank, started.gateway_ref, "pay-silent")

    first = gateway.refund(started.gateway_ref, Decimal("60.00"), "back-1")
    again = gateway.refund(started.gateway_ref, Decimal("60.00"), "back-1")

    assert first == again
    with pytest.raises(Unreachable, match="409: too-much"):
        gateway.refund(started.gateway_ref, Decimal("0.01"), "back-2")


def test_a_bank_that_is_away_is_unreachable(gateway: Gateway, settings: Settings, door: Listener) -> None:
    door.close()
    settings.ABONENT_BANK_URL = door.url

    with pytest.raises(Unreachable):
        gateway.ask("pay_1")


@pytest.mark.parametrize("status", [200, 302, 500])
def test_an_answer_that_is_none_is_unreachable(
    gateway: Gateway, settings: Settings, door: Listener, status: int
) -> None:
    door.answer = status
    settings.ABONENT_BANK_URL = door.url

    with pytest.raises(Unreachable):
        gateway.start(order(door))


def test_a_payment_that_the_bank_does_not_know_is_unreachable(gateway: Gateway) -> None:
    with pytest.raises(Unreachable, match="404: unknown"):
        gateway.ask("pay_0")


def test_a_wrong_key_is_said(gateway: Gateway, settings: Settings, door: Listener) -> None:
    settings.ABONENT_BANK_SECRET = "another key"

    with pytest.raises(Unreachable, match="401: bad-signature"):
        gateway.start(order(door))


def test_the_bank_that_came_back_knows_everything(
    tmp_path: Path, settings: Settings, gateway: Gateway, door: Listener
) -> None:
    (tmp_path / "secret").write_text(SECRET)
    first = BankProcess(data=tmp_path / "b", secret_file=tmp_path / "secret")
    settings.ABONENT_BANK_URL = first.url
    wanted = order(door)
    started = gateway.start(wanted)
    choose(first, started.gateway_ref, "pay-silent")
    first.kill()

    with pytest.raises(Unreachable):
        gateway.ask(started.gateway_ref)
    second = BankProcess(data=tmp_path / "b", secret_file=tmp_path / "secret")
    settings.ABONENT_BANK_URL = second.url

    assert gateway.ask(started.gateway_ref).kind == "PAID"
    assert gateway.start(wanted).gateway_ref == started.gateway_ref
    second.stop()
