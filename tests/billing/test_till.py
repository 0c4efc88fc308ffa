"""Cash at the office: a receipt with a number, once however often the form is sent; given back; carried to the bank."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction

from abonent.billing import actions, queries
from abonent.billing.bulk.faults import faults
from abonent.billing.models import Book, Entry, Receipt
from abonent.contracts.actions import restrict
from abonent.contracts.models import Restriction
from abonent.journal.models import Event
from abonent.people.models import Account, User
from abonent.post.models import Message
from tests import people
from tests.database import House
from tests.people import NOON

TODAY = NOON.date()


@pytest.fixture
def zofia(db: None) -> User:
    return people.staff("CLERK")


def take(account: Account, amount: str, by: User, *, once: str = "form-1", wanted: tuple[str, ...] = ()) -> Receipt:
    return actions.take_cash(
        account, amount=Decimal(amount), wanted=wanted, payer="Jan Kowalski", once=once, at=NOON, by=by
    )


def test_cash_is_booked_numbered_and_told(account: Account, zofia: User) -> None:
    people.bill(account)

    receipt = take(account, "65.00", zofia)

    assert (receipt.number, receipt.payer, receipt.paid_on) == ("KP/2026/11/0001", {"name": "Jan Kowalski"}, TODAY)
    assert queries.balance(account) == Decimal("-5.00")
    entry = Entry.objects.get(receipt=receipt)
    assert (entry.debit.code, entry.credit_id, entry.by) == ("till:office", Book.RECEIVABLE, zofia)
    assert Message.objects.get().template == "cash_received"
    told = Event.objects.filter(subject=f"receipt:{receipt.pk}").order_by("id").values_list("kind", "via", "by_id")
    assert list(told) == [("cash.taken", "desk", zofia.pk), ("payment.posted", "desk", zofia.pk)]


def test_numbers_have_no_gap_and_begin_anew_each_month(account: Account, zofia: User) -> None:
    with transaction.atomic():
        take(account, "1.00", zofia, once="lost")
        transaction.set_rollback(True)
    numbers = [take(account, "1.00", zofia, once=once).number for once in ("1", "2")]
    later = NOON + timedelta(days=10)
    december = actions.take_cash(account, amount=Decimal(1), wanted=(), payer="", once="3", at=later, by=zofia)

    assert [*numbers, december.number] == ["KP/2026/11/0001", "KP/2026/11/0002", "KP/2026/12/0001"]


def test_the_chosen_bill_is_paid_before_an_older_one(account: Account, zofia: User) -> None:
    october, november = people.bill(account, date(2026, 10, 1)), people.bill(account)

    take(account, "60.00", zofia, wanted=(november.number,))

    assert [each.number for each in queries.open_invoices(account)] == [october.number]


def test_the_restriction_for_debt_is_lifted_by_cash(account: Account, zofia: User) -> None:
    people.bill(account, date(2026, 10, 1))
    restrict(account, reason="DEBT", level="LIMITED", at=NOON)

    take(account, "60.00", zofia)

    assert not Restriction.objects.filter(lifted_at=None).exists()


@pytest.mark.parametrize("amount", ["0.00", "-5.00"])
def test_nothing_is_no_payment(account: Account, zofia: User, amount: str) -> None:
    with pytest.raises(actions.NothingToPay):
        take(account, amount, zofia)

    assert Receipt.objects.count() == Message.objects.count() == 0


def test_more_than_the_law_lets_through_is_not_taken(account: Account, zofia: User) -> None:
    with pytest.raises(actions.OutOfBounds) as told:
        take(account, "15000.01", zofia)

    assert told.value.largest == Decimal("15000.00")
    assert Receipt.objects.count() == 0


def test_twenty_presses_at_once_are_one_receipt(committed: House) -> None:
    opened, zofia = people.account("100234", "Olena Petrenko"), people.staff("CLERK")
    people.line(opened, people.tariff())
    people.bill(opened)

    def press(_: int) -> str:
        try:
            return take(opened, "60.00", zofia).number
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as threads:
        numbers = set(threads.map(press, range(20)))

    assert numbers == {"KP/2026/11/0001"}
    assert Entry.objects.filter(kind="PAYMENT").count() == 1
    assert queries.balance(opened) == Decimal("0.00")
    assert faults() == []


def test_two_tills_at_once_take_two_numbers_one_after_the_other(committed: House) -> None:
    zofia = people.staff("CLERK")
    accounts = [people.account(f"10023{n}", "Olena Petrenko") for n in range(8)]

    def press(account: Account) -> str:
        try:
            return take(account, "10.00", zofia).number
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        numbers = sorted(threads.map(press, accounts))

    assert numbers == [f"KP/2026/11/000{n}" for n in range(1, 9)]


def test_the_same_token_for_another_account_is_another_receipt(
    account: Account, neighbour: Account, zofia: User
) -> None:
    mine, yours = take(account, "1.00", zofia), take(neighbour, "2.00", zofia)

    assert (mine.number, yours.number) == ("KP/2026/11/0001", "KP/2026/11/0002")


def test_whoever_took_it_gives_it_back_on_its_day_and_the_bill_is_open_again(account: Account, zofia: User) -> None:
    bill = people.bill(account)
    receipt = take(account, "60.00", zofia)

    actions.take_back(receipt, reason="zła kwota", at=NOON, by=zofia)

    assert queries.open_invoices(account).get().pk == bill.pk
    assert [message.template for message in Message.objects.order_by("pk")] == ["cash_received", "payment_taken_back"]
    assert Event.objects.get(kind="payment.reversed").data == {"reason": "zła kwota"}
    with pytest.raises(actions.AlreadyReversed):
        actions.take_back(receipt, reason="znowu", at=NOON, by=zofia)


def test_another_clerk_or_another_day_cannot_and_an_accountant_can(account: Account, zofia: User) -> None:
    receipt, tomorrow = take(account, "60.00", zofia), NOON + timedelta(days=1)
    other, accountant = people.staff("CLERK", "inna"), people.staff("ACCOUNTANT")

    for at, by in ((NOON, other), (tomorrow, zofia)):
        with pytest.raises(actions.NotYours):
            actions.take_back(receipt, reason="x", at=at, by=by)
    assert queries.balance(account) == Decimal("-60.00")

    actions.take_back(receipt, reason="x", at=tomorrow, by=accountant)
    assert queries.balance(account) == Decimal("0.00")


def test_a_clerk_takes_no_transfer_back(account: Account, zofia: User) -> None:
    receipt = people.receipt(account, "60.00")
    actions.post_receipt(receipt, at=NOON, by=zofia)

    with pytest.raises(actions.NotYours):
        actions.take_back(receipt, reason="x", at=NOON, by=zofia)


def test_a_day_of_the_till_adds_up_until_it_is_carried_to_the_bank(account: Account, zofia: User) -> None:
    take(account, "60.00", zofia, once="1")
    back = take(account, "15.50", zofia, once="2")
    actions.take_back(back, reason="x", at=NOON, by=zofia)
    assert queries.till_day(TODAY) == queries.TillDay(TODAY, 2, Decimal("75.50"), Decimal("15.50"), Decimal("0.00"))

    for _ in range(2):  # the form sent twice
        actions.bank_cash(TODAY, amount=Decimal("50.00"), once="form", at=NOON + timedelta(days=2), by=zofia)

    assert queries.till_day(TODAY).left == Decimal("10.00")
    assert [day.left for day in queries.not_banked(on=TODAY + timedelta(days=3))] == [Decimal("10.00")]
    assert queries.till_day(TODAY + timedelta(days=2)).left == Decimal("0.00")
    with pytest.raises(actions.MoreThanInTill) as told:
        actions.bank_cash(TODAY, amount=Decimal("10.01"), once="more", at=NOON, by=zofia)
    assert told.value.left == Decimal("10.00")


def test_another_amount_from_a_page_brought_back_goes_to_the_bank_as_well(account: Account, zofia: User) -> None:
    take(account, "400.00", zofia)
    day, once = NOON.date(), "a page that was brought back"

    for amount in ("100.00", "100.00", "300.00"):
        actions.bank_cash(day, amount=Decimal(amount), once=once, at=NOON, by=zofia)

    assert queries.till_day(day).banked == Decimal("400.00")


def test_cash_that_was_not_carried_away_is_never_forgotten(account: Account, zofia: User) -> None:
    for day, once in ((1, "new"), (400, "old"), (40, "carried"), (800, "oldest")):
        at = NOON - timedelta(days=day)
        actions.take_cash(account, amount=Decimal(day), wanted=(), payer="", once=once, at=at, by=zofia)
    carried = TODAY - timedelta(days=40)
    actions.bank_cash(carried, amount=Decimal(40), once="form", at=NOON, by=zofia)

    waiting = queries.not_banked(on=TODAY)

    assert [((TODAY - day.day).days, day.left) for day in waiting] == [(days, Decimal(days)) for days in (800, 400, 1)]


def test_what_was_given_back_on_another_day_lies_in_the_sum(account: Account, zofia: User) -> None:
    long_ago = NOON - timedelta(days=40)
    taken = actions.take_cash(account, amount=Decimal(30), wanted=(), payer="", once="1", at=long_ago, by=zofia)
    actions.take_back(taken, reason="x", at=NOON, by=people.staff("ACCOUNTANT"))

    waiting = queries.not_banked(on=TODAY + timedelta(days=1))

    assert [(day.day, day.left) for day in waiting] == [(long_ago.date(), Decimal(30)), (TODAY, Decimal(-30))]


def test_cash_that_was_given_back_since_is_not_carried_to_the_bank(account: Account, zofia: User) -> None:
    day, once = NOON.date(), "nothing to carry any more"
    mistaken, right = take(account, "100.00", zofia), take(account, "30.00", zofia, once="form-2")
    actions.take_back(mistaken, reason="x", at=NOON + timedelta(days=1), by=people.staff("ACCOUNTANT"))

    with pytest.raises(actions.MoreThanInTill) as told:
        actions.bank_cash(day, amount=Decimal("130.00"), once=once, at=NOON + timedelta(days=1), by=zofia)

    assert told.value.left == right.amount
    actions.bank_cash(day, amount=right.amount, once=once, at=NOON + timedelta(days=1), by=zofia)
    assert queries.in_till() == Decimal("0.00")


def test_a_day_before_midnight_in_warsaw_is_that_day(account: Account, zofia: User) -> None:
    late = NOON.replace(hour=22, minute=59)  # 23:59 in Warsaw
    actions.take_cash(account, amount=Decimal(5), wanted=(), payer="", once="1", at=late, by=zofia)

    assert (queries.till_day(TODAY).taken, queries.till_day(TODAY + timedelta(days=1)).count) == (Decimal("5.00"), 0)
    assert [row.by for row in queries.taken(TODAY)] == [zofia.name]
