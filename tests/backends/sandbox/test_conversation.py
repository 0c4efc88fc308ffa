"""The gateway to the sandbox bank: orders, what is heard of them, and what happens when nobody answers."""

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pytest_django import Settings

from abonent.billing.ports import Gateway, Heard, Unreachable
from abonent.demo.bank.process import BankProcess
from tests.backends.sandbox.orders import SECRET, choose, order, told
from tests.listening import Listener, eventually

WARSAW = ZoneInfo("Europe/Warsaw")


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
