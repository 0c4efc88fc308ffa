"""The ledger as the office reads it: what was owed after each entry, and what paid what."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from abonent.billing import actions, queries
from abonent.billing.models import Entry
from abonent.billing.queries import Posted
from abonent.people.models import Account
from tests import people
from tests.people import NOON

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def rows(account: Account, **only: Any) -> list[Posted]:
    found = queries.entries(account).filter(**only).order_by("-booked_on", "-pk")
    return queries.posted(account, list(found))


def paid(account: Account, amount: str, *, days: int = 0) -> Entry:
    at = NOON + timedelta(days=days)
    return actions.post_receipt(people.receipt(account, amount, at=at), at=at)


def test_each_entry_says_what_was_owed_after_it(account: Account) -> None:
    people.bill(account, OCTOBER)
    paid(account, "60.00", days=-20)
    people.bill(account, NOVEMBER)
    paid(account, "45.00")

    found = rows(account)

    assert [row.after for row in found] == [Decimal(after) for after in ("15.00", "60.00", "0.00", "60.00")]
    assert [(row.debit, row.credit) for row in found[:2]] == [(None, Decimal("45.00")), (Decimal("60.00"), None)]


def test_what_was_owed_is_right_on_any_page_and_with_any_filter(account: Account) -> None:
    people.bill(account, OCTOBER)
    paid(account, "10.00", days=-3)
    paid(account, "10.00", days=-3)
    people.bill(account, NOVEMBER)
    whole = {row.entry.pk: row.after for row in rows(account)}

    payments = rows(account, kind="PAYMENT")
    alone = [queries.posted(account, [row.entry])[0] for row in payments]

    assert [row.after for row in payments] == [whole[row.entry.pk] for row in payments]
    assert [row.after for row in alone] == [whole[row.entry.pk] for row in payments]


def test_a_payment_says_which_bills_it_paid_and_a_bill_what_paid_it(account: Account) -> None:
    first, second = people.bill(account, OCTOBER), people.bill(account, NOVEMBER)
    paid(account, "70.00")

    payment, late, early = rows(account)

    assert [(part.number, part.amount) for part in payment.paid] == [
        (first.number, Decimal("60.00")),
        (second.number, Decimal("10.00")),
    ]
    assert payment.left == Decimal("0.00")
    assert [(part.kind, part.amount) for part in late.paid] == [("PAYMENT", Decimal("10.00"))]
    assert (late.left, early.left) == (Decimal("50.00"), Decimal("0.00"))


def test_what_is_not_used_up_is_left_as_credit(account: Account) -> None:
    people.bill(account, NOVEMBER)
    paid(account, "100.00")

    payment, _bill = rows(account)

    assert (payment.left, payment.after) == (Decimal("40.00"), Decimal("-40.00"))


def test_a_payment_taken_back_paid_nothing(account: Account) -> None:
    people.bill(account, NOVEMBER)
    entry = paid(account, "60.00")
    actions.reverse(entry, at=NOON + timedelta(days=2))

    back, payment, bill = rows(account)

    assert (back.entry.kind, back.after) == ("REVERSAL", Decimal("60.00"))
    assert payment.entry.undone == back.entry.booked_on
    assert bill.paid == []
    assert bill.left == Decimal("60.00")


def test_nobody_elses_money_is_among_it(account: Account, neighbour: Account) -> None:
    people.bill_month(NOVEMBER)
    paid(neighbour, "60.00")

    found = rows(account)

    assert [row.entry.account_id for row in found] == [account.pk]
    assert found[0].after == Decimal("60.00")


def test_no_entries_no_statements(account: Account, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert queries.posted(account, []) == []


def test_a_page_takes_three_statements_however_long_the_ledger(
    account: Account, django_assert_num_queries: Any
) -> None:
    for month in (OCTOBER, NOVEMBER):
        people.bill(account, month)
        for days in range(5):
            paid(account, "5.00", days=-days)
    found = list(queries.entries(account))

    with django_assert_num_queries(3):
        assert len(queries.posted(account, found)) == 12
