"""A day of bank lines: booked as a set, with what follows for each account."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from abonent.billing import queries
from abonent.billing.bulk.once import Fee, charge_fees
from abonent.billing.bulk.receipts import post_receipts
from abonent.billing.models import Charge, Entry, Receipt
from abonent.contracts import bulk as contracts
from abonent.contracts.models import Holding, Restriction
from abonent.journal.models import Event
from abonent.people.models import Account
from tests import people
from tests.people import NOON


def _line(account: Account, amount: str, ref: str, **more: str) -> Receipt:
    facts = {"book": "bank:main", **more}
    return Receipt(
        account=account,
        source="bank",
        external_id=ref,
        amount=Decimal(amount),
        paid_on=NOON.date(),
        received_at=NOON,
        payer={"name": 'Zażółć "gęślą" \\ jaźń'},
        **facts,
    )


def test_lines_are_booked_once_and_told_once(account: Account, neighbour: Account) -> None:
    people.bill_month(date(2026, 11, 1))

    assert post_receipts([_line(account, "60.00", "1"), _line(neighbour, "70.00", "2")], at=NOON) == 2
    assert post_receipts([_line(account, "60.00", "1")], at=NOON) == 0

    assert (queries.balance(account), queries.balance(neighbour)) == (Decimal("0.00"), Decimal("-10.00"))
    assert Receipt.objects.get(external_id="1").payer == {"name": 'Zażółć "gęślą" \\ jaźń'}
    assert Event.objects.filter(kind="payment.posted").count() == 2


def test_who_owes_less_than_the_smallest_sum_is_released(account: Account, neighbour: Account) -> None:
    people.bill_month(date(2026, 9, 1))
    assert contracts.restrict_all([account.pk, neighbour.pk], reason="DEBT", level="LIMITED", at=NOON) == [
        account.pk,
        neighbour.pk,
    ]
    assert contracts.restrict_all([account.pk], reason="DEBT", level="LIMITED", at=NOON) == []

    post_receipts([_line(account, "40.01", "1"), _line(neighbour, "40.00", "2")], at=NOON)

    live = Restriction.objects.filter(lifted_at=None).values_list("account", flat=True)
    assert list(live) == [neighbour.pk]
    assert Event.objects.get(kind="restriction.lifted").account_id == account.pk


def test_money_for_an_unknown_book_is_refused_whole(account: Account) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        post_receipts([_line(account, "60.00", "1", book="bank:none")], at=NOON)

    assert Receipt.objects.count() == 0


def test_money_late_in_the_evening_is_booked_on_the_day_that_it_is_here(account: Account) -> None:
    post_receipts([_line(account, "60.00", "1")], at=datetime(2026, 11, 21, 23, 30, tzinfo=UTC))

    assert Entry.objects.get().booked_on == date(2026, 11, 22)


def test_plans_of_many_change_at_an_instant_and_the_fee_comes_with_the_next_bill(
    account: Account, neighbour: Account
) -> None:
    faster = people.tariff("A3", "90.00")
    move = people.tariff("MOVE", "110.00", kind="FEE", unit="once")

    changed = contracts.change_tariffs([(account.pk, "A3"), (neighbour.pk, "A2")], slot="plan", at=NOON)
    fees = [Fee(pk, "MOVE", "fee", "move:1", NOON.date()) for pk in changed]

    assert changed == [account.pk]
    assert (charge_fees(fees, at=NOON), charge_fees(fees, at=NOON)) == (1, 0)
    assert Holding.objects.get(account=account, valid__contains=NOON).tariff == faster
    assert Charge.objects.get().name == move.name
