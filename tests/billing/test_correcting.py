"""A bill corrected at the desk: what the check says is what is issued, and two accountants do not correct past each other."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abonent.billing import actions, queries
from abonent.billing.models import Invoice
from abonent.people.models import Account, User
from abonent.post.models import Message
from tests import people
from tests.database import House
from tests.people import NOON


def correct(bill: Invoice, amounts: dict[int, str], by: User | None = None, *, seen: int = 0) -> Invoice:
    new = {line: Decimal(amount) for line, amount in amounts.items()}
    return actions.correct_bill(
        bill, amounts=new, reason="awaria", seen=seen, at=NOON, by=by or people.staff("ACCOUNTANT")
    )


def test_a_correction_is_told_to_the_customer(account: Account) -> None:
    correction = correct(people.bill(account), {1: "40.00"})

    assert (correction.total, queries.balance(account)) == (Decimal("-20.00"), Decimal("40.00"))
    letter = Message.objects.get()
    assert (letter.template, letter.context["number"], letter.context["total"]) == (
        "bill_corrected", correction.number, "-20.00",
    )  # fmt: skip


def test_lines_are_shown_as_they_stand_after_earlier_corrections(account: Account) -> None:
    bill, accountant = people.bill(account), people.staff("ACCOUNTANT")
    correct(bill, {1: "40.00"}, accountant)
    assert [(line.amount, line.now) for line in queries.correctable(bill)] == [(Decimal("60.00"), Decimal("40.00"))]

    again = correct(bill, {1: "45.00"}, accountant, seen=1)

    assert again.total == Decimal("5.00")


def test_whoever_looked_before_another_corrected_is_told(account: Account) -> None:
    bill, accountant = people.bill(account), people.staff("ACCOUNTANT")
    first = correct(bill, {1: "40.00"}, accountant)

    with pytest.raises(actions.CorrectedMeanwhile) as told:
        correct(bill, {1: "40.00"}, accountant)

    assert told.value.correction == first
    assert Invoice.objects.filter(corrects=bill).count() == 1


def test_nothing_different_and_less_than_nothing_are_no_corrections(account: Account) -> None:
    bill, accountant = people.bill(account), people.staff("ACCOUNTANT")

    with pytest.raises(actions.NothingToCorrect):
        correct(bill, {1: "60.00"}, accountant)
    with pytest.raises(actions.LessThanNothing):
        correct(bill, {1: "-0.01"}, accountant)

    assert (Invoice.objects.count(), Message.objects.count()) == (1, 0)


def test_a_bill_is_doubled_or_dearer_by_the_profiles_sum_and_no_further(account: Account) -> None:
    bill, accountant = people.bill(account), people.staff("ACCOUNTANT")
    assert queries.most_after_corrections(bill) == Decimal("260.00")

    with pytest.raises(actions.TooMuch) as told:
        correct(bill, {1: "260.01"}, accountant)
    correct(bill, {1: "100.00"}, accountant)
    with pytest.raises(actions.TooMuch):  # what earlier corrections have added counts
        correct(bill, {1: "260.01"}, accountant, seen=1)
    correct(bill, {1: "260.00"}, accountant, seen=1)

    assert (told.value.total, told.value.limit) == (Decimal("260.01"), Decimal("260.00"))
    assert queries.corrected_total(bill) == Decimal("260.00")
    assert Invoice.objects.filter(corrects=bill).count() == 2


def test_a_dear_bill_may_be_doubled(account: Account) -> None:
    fee = people.tariff("INST", "150.00", kind="FEE", unit="once").prices.get()
    actions.charge_fee(account, fee, basis="fee:1", on=NOON.date(), at=NOON)
    bill = people.bill(account)
    line = max(queries.correctable(bill), key=lambda line: line.now)

    assert (bill.total, queries.most_after_corrections(bill)) == (Decimal("210.00"), Decimal("420.00"))
    assert correct(bill, {line.no: "360.00"}).total == Decimal("210.00")


def test_a_bill_above_its_limit_may_become_cheaper(account: Account) -> None:
    bill = people.bill(account)
    actions.correct_invoice(bill, amounts={1: Decimal("900.00")}, reason="before there was a limit", at=NOON)

    correct(bill, {1: "500.00"}, seen=1)

    assert queries.corrected_total(bill) == Decimal("500.00")


def test_where_the_money_of_a_correction_goes(account: Account) -> None:
    october, november = (people.bill(account, NOON.date().replace(month=month, day=1)) for month in (10, 11))
    actions.post_receipt(people.receipt(account, "90.00"), at=NOON)  # october whole, half of november

    lower, all_of_it = (queries.consequences(october, Decimal(total)) for total in ("-20.00", "-60.00"))

    assert lower == queries.Consequences(other_bills=Decimal("20.00"))
    assert all_of_it == queries.Consequences(other_bills=Decimal("30.00"), credit=Decimal("30.00"))
    assert queries.consequences(november, Decimal("-20.00")) == queries.Consequences(this_bill=Decimal("20.00"))
    correct(october, {1: "0.00"})
    assert queries.balance(account) == Decimal("-30.00")


def test_a_slip_taken_back_pays_no_other_bill(account: Account) -> None:
    october, november = (people.bill(account, NOON.date().replace(month=month, day=1)) for month in (10, 11))
    accountant = people.staff("ACCOUNTANT")
    was = {october.number: Decimal("60.00"), november.number: Decimal("60.00")}

    correct(november, {1: "240.00"}, accountant)
    said = queries.consequences(november, Decimal("-200.00"))
    correct(november, {1: "60.00"}, accountant, seen=1)

    assert {each.number: each.open for each in queries.open_invoices(account)} == was
    assert said == queries.Consequences(this_bill=Decimal("200.00"))
    correct(november, {1: "40.00"}, accountant, seen=2)
    assert {each.number: each.open for each in queries.open_invoices(account)} == was | {november.number: Decimal(40)}


def test_what_becomes_dearer_uses_credit_first(account: Account) -> None:
    bill = people.bill(account)
    actions.post_receipt(people.receipt(account, "65.00"), at=NOON)

    found = queries.consequences(bill, Decimal("20.00"))

    assert found == queries.Consequences(to_pay=Decimal("20.00"), from_credit=Decimal("5.00"))


amounts = st.decimals("0.00", "300.00", places=2)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(new=st.lists(amounts, min_size=3, max_size=3))
def test_the_check_says_what_will_be_issued(account: Account, new: list[Decimal]) -> None:
    with transaction.atomic():
        extras = [
            people.tariff("N1", "12.34", kind="EXTRA", gross=False),
            people.tariff("N2", "0.07", kind="EXTRA", vat="8"),
        ]
        held: Any = account.subscriptions.get()
        for number, extra in enumerate(extras):
            people.hold(held, extra, since=people.LONG_AGO, slot=f"s{number}")
        bill = people.bill(account)
        lines = queries.correctable(bill)
        wanted = dict(zip((line.no for line in lines), new, strict=True))
        said = queries.difference(bill, lines, wanted)
        try:
            made = actions.correct_invoice(bill, amounts=wanted, reason="x", at=NOON)
            assert (made.net, made.vat, made.total) == (said.net, said.vat, said.total)
        except actions.NothingToCorrect:
            assert said.total == 0
        transaction.set_rollback(True)


def test_of_two_accountants_at_once_one_corrects(committed: House) -> None:
    opened = people.account("100234", "Olena Petrenko")
    people.line(opened, people.tariff())
    bill, staff = people.bill(opened), [people.staff("ACCOUNTANT", f"k{n}") for n in range(4)]

    def press(by: User) -> str:
        try:
            return correct(bill, {1: "40.00"}, by).number
        except actions.CorrectedMeanwhile as told:
            return f"told of {told.correction.number}"
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(press, staff)) == ["FK/2026/11/0001", *["told of FK/2026/11/0001"] * 3]
    assert queries.balance(opened) == Decimal("40.00")
