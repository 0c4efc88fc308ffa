"""Setting out to pay: what is offered to whom, once, and the truth when the bank cannot be reached."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from abonent.billing import actions, queries
from abonent.billing.models import Entry, Payer, Payment, Receipt
from abonent.demo.bank.process import BankProcess
from abonent.journal.models import Event
from abonent.people.models import Account
from tests.billing.payments import asked_about_hanging, pay
from tests.people import NOON


def test_a_payment_is_handed_over_to_the_bank(account: Account, bank_is_there: BankProcess) -> None:
    payment = pay(account)

    assert payment.state == Payment.State.STARTED
    assert payment.bank_url.startswith("http://")
    kinds = Event.objects.filter(subject=f"payment:{payment.ref}").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["payment.started", "payment.sent"]
    assert queries.balance(account) == Decimal("0.00")


def test_the_same_form_twice_is_one_payment(account: Account, bank_is_there: BankProcess) -> None:
    first, second = pay(account), pay(account)

    assert first == second
    assert first.bank_url == second.bank_url
    assert Payment.objects.count() == 1
    assert Event.objects.filter(kind="payment.sent").count() == 1


def test_what_a_killed_process_had_not_handed_over_is_handed_over_then(
    account: Account, bank_is_there: BankProcess
) -> None:
    left = Payment.objects.create(
        account=account, ref="left-behind-" * 2, once="one-form", gateway="sandbox", amount=Decimal("60.00"),
        started_at=NOON,
    )  # fmt: skip

    payment = pay(account)

    assert payment == left
    assert payment.bank_url != ""


def test_a_bank_that_cannot_be_reached_is_told_as_it_is(account: Account) -> None:
    payment = pay(account)

    assert payment.state == Payment.State.FAILED
    assert payment.bank_url == ""
    assert Receipt.objects.count() == Entry.objects.count() == 0


@pytest.mark.parametrize(
    ("payer", "because"),
    [
        ({"pays_cash": True}, ["CASH_OFF"]),
        ({"delivery": Payer.Delivery.PAPER}, ["E_INVOICE_ON"]),
        ({"pays_cash": True, "delivery": Payer.Delivery.PAPER}, ["CASH_OFF", "E_INVOICE_ON"]),
    ],
)
def test_online_payment_is_not_offered_to_everybody(
    account: Account, payer: dict[str, Any], because: list[str]
) -> None:
    Payer.objects.filter(account=account).update(**payer)

    with pytest.raises(actions.NotOffered) as refusal:
        pay(Account.objects.get(pk=account.pk))

    assert refusal.value.because == because
    assert Payment.objects.count() == 0


def test_nothing_cannot_be_paid(account: Account) -> None:
    with pytest.raises(actions.NothingToPay):
        pay(account, "0.00")

    assert Payment.objects.count() == 0


@pytest.mark.parametrize("amount", ["0.99", "20000.01"])
def test_an_amount_has_its_bounds(account: Account, amount: str) -> None:
    with pytest.raises(actions.OutOfBounds):
        pay(account, amount)

    assert Payment.objects.count() == 0


@pytest.mark.parametrize(
    ("outcome", "state", "balance"),
    [
        ("pay-silent", Payment.State.CONFIRMED, "-60.00"),
        ("pay-less", Payment.State.CONFIRMED, "-30.00"),
        ("refuse", Payment.State.REFUSED, "0.00"),
        ("abandon", Payment.State.ABANDONED, "0.00"),
    ],
)
def test_the_bank_tells_the_truth_when_it_is_asked(
    account: Account, bank_is_there: BankProcess, bank: BankProcess, outcome: str, state: str, balance: str
) -> None:
    payment = pay(account)
    httpx.post(f"{bank.url.rstrip('/')}/test/{payment.ref}/{outcome}").raise_for_status()

    actions.ask_gateway(payment, at=NOON)

    payment.refresh_from_db()
    assert payment.state == state
    assert queries.balance(account) == Decimal(balance)


def test_the_janitor_asks_about_payments_of_which_nothing_is_heard(
    account: Account, bank_is_there: BankProcess, bank: BankProcess
) -> None:
    payment = pay(account)
    httpx.post(f"{bank.url.rstrip('/')}/test/{payment.ref}/pay-silent").raise_for_status()

    assert asked_about_hanging(NOON + timedelta(minutes=4)) == 0
    assert asked_about_hanging(NOON + timedelta(minutes=6)) == 1
    assert asked_about_hanging(NOON + timedelta(minutes=7)) == 0

    payment.refresh_from_db()
    assert payment.state == Payment.State.CONFIRMED
    assert queries.balance(account) == Decimal("-60.00")


def test_the_janitor_leaves_a_gateway_that_does_not_answer(account: Account) -> None:
    Payment.objects.create(
        account=account, ref="r" * 24, once="1", gateway="sandbox", gateway_ref="g", amount=Decimal("60.00"),
        started_at=NOON,
    )  # fmt: skip

    assert asked_about_hanging(NOON + timedelta(hours=1)) == 0

    assert Payment.objects.get().state == Payment.State.STARTED
