"""The statement of an account: opening, every entry, closing, on any days; and disagreeing with one of its lines."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.models import Book, Entry, Respite
from abonent.billing.queries import Line, Statement
from abonent.people.models import Account, User
from abonent.post.models import Message
from abonent.post.writing import write
from tests import people
from tests.people import NOON
from tests.web.doors import kinds

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
TODAY = NOON.date()


def paid(account: Account, amount: str, *, days: int = 0, **more: Any) -> Entry:
    at = NOON + timedelta(days=days)
    return actions.post_receipt(people.receipt(account, amount, at=at, **more), at=at)


def lines(account: Account, first: date = OCTOBER, last: date = TODAY) -> list[Line]:
    return list(queries.every_line(account, queries.account_statement(account, first, last)))


def test_a_statement_has_opening_every_entry_and_closing(account: Account) -> None:
    bill = people.bill(account, OCTOBER)
    paid(account, "45.00", days=-20)
    november = people.bill(account, NOVEMBER)
    paid(account, "100.00", book="till:office")

    found = queries.account_statement(account, NOVEMBER, TODAY)
    before, rows = queries.statement_page(account, found, size=10)

    ends = tuple((row.booked_on, row.after) for row in rows)
    assert found == Statement(NOVEMBER, TODAY, Decimal("60.00"), Decimal("60.00"), Decimal("145.00"), 3, ends)
    assert (before, found.closing) == (Decimal("60.00"), Decimal("-25.00"))
    assert [(row.kind, row.debit, row.credit, row.after) for row in rows] == [
        ("PAYMENT", None, Decimal("45.00"), Decimal("15.00")),
        ("BILL", Decimal("60.00"), None, Decimal("75.00")),
        ("PAYMENT", None, Decimal("100.00"), Decimal("-25.00")),
    ]
    assert {row.number for row in rows} == {november.number, ""}
    assert rows[-1].method == "cash"
    assert lines(account)[0].number == bill.number


def test_it_says_which_bill_a_correction_corrects_and_what_was_taken_back(account: Account) -> None:
    bill = people.bill(account, NOVEMBER)
    correction = actions.correct_invoice(bill, amounts={1: Decimal("40.00")}, reason="x", at=NOON)
    entry = paid(account, "40.00")
    back = actions.reverse(entry, at=NOON + timedelta(days=2))

    rows = lines(account, last=DECEMBER)

    assert [(row.kind, row.number, row.corrects, row.undone) for row in rows] == [
        ("BILL", bill.number, "", None),
        ("CORRECTION", correction.number, bill.number, None),
        ("PAYMENT", "", "", back.booked_on),
        ("REVERSAL", "", "", None),
    ]
    assert [row.after for row in rows] == [Decimal(owed) for owed in ("60.00", "40.00", "0.00", "40.00")]


def test_pages_carry_on_where_the_last_one_ended(account: Account) -> None:
    people.bill(account, OCTOBER)
    for days in range(5):
        paid(account, "7.00", days=-days)
    found = queries.account_statement(account, OCTOBER, TODAY)
    whole = list(queries.every_line(account, found))

    pages = [queries.statement_page(account, found, page=page, size=4) for page in (1, 2, 3)]

    assert [row for _before, rows in pages for row in rows] == whole
    assert [before for before, _rows in pages] == [Decimal("0.00"), whole[3].after, whole[5].after]
    assert queries.statement_line(account, whole[4].pk) == whole[4]


def test_nobody_elses_entries_are_on_it(account: Account, neighbour: Account) -> None:
    people.bill_month(NOVEMBER)
    theirs = paid(neighbour, "60.00")

    assert [row.kind for row in lines(account)] == ["BILL"]
    assert queries.statement_line(account, theirs.pk) is None
    with pytest.raises(Entry.DoesNotExist):
        actions.disagree(account, theirs, words="?", at=NOON, by=None)


def test_an_account_without_entries_has_a_statement_too(account: Account) -> None:
    found = queries.account_statement(account, OCTOBER, TODAY)

    assert (found.opening, found.closing, found.count) == (Decimal("0.00"), Decimal("0.00"), 0)
    assert queries.statement_page(account, found, size=10) == (Decimal("0.00"), [])
    assert found.balances == ()


def test_long_statements_are_drawn_by_their_months(account: Account) -> None:
    people.bill(account, OCTOBER)
    paid(account, "10.00", days=-45)
    paid(account, "20.00", days=-40)
    people.bill(account, NOVEMBER)

    short = queries.account_statement(account, OCTOBER, TODAY).balances
    long = queries.account_statement(account, date(2020, 1, 1), TODAY).balances

    assert [owed for _day, owed in short] == [Decimal(owed) for owed in ("60.00", "50.00", "30.00", "90.00")]
    assert long == ((date(2026, 10, 31), Decimal("30.00")), (TODAY, Decimal("90.00")))


DAY = st.integers(0, 120)


class AnyDays(TestCase):
    """Whatever was booked on whichever day: opening and entries come to the closing, and that is the balance."""

    @settings(max_examples=20, deadline=None)
    @given(st.lists(st.tuples(DAY, st.integers(-9000, 9000).filter(bool)), max_size=12), DAY, DAY)
    def test_opening_and_entries_come_to_the_closing(self, booked: list[tuple[int, int]], one: int, other: int) -> None:
        account, sold = people.account("100234", "Olena"), Book.objects.get_or_create(code="sales:x", kind="INCOME")[0]
        for place, (day, cents) in enumerate(booked):
            sides = (Book.RECEIVABLE, sold.pk) if cents > 0 else (sold.pk, Book.RECEIVABLE)
            on = OCTOBER + timedelta(days=day)
            Entry.objects.create(
                account=account, debit_id=sides[0], credit_id=sides[1], amount=Decimal(abs(cents)) / 100, kind="TRANSFER",
                cause=f"x:{place}", value_on=on, booked_on=on, recorded_at=NOON,
            )  # fmt: skip
        first, last = (OCTOBER + timedelta(days=day) for day in sorted((one, other)))

        found = queries.account_statement(account, first, last)
        rows = list(queries.every_line(account, found))

        assert found.count == len(rows)
        assert found.closing == (rows[-1].after if rows else found.opening)
        assert found.opening + sum((row.debit or 0) - (row.credit or 0) for row in rows) == found.closing
        assert queries.account_statement(account, OCTOBER, OCTOBER + timedelta(days=130)).closing == queries.balance(
            account
        )
        assert queries.account_statement(account, last + timedelta(days=1), date(2030, 1, 1)).opening == found.closing
        assert (found.balances[-1][1] if found.balances else found.opening) == found.closing
        assert dict(found.balances) == {row.booked_on: row.after for row in rows}


def test_a_line_disagreed_with_waits_for_the_office_and_is_not_chased(account: Account, olena: User) -> None:
    bill = people.bill(account, OCTOBER)
    entry = bill.entries.get()

    made = actions.disagree(account, entry, words="I was away.", at=NOON, by=olena)

    assert (made.kind, made.entry, made.amount, made.until) == (Respite.Kind.DISPUTE, entry, None, None)
    assert queries.chased(account, on=TODAY).amount == Decimal("0.00")
    assert kinds("dispute.made") == ["dispute.made"]
    letter = Message.objects.get(template="dispute_received")
    assert letter.context["number"] == bill.number
    assert f"/statement/{entry.pk}/disagree/\n" in write(letter).text
    (line,) = lines(account)
    assert line.dispute is not None
    assert (line.dispute.waits, line.dispute.words) == (True, "I was away.")
    assert line.dispute.answer_by == TODAY + timedelta(days=profile.current().desk.answer_days["DISPUTE"])


def test_it_is_disagreed_with_once_until_it_is_answered(account: Account, olena: User) -> None:
    entry = people.bill(account, OCTOBER).entries.get()
    made = actions.disagree(account, entry, words="a", at=NOON, by=olena)

    with pytest.raises(actions.AlreadyDisputed):
        actions.disagree(account, entry, words="b", at=NOON, by=olena)
    Respite.objects.filter(pk=made.pk).update(ended_at=NOON, ended=Respite.Ended.ANSWERED, answer="It is right.")
    actions.disagree(account, entry, words="c", at=NOON + timedelta(days=1), by=olena)

    assert [each.words for each in queries.disputes(account, entry.pk)] == ["c", "a"]
    assert [each.answer for each in queries.disputes(account, entry.pk)] == ["", "It is right."]
    assert len(kinds("dispute.made")) == 2


@pytest.mark.parametrize("words", ["", "x" * 1001])
def test_a_disagreement_says_why(account: Account, words: str) -> None:
    entry = people.bill(account, OCTOBER).entries.get()

    with pytest.raises(actions.NoWords):
        actions.disagree(account, entry, words=words, at=NOON, by=None)

    assert not Respite.objects.exists()


def test_money_that_came_can_be_disagreed_with_too(account: Account) -> None:
    people.bill(account, OCTOBER)
    entry = paid(account, "10.00")

    actions.disagree(account, entry, words="It was 100.", at=NOON, by=None)

    assert queries.chased(account, on=TODAY).amount == Decimal("50.00")
