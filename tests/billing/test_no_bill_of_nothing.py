"""No bill is below nothing, and none is of nothing: what costs nothing or cancels out waits for a bill that it can come with."""

from datetime import date
from decimal import Decimal

import pytest

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.actions.previewing import try_out
from abonent.billing.models import Charge, Invoice, Payer, Preview
from abonent.contracts.models import Price
from abonent.people.models import Account
from tests import people
from tests.people import NOON

OCTOBER, NOVEMBER, DECEMBER = (date(2026, month, 1) for month in (10, 11, 12))


@pytest.fixture
def leaver(db: None) -> Account:
    """Somebody with bills on paper, for a fee, and a plan until the end of October."""
    people.tariff("PAPER-BILL", "15.00", kind="FEE", unit="piece")
    opened = people.account("100900", "Papierowa Klientka", delivery=Payer.Delivery.PAPER)
    people.line(opened, people.tariff(), until=profile.midnight(NOVEMBER))
    return opened


def amounts(bill: Invoice) -> list[str]:
    return [line["amount"] for line in bill.sheet["lines"]]


def tried_out(month: date) -> tuple[int, Decimal]:
    *_, found = try_out(Preview(period=actions.period_named(1, month), asked_at=NOON))
    return found.bills, found.total


def test_a_discount_above_the_price_makes_no_bill_below_nothing(account: Account, neighbour: Account) -> None:
    friend = people.tariff("FRIEND", "-80.00", kind="DISCOUNT")
    people.hold(account.subscriptions.get(), friend, since=people.LONG_AGO)

    assert tried_out(NOVEMBER) == (1, Decimal("60.00"))
    assert people.bill_month(NOVEMBER) == 1

    assert not account.invoices.exists()
    assert not Charge.objects.filter(account=account).exists()
    assert queries.balance(account) == Decimal("0.00")


def test_a_discount_as_large_as_the_price_is_a_bill_of_what_was_delivered(account: Account) -> None:
    people.hold(account.subscriptions.get(), people.tariff("FRIEND", "-60.00", kind="DISCOUNT"), since=people.LONG_AGO)

    assert sorted(amounts(people.bill(account, NOVEMBER))) == ["-60.00", "60.00"]


def test_a_fee_of_nothing_comes_with_a_bill_and_makes_none(account: Account, leaver: Account) -> None:
    free = Price.objects.get(tariff=people.tariff("FREE", "0.00", kind="FEE", unit="once"))
    for each in (account, leaver):
        actions.charge_fee(each, free, basis="free:1", on=NOVEMBER, at=NOON)

    assert tried_out(NOVEMBER) == (1, Decimal("60.00"))
    assert amounts(people.bill(account, NOVEMBER)) == ["60.00", "0.00"]
    assert not leaver.invoices.exists()
    assert Charge.objects.get(account=leaver).invoice is None


def test_a_price_entered_anew_makes_no_bill_for_whoever_has_left(account: Account, leaver: Account) -> None:
    people.bill_month(OCTOBER)
    Price.objects.filter(tariff__code="A2").update(replaced_at=NOON)
    people.price(people.tariff(), "60.00")

    assert tried_out(NOVEMBER) == (1, Decimal("60.00"))
    assert amounts(people.bill(account, NOVEMBER)) == ["-60.00", "60.00", "60.00"]
    assert leaver.invoices.count() == 1
    assert queries.balance(leaver) == leaver.invoices.get().total


def test_a_dearer_price_entered_anew_is_charged_to_whoever_has_left(leaver: Account) -> None:
    Price.objects.filter(tariff__code="A2").update(id=9_999_999)
    people.bill_month(OCTOBER)
    Price.objects.filter(tariff__code="A2").update(replaced_at=NOON)
    Price.objects.filter(pk=people.price(people.tariff(), "61.00").pk).update(id=10_000_000)

    assert amounts(people.bill(leaver, NOVEMBER)) == ["-60.00", "61.00", "15.00"]
