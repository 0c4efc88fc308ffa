"""Money given up or paid out: proposed, decided by two people above the amount, and gone from the book of refunds once paid."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from abonent.billing import actions, queries
from abonent.billing.bulk.faults import faults
from abonent.billing.models import Entry, Proposal
from abonent.journal.models import Event
from abonent.people.models import Account, User
from abonent.post.models import Message
from tests import people
from tests.database import House
from tests.people import NOON

IBAN = "PL61109010140000071219812874"


@pytest.fixture
def clerk(db: None) -> User:
    return people.staff("CLERK")


@pytest.fixture
def accountant(db: None) -> User:
    return people.staff("ACCOUNTANT")


@pytest.fixture
def other(db: None) -> User:
    return people.staff("ACCOUNTANT", "inna.ksiegowa")


@pytest.fixture
def rich(account: Account) -> Account:
    """Olena's account with 500.00 of credit."""
    actions.post_receipt(people.receipt(account, "500.00"), at=NOON)
    return account


def refund(account: Account, amount: str, by: User, **more: Any) -> Proposal:
    facts = {"ref": queries.proposal_ref(), "bank_account": IBAN, "recipient": "Olena Petrenko", **more}
    return actions.propose(account, "REFUND", amount=Decimal(amount), reason="nadpłata", at=NOON, by=by, **facts)


def write_off(account: Account, amount: str, by: User) -> Proposal:
    return actions.propose(
        account, "WRITE_OFF", amount=Decimal(amount), reason="grosze", ref=queries.proposal_ref(), at=NOON, by=by
    )


def letters() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("template", flat=True))


def book(code: str) -> Decimal:
    """Return what a book holds."""
    debits = sum(Entry.objects.filter(debit__code=code).values_list("amount", flat=True), Decimal(0))
    return debits - sum(Entry.objects.filter(credit__code=code).values_list("amount", flat=True), Decimal(0))


def test_a_small_refund_of_whoever_may_decide_is_done_at_once(rich: Account, accountant: User) -> None:
    made = refund(rich, "200.00", accountant)

    assert (made.state, made.takes_two, made.decided_by) == ("DONE", False, accountant)
    assert queries.balance(rich) == Decimal("-300.00")
    assert letters() == ["refund_accepted"]


def test_a_clerk_only_proposes(rich: Account, clerk: User, accountant: User) -> None:
    made = refund(rich, "10.00", clerk)

    assert (made.state, letters()) == ("WAITING", [])
    with pytest.raises(actions.MayNotDecide):
        actions.accept(made, at=NOON, by=clerk)
    assert actions.accept(made, at=NOON, by=accountant).state == "DONE"


def test_above_the_amount_another_person_decides(rich: Account, accountant: User, other: User) -> None:
    made = refund(rich, "200.01", accountant)

    with pytest.raises(actions.TakesTwo):
        actions.accept(made, at=NOON, by=accountant)
    assert (made.state, queries.balance(rich)) == ("WAITING", Decimal("-500.00"))

    actions.accept(made, at=NOON, by=other)
    assert queries.balance(rich) == Decimal("-299.99")


def test_the_database_itself_demands_two_people(rich: Account, accountant: User) -> None:
    made = refund(rich, "300.00", accountant)

    with pytest.raises(IntegrityError, match="two_people_decide"), transaction.atomic():
        Proposal.objects.filter(pk=made.pk).update(state="DONE", decided_by=accountant, decided_at=NOON)


def test_many_small_ones_of_one_person_are_a_large_one(rich: Account, accountant: User) -> None:
    first = refund(rich, "150.00", accountant)
    second = refund(rich, "50.01", accountant)
    month_later = NOON + timedelta(days=31)
    third = actions.propose(
        rich, "REFUND", amount=Decimal(100), reason="x", ref=queries.proposal_ref(), bank_account=IBAN,
        at=month_later, by=accountant,
    )  # fmt: skip

    assert [each.state for each in (first, second, third)] == ["DONE", "WAITING", "DONE"]


def test_many_small_ones_to_one_bank_account_are_a_large_one(
    rich: Account, neighbour: Account, accountant: User, other: User
) -> None:
    actions.post_receipt(people.receipt(neighbour, "500.00"), at=NOON)
    first = refund(rich, "150.00", accountant)
    to_another = refund(neighbour, "150.00", accountant, bank_account="PL27114020040000300201355387")
    second = refund(neighbour, "50.01", accountant)
    by_another = refund(neighbour, "50.00", other)

    assert [each.state for each in (first, to_another, second, by_another)] == ["DONE", "DONE", "WAITING", "DONE"]


def test_who_may_decide_meanwhile_decides_no_more_of_their_own_than_others_do(rich: Account, clerk: User) -> None:
    made = [refund(rich, "150.00", clerk) for _ in range(2)]
    clerk.staff_role = "ACCOUNTANT"
    clerk.save(update_fields=["staff_role"])

    actions.accept(made[0], at=NOON, by=clerk)
    with pytest.raises(actions.TakesTwo):
        actions.accept(made[1], at=NOON, by=clerk)
    assert queries.balance(rich) == Decimal("-350.00")


def test_the_same_form_twice_is_one_proposal_and_no_other_accounts(
    rich: Account, neighbour: Account, accountant: User
) -> None:
    ref = queries.proposal_ref()
    first, again = (refund(rich, "20.00", accountant, ref=ref) for _ in range(2))

    assert first.pk == again.pk
    assert queries.balance(rich) == Decimal("-480.00")
    for bad, account in ((ref, neighbour), ("P-1", rich)):
        with pytest.raises(actions.BadRef):
            refund(account, "1.00", accountant, ref=bad)


def test_what_is_promised_is_not_promised_again(rich: Account, clerk: User) -> None:
    refund(rich, "400.00", clerk)

    with pytest.raises(actions.MoreThanCredit) as told:
        refund(rich, "100.01", clerk)

    assert told.value.credit == Decimal("100.00")
    assert queries.free_credit(rich) == Decimal("100.00")


def test_credit_that_a_bill_has_used_meanwhile_is_not_paid_out(rich: Account, clerk: User, accountant: User) -> None:
    made = refund(rich, "480.00", clerk)
    people.bill(rich)

    with pytest.raises(actions.MoreThanCredit) as told:
        actions.accept(made, at=NOON, by=accountant)

    assert told.value.credit == Decimal("440.00")
    assert Proposal.objects.get().state == "WAITING"


def test_a_debt_is_written_off_and_told(account: Account, clerk: User, accountant: User) -> None:
    people.bill(account)
    made = write_off(account, "60.00", clerk)

    actions.accept(made, at=NOON, by=accountant)

    assert (queries.balance(account), book("written-off")) == (Decimal("0.00"), Decimal("60.00"))
    assert letters() == ["debt_written_off"]
    kinds = Event.objects.filter(account_id=account.pk, by_id=accountant.pk).values_list("kind", "via")
    assert set(kinds) == {("debt.written_off", "desk"), ("proposal.accepted", "desk")}


def test_more_than_is_owed_is_no_proposal(account: Account, clerk: User) -> None:
    people.bill(account)

    with pytest.raises(actions.MoreThanOwed) as told:
        write_off(account, "60.01", clerk)

    assert told.value.owed == Decimal("60.00")
    assert Proposal.objects.count() == 0


def test_a_refused_refund_is_told_and_a_refused_write_off_is_our_own_affair(
    rich: Account, neighbour: Account, clerk: User, accountant: User
) -> None:
    people.bill(neighbour)
    people.mail(neighbour, None, "marek@example.com")

    for made in (refund(rich, "10.00", clerk), write_off(neighbour, "10.00", clerk)):
        refused = actions.refuse(made, answer="nie ma podstaw", at=NOON, by=accountant)
        assert (refused.state, refused.answer) == ("REFUSED", "nie ma podstaw")

    assert letters() == ["refund_refused"]
    assert queries.free_credit(rich) == queries.total_open(queries.unused_credits(rich))


def test_a_proposal_is_withdrawn_by_whoever_made_it(rich: Account, clerk: User, accountant: User) -> None:
    made = refund(rich, "10.00", clerk)
    with pytest.raises(actions.MayNotDecide):
        actions.withdraw(made, at=NOON, by=accountant)

    actions.withdraw(made, at=NOON, by=clerk)

    with pytest.raises(actions.AlreadyDecided) as told:
        actions.accept(made, at=NOON, by=accountant)
    assert told.value.proposal.state == "WITHDRAWN"


def test_of_two_who_decide_at_once_the_second_is_told(committed: House) -> None:
    rich, clerk = people.account("100234", "Olena Petrenko"), people.staff("CLERK")
    deciders = [people.staff("ACCOUNTANT", f"k{n}") for n in range(8)]
    actions.post_receipt(people.receipt(rich, "500.00"), at=NOON)
    made = refund(rich, "300.00", clerk)

    def decide(by: User) -> str:
        try:
            return actions.accept(made, at=NOON, by=by).state
        except actions.AlreadyDecided as told:
            return f"already {told.proposal.state}"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        answers = sorted(threads.map(decide, deciders))

    assert answers == ["DONE", *["already DONE"] * 7]
    assert queries.balance(rich) == Decimal("-200.00")
    assert faults() == []


def test_what_one_person_decides_alone_counts_together_also_in_many_windows_at_once(committed: House) -> None:
    accountant = people.staff("ACCOUNTANT")
    accounts = [people.account(f"10023{n}", "Olena Petrenko") for n in range(6)]
    for account in accounts:
        actions.post_receipt(people.receipt(account, "500.00"), at=NOON)
    ready = Barrier(6)

    def decide(account: Account) -> str:
        try:
            ready.wait()
            return refund(account, "150.00", accountant).state
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        answers = sorted(threads.map(decide, accounts))

    assert answers == ["DONE", *["WAITING"] * 5]


def test_two_proposals_over_the_same_credit_do_not_both_pass(committed: House) -> None:
    rich, clerk = people.account("100234", "Olena Petrenko"), people.staff("CLERK")
    actions.post_receipt(people.receipt(rich, "500.00"), at=NOON)

    def ask(_: int) -> str:
        try:
            return refund(rich, "300.00", clerk).state
        except actions.MoreThanCredit:
            return "too much"
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        assert sorted(threads.map(ask, range(6))) == ["WAITING", *["too much"] * 5]


def test_a_refund_that_left_the_bank_leaves_nothing_in_the_book(rich: Account, accountant: User) -> None:
    made = [refund(rich, "60.00", accountant), refund(rich, "40.00", accountant)]
    assert book("refunds") == Decimal("-100.00")
    tomorrow = NOON + timedelta(days=1)

    paid = [actions.pay_out(made, on=tomorrow.date(), at=tomorrow, by=accountant) for _ in range(2)]

    assert (paid, book("refunds"), queries.refunds_to_pay().count()) == ([2, 0], Decimal(0), 0)
    assert book("bank:main") == Decimal("400.00")
    assert letters() == ["refund_accepted", "refund_accepted", "refund_paid", "refund_paid"]


@pytest.mark.parametrize("on", [date(2026, 11, 20), date(2026, 11, 22)])
def test_a_refund_leaves_neither_before_it_was_agreed_to_nor_in_days_to_come(
    rich: Account, accountant: User, on: date
) -> None:
    made = refund(rich, "60.00", accountant)

    with pytest.raises(actions.NotToPayOut):
        actions.pay_out([made], on=on, at=NOON, by=accountant)

    assert queries.refunds_to_pay().get() == made


def test_what_waits_is_not_paid_out(rich: Account, clerk: User, accountant: User) -> None:
    assert actions.pay_out([refund(rich, "60.00", clerk)], on=NOON.date(), at=NOON, by=accountant) == 0
