"""Where banks call: signed and once, or refused and written down without what was sent."""

import hmac
import json
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from abonent.billing import queries
from abonent.billing.models import Entry, Payment, Receipt
from abonent.journal.models import Event
from abonent.people.models import Account
from tests import people
from tests.database import House

SECRET = b"a secret between two programs of one test"
HOOK = "/hooks/payment/sandbox/"
REF = "reference-of-a-payment"


@pytest.fixture
def payment(account: Account) -> Payment:
    return begin(account)


def begin(account: Account) -> Payment:
    return Payment.objects.create(
        ref=REF, once="once", account=account, gateway="sandbox", gateway_ref="pay_1", amount=Decimal("60.00"),
        started_at=timezone.now(),
    )  # fmt: skip


def said(status: str = "PAID", **changed: Any) -> dict[str, Any]:
    """What the bank says about the payment; its protocol is described in src/abonent/demo/bank/README.md."""
    paid = status == "PAID"
    payment = {
        "id": "pay_1", "merchant": "iskra-net", "ref": REF, "status": status, "amount": "60.00", "currency": "PLN",
        "title": "", "transaction": "trx_1" if paid else None, "paid_amount": "60.00" if paid else None,
        "paid_on": "2026-11-21" if paid else None, "payer": {"name": "Olena"}, **changed,
    }  # fmt: skip
    return {"event": "evt_1", "merchant": "iskra-net", "payment": payment}


def call(body: bytes | dict[str, Any], *, secret: bytes = SECRET, at: float | None = None, hook: str = HOOK) -> Any:
    """Call as the bank does, with a signature."""
    sent = json.dumps(body).encode() if isinstance(body, dict) else body
    stamp = str(int(at or time.time()))
    mac = hmac.new(secret, f"{stamp}.".encode() + sent, "sha256").hexdigest()
    headers = {"Bank-Merchant": "iskra-net", "Bank-Signature": f"t={stamp},v1={mac}"}
    return Client(enforce_csrf_checks=True).post(hook, sent, content_type="application/json", headers=headers)


def refusals() -> list[dict[str, Any]]:
    return list(Event.objects.filter(kind="callback.refused").values_list("data", flat=True))


def test_a_paid_payment_is_posted(payment: Payment) -> None:
    answer = call(said())

    assert answer.status_code == 200
    assert queries.balance(payment.account) == Decimal("-60.00")
    assert Payment.objects.get().state == Payment.State.CONFIRMED


def test_the_same_message_again_changes_nothing(payment: Payment) -> None:
    answers = [call(said()).status_code for _ in range(3)]

    assert answers == [200, 200, 200]
    assert Receipt.objects.count() == 1
    assert Entry.objects.count() == 1


def test_twenty_at_once_are_posted_once(committed: House) -> None:
    account = people.account("100234", "Olena Petrenko")
    begin(account)
    message = said()

    def one(_: int) -> int:
        try:
            return int(call(message).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=20) as banks:
        answers = list(banks.map(one, range(20)))

    assert answers == [200] * 20
    assert Entry.objects.count() == 1
    assert queries.balance(account) == Decimal("-60.00")


def test_a_message_with_another_sum_is_not_believed_but_asked_about(payment: Payment) -> None:
    answer = call(said(paid_amount="70.00"))

    assert answer.status_code == 200
    assert Entry.objects.count() == 0
    job = ProcrastinateJob.objects.get(task_name="billing.ask")
    assert job.args == {"payment": payment.pk}


@pytest.mark.parametrize(
    ("body", "more", "why", "status"),
    [
        (said(), {"secret": b"another secret"}, "bad-signature", 400),
        (said(), {"at": 1_700_000_000.0}, "too-old", 400),
        (said() | {"merchant": "another-shop"}, {}, "other-merchant", 400),
        (b"{", {}, "malformed", 400),
        (said(paid_amount="sixty"), {}, "malformed", 400),
        (said(ref="somebody-else-s"), {}, "unknown-payment", 404),
        (said(), {"hook": "/hooks/payment/payu/"}, "unknown-gateway", 404),
        (b"x" * 70_000, {}, "too-large", 413),
    ],
)
def test_what_cannot_be_believed_is_refused_and_changes_nothing(
    payment: Payment, body: Any, more: dict[str, Any], why: str, status: int
) -> None:
    answer = call(body, **more)

    assert answer.status_code == status
    assert answer.content == b"refused\n"
    assert [each["why"] for each in refusals()] == [why]
    assert Entry.objects.count() == 0
    assert Payment.objects.get().state == Payment.State.STARTED


def test_nothing_that_was_sent_is_written_down(payment: Payment, caplog: pytest.LogCaptureFixture) -> None:
    call({"password": "korale"}, secret=b"another secret")

    assert refusals() == [{"gateway": "sandbox", "why": "bad-signature"}]
    assert "korale" not in caplog.text


def test_a_flood_of_forgeries_does_not_fill_the_journal(payment: Payment) -> None:
    for _ in range(130):
        call(b"{}", secret=b"another secret")

    assert 60 <= len(refusals()) <= 120  # 60 a minute; the minute may change meanwhile


def test_a_refused_payment_is_ended(payment: Payment) -> None:
    assert call(said("REFUSED")).status_code == 200
    assert Payment.objects.get().state == Payment.State.REFUSED


def test_a_bank_does_not_come_to_look(client: Client, db: None) -> None:
    answer = client.get(HOOK)

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
