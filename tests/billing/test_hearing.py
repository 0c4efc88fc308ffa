"""What a gateway says is booked once, believed when it agrees, and asked about when it does not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from abonent.billing import actions, queries
from abonent.billing.bulk.faults import faults
from abonent.billing.models import Entry, Payment, Receipt
from abonent.billing.ports import Heard
from abonent.journal.models import Event
from abonent.people.models import Account
from tests import people
from tests.billing.payments import said, started
from tests.database import House
from tests.people import NOON


def test_confirmed_money_is_posted_and_told(account: Account) -> None:
    people.bill(account)
    payment = started(account)

    receipt = actions.hear("sandbox", said(payment), at=NOON)

    assert receipt is not None
    assert queries.balance(account) == Decimal("0.00")
    assert Payment.objects.get().state == Payment.State.CONFIRMED
    about = Event.objects.filter(subject=f"payment:{payment.ref}").order_by("id")
    assert [event.kind for event in about] == ["payment.confirmed", "payment.posted"]


def test_the_same_event_again_changes_nothing(account: Account) -> None:
    payment = started(account)
    first = actions.hear("sandbox", said(payment), at=NOON)

    again = actions.hear("sandbox", said(payment), at=NOON + timedelta(days=3))

    assert again == first
    assert Entry.objects.count() == 1


def test_the_customer_really_paying_twice_is_credit(account: Account) -> None:
    people.bill(account)
    payment = started(account)

    for money in ("money-1", "money-2"):
        actions.hear("sandbox", said(payment, external_id=money), at=NOON)

    assert queries.balance(account) == Decimal("-60.00")


@pytest.mark.parametrize("lie", [{"amount": Decimal("6.00")}, {"currency": "EUR"}])
def test_what_does_not_agree_is_not_believed_unasked(account: Account, lie: dict[str, Any]) -> None:
    payment = started(account)

    with pytest.raises(actions.Doubtful):
        actions.hear("sandbox", said(payment, **lie), at=NOON)

    assert Receipt.objects.count() == Entry.objects.count() == 0
    assert Payment.objects.get().state == Payment.State.STARTED


def test_another_amount_is_booked_whole_when_the_bank_was_asked(account: Account) -> None:
    people.bill(account)
    payment = started(account)

    actions.hear("sandbox", said(payment, amount=Decimal("50.00")), at=NOON, asked=True)

    assert queries.balance(account) == Decimal("10.00")


def test_a_refusal_ends_the_payment_and_late_money_is_still_booked(account: Account) -> None:
    payment = started(account)
    actions.hear("sandbox", said(payment, "REFUSED", external_id="", paid_on=None), at=NOON)
    assert Payment.objects.get().state == Payment.State.REFUSED

    actions.hear("sandbox", said(payment), at=NOON)

    assert Payment.objects.get().state == Payment.State.CONFIRMED
    assert queries.balance(account) == Decimal("-60.00")


def test_a_refusal_after_the_money_changes_nothing(account: Account) -> None:
    payment = started(account)
    actions.hear("sandbox", said(payment), at=NOON)

    actions.hear("sandbox", said(payment, "REFUSED", external_id="", paid_on=None), at=NOON)

    assert Payment.objects.get().state == Payment.State.CONFIRMED
    assert Entry.objects.count() == 1


def test_money_that_was_booked_for_one_payment_is_not_taken_for_another(account: Account) -> None:
    first = started(account)
    facts = {"account": account, "gateway": "sandbox", "amount": first.amount, "started_at": NOON}
    second = Payment.objects.create(ref="another", once="2", gateway_ref="bank-2", **facts)
    actions.hear("sandbox", said(first), at=NOON)

    with pytest.raises(actions.Doubtful):
        actions.hear("sandbox", said(second), at=NOON, asked=True)

    second.refresh_from_db()
    assert (second.state, Receipt.objects.count()) == (Payment.State.STARTED, 1)


def test_a_payment_that_is_not_ours_is_refused(account: Account) -> None:
    payment = started(account)
    foreign = Heard("PAID", "other", "bank-9", "money-9", Decimal("1.00"), "PLN", NOON.date())

    with pytest.raises(actions.UnknownPayment):
        actions.hear("sandbox", foreign, at=NOON)

    assert Receipt.objects.count() == 0
    assert Payment.objects.get(pk=payment.pk).state == Payment.State.STARTED


def test_the_chosen_bills_are_paid_first(account: Account) -> None:
    october = people.bill(account, people.NOON.date().replace(month=10, day=1))
    november = people.bill(account)
    payment = started(account, wanted=[november.number])

    actions.hear("sandbox", said(payment), at=NOON)

    assert [invoice.number for invoice in queries.open_invoices(account)] == [october.number]


def test_twenty_callbacks_at_once_post_once(committed: House) -> None:
    opened = people.account("100234", "Olena Petrenko")
    people.line(opened, people.tariff())
    people.bill(opened)
    payment = started(opened)

    def hear(_: int) -> int:
        try:
            receipt = actions.hear("sandbox", said(payment), at=NOON)
            return receipt.pk if receipt else 0
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as threads:
        receipts = set(threads.map(hear, range(20)))

    assert len(receipts) == 1
    assert Entry.objects.filter(kind="PAYMENT").count() == 1
    assert queries.balance(opened) == Decimal("0.00")
    assert faults() == []


def test_money_cannot_come_from_the_future(account: Account) -> None:
    payment = started(account)

    receipt = actions.hear("sandbox", said(payment, paid_on=date(9999, 12, 31)), at=NOON)

    assert receipt is not None
    assert receipt.paid_on == NOON.date()
