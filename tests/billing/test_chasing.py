"""What is chased: what is late, minus what may wait."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from abonent.billing import actions, queries
from abonent.billing.bulk import chasing
from abonent.billing.bulk.chasing import Chased
from abonent.billing.models import Entry, Invoice, Respite
from abonent.people.models import Account
from tests import people
from tests.people import NOON

TODAY = date(2026, 11, 21)
SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)
ALL = 10**12


def respite(of: Account, kind: str, **more: Any) -> Respite:
    facts = {"plan": f"{kind}:{Respite.objects.count()}", "until": TODAY + timedelta(days=5), **more}
    return Respite.objects.create(account=of, kind=kind, made_at=NOON, **facts)


def said(of: Account, on: date = TODAY) -> tuple[Decimal, Decimal, date | None]:
    found = queries.chased(of, on=on)
    return found.overdue, found.amount, found.oldest_due_on


@pytest.fixture
def september(account: Account) -> Invoice:
    """60.00, due on 17 September."""
    return people.bill(account, SEPTEMBER)


@pytest.fixture
def october(account: Account, september: Invoice) -> Invoice:
    """Another 60.00, due on 17 October."""
    return people.bill(account, OCTOBER)


def test_a_debt_is_chased_from_the_day_after_it_was_due(account: Account, october: Invoice) -> None:
    assert said(account, date(2026, 9, 17)) == (Decimal("0.00"), Decimal("0.00"), None)
    assert said(account, date(2026, 9, 18)) == (Decimal("60.00"), Decimal("60.00"), date(2026, 9, 17))
    assert said(account) == (Decimal("120.00"), Decimal("120.00"), date(2026, 9, 17))

    actions.post_receipt(people.receipt(account, "70.00"), at=NOON)

    assert said(account) == (Decimal("50.00"), Decimal("50.00"), date(2026, 10, 17))


@pytest.mark.parametrize("kind", ["PROMISE", "OFFICE"])
def test_whoever_may_wait_with_everything_is_not_chased_until_then(
    account: Account, october: Invoice, kind: str
) -> None:
    found = respite(account, kind)

    assert said(account) == (Decimal("120.00"), Decimal("0.00"), None)
    assert said(account, TODAY + timedelta(days=4))[1] == 0
    assert said(account, TODAY + timedelta(days=5))[1] == Decimal("120.00")

    Respite.objects.filter(pk=found.pk).update(ended_at=NOON, ended="BROKEN")

    assert said(account)[1] == Decimal("120.00")


def test_parts_of_a_plan_let_their_amounts_wait_the_oldest_debts_first(account: Account, october: Invoice) -> None:
    for part in range(3):
        until = TODAY + timedelta(days=1 + 30 * part)
        respite(account, "INSTALMENTS", plan=f"plan:{part}", amount=Decimal("30.00"), until=until)

    assert said(account) == (Decimal("120.00"), Decimal("30.00"), date(2026, 10, 17))
    assert said(account, TODAY + timedelta(days=1)) == (Decimal("120.00"), Decimal("60.00"), date(2026, 10, 17))
    assert said(account, TODAY + timedelta(days=31)) == (Decimal("120.00"), Decimal("90.00"), date(2026, 9, 17))


def test_it_is_never_below_nothing(account: Account, september: Invoice) -> None:
    respite(account, "PROMISE", amount=Decimal("500.00"))

    assert said(account) == (Decimal("60.00"), Decimal("0.00"), None)


def test_what_is_disputed_waits_with_what_is_open_of_it_until_it_is_answered(
    account: Account, october: Invoice
) -> None:
    entry = Entry.objects.get(invoice__issued_on=date(2026, 9, 3))
    respite(account, "DISPUTE", entry=entry, until=None)

    assert said(account) == (Decimal("120.00"), Decimal("60.00"), date(2026, 10, 17))

    actions.post_receipt(people.receipt(account, "40.00"), at=NOON)

    assert said(account) == (Decimal("80.00"), Decimal("60.00"), date(2026, 10, 17))


def test_a_dispute_of_a_part_leaves_the_rest(account: Account, september: Invoice) -> None:
    respite(account, "DISPUTE", entry=Entry.objects.get(), amount=Decimal("25.00"), until=None)

    assert said(account) == (Decimal("60.00"), Decimal("35.00"), date(2026, 9, 17))


def test_credit_is_not_chased(account: Account) -> None:
    actions.post_receipt(people.receipt(account, "10.00"), at=NOON)

    assert said(account) == (Decimal("0.00"), Decimal("0.00"), None)
    assert chasing.owing(1, ALL, on=TODAY) == []


def test_only_what_is_late_is_looked_at_closely(account: Account, neighbour: Account) -> None:
    people.bill_month(NOVEMBER)  # due on 17 November

    assert chasing.owing(1, ALL, on=date(2026, 11, 17)) == []
    assert chasing.owing(1, ALL, on=date(2026, 11, 18)) == [account.pk, neighbour.pk]
    assert chasing.owing(1, account.pk, on=date(2026, 11, 18)) == [account.pk]

    actions.post_receipt(people.receipt(account, "40.01"), at=NOON)  # less than the smallest sum is left

    assert chasing.owing(1, ALL, on=TODAY) == [neighbour.pk]


def test_who_chose_to_pay_the_newer_bill_still_owes_the_older(account: Account, october: Invoice) -> None:
    at = datetime(2026, 10, 10, 10, tzinfo=UTC)
    actions.post_receipt(people.receipt(account, "60.00", at=at), at=at, wanted=[october.number])

    assert chasing.owing(1, ALL, on=date(2026, 10, 11)) == [account.pk]
    assert said(account, date(2026, 10, 11)) == (Decimal("60.00"), Decimal("60.00"), date(2026, 9, 17))


def test_many_cost_as_many_statements_as_one(
    account: Account, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    others = [people.account(f"2{n:05}", "Ktoś") for n in range(30)]
    for other in others:
        people.line(other, people.tariff())
    people.bill_month(SEPTEMBER)

    with django_assert_num_queries(2):
        found = chasing.chased(chasing.owing(1, ALL, on=TODAY), on=TODAY)

    assert len(found) == 31
    owed = Decimal("60.00")
    assert found[others[0].pk] == Chased(others[0].pk, owed, owed, owed, owed, date(2026, 9, 17))
