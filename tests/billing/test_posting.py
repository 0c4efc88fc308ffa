"""Money that has come: booked whole, once; bills are paid, the rest is credit."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from abonent.billing import actions, queries
from abonent.billing.models import Allocation, Entry, Reminder
from abonent.billing.queries.finding import receipts_numbered
from abonent.contracts.actions import restrict
from abonent.contracts.models import Restriction
from abonent.people.models import Account
from tests import people
from tests.people import NOON


def test_what_is_paid_too_much_is_credit(account: Account) -> None:
    people.bill(account)

    actions.post_receipt(people.receipt(account, "65.00"), at=NOON)

    assert queries.balance(account) == Decimal("-5.00")
    assert Entry.objects.filter(kind="PAYMENT").count() == 1
    assert list(Allocation.objects.values_list("amount", flat=True)) == [Decimal("60.00")]


def test_credit_is_used_by_the_next_bill(account: Account) -> None:
    people.bill(account, date(2026, 10, 1))
    actions.post_receipt(people.receipt(account, "100.00"), at=NOON)

    november = people.bill(account, date(2026, 11, 1))

    assert queries.balance(account) == Decimal("20.00")
    assert queries.open_invoices(account).get(pk=november.pk).open == Decimal("20.00")
    assert november.sheet["settlement"] == {"opening": "-40.00", "to_pay": "20.00"}


def test_a_receipt_is_posted_once(account: Account) -> None:
    receipt = people.receipt(account, "10.00")
    actions.post_receipt(receipt, at=NOON)

    with pytest.raises(actions.AlreadyPosted):
        actions.post_receipt(receipt, at=NOON)

    assert queries.balance(account) == Decimal("-10.00")


def test_a_confirmation_stays_the_same_whoever_had_begun_before_the_money_was_booked(account: Account) -> None:
    receipt = people.receipt(account, "100.00")
    actions.post_receipt(receipt, at=NOON)
    before = queries.receipt_sheet(receipt, language="en")

    people.bill(account)  # its run bears the first of November

    assert queries.receipt_sheet(receipt, language="en") == before
    assert before is not None
    assert (before["covers"], before["credit"]) == ([], "100.00")


def test_money_of_a_night_is_numbered_by_the_month_that_it_is_here(account: Account) -> None:
    first_of_december = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    receipt = people.receipt(account, "10.00", at=first_of_december)

    assert receipt.number == f"W/2026/12/{receipt.pk:06}"
    assert receipts_numbered(receipt.number) == [receipt]


def test_a_reversed_payment_opens_exactly_the_bills_it_had_paid(account: Account) -> None:
    october = people.bill(account, date(2026, 10, 1))
    november = people.bill(account, date(2026, 11, 1))
    entry = actions.post_receipt(people.receipt(account, "90.00"), at=NOON)

    actions.reverse(entry, at=NOON)

    assert {i.number: i.open for i in queries.open_invoices(account)} == {
        october.number: Decimal("60.00"),
        november.number: Decimal("60.00"),
    }
    assert {i.due_on for i in queries.open_invoices(account)} == {october.due_on, november.due_on}
    assert queries.balance(account) == Decimal("120.00")
    with pytest.raises(actions.AlreadyReversed):
        actions.reverse(entry, at=NOON)


def test_the_restriction_for_debt_is_lifted_by_money_and_another_stays(account: Account) -> None:
    people.bill(account, date(2026, 10, 1))
    restrict(account, reason="DEBT", level="LIMITED", at=NOON)
    restrict(account, reason="LOST", level="SUSPENDED", at=NOON)

    actions.post_receipt(people.receipt(account, "60.00"), at=NOON)

    live = Restriction.objects.filter(account=account, lifted_at=None)
    assert [restriction.reason for restriction in live] == ["LOST"]


def test_money_that_waited_while_a_step_was_taken_ends_it_not_before_it_began(account: Account) -> None:
    people.bill(account, date(2026, 10, 1))
    noon = NOON.replace(day=18)  # a Wednesday
    actions.remind_debtors(noon)
    restrict(account, reason="DEBT", level="LIMITED", at=noon)

    actions.post_receipt(people.receipt(account, "60.00"), at=noon - timedelta(seconds=1))

    assert Reminder.objects.get().ended_at == noon
    assert Restriction.objects.get().lifted_at == noon


def test_a_correction_gives_back_what_was_too_much(account: Account) -> None:
    bill = people.bill(account)
    actions.post_receipt(people.receipt(account, "60.00"), at=NOON)

    correction = actions.correct_invoice(bill, amounts={1: Decimal("40.00")}, reason="awaria", at=NOON)

    assert correction.total == Decimal("-20.00")
    assert correction.number == "FK/2026/11/0001"
    assert queries.balance(account) == Decimal("-20.00")


def test_money_that_the_bank_takes_back_is_a_debt_again(account: Account) -> None:
    november = people.bill(account)
    actions.post_receipt(people.receipt(account, "60.00"), at=NOON)

    entry = actions.post_receipt(people.receipt(account, "-60.00"), at=NOON)

    assert (entry.kind, entry.due_on) == ("REVERSAL", NOON.date())
    assert queries.balance(account) == Decimal("60.00")
    assert [debt.pk for debt in queries.debts(account)] == [entry.pk]
    assert not queries.open_invoices(account).filter(pk=november.pk).exists()
