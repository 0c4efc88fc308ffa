"""The ladder, step by step: who is told what and when, once, in as many statements for many as for few."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.models import Charge, Invoice, Reminder
from abonent.contracts.models import Restriction
from abonent.journal.models import Event
from abonent.people.models import Account
from abonent.post.models import Message, Printing
from tests import people
from tests.billing.ladder import at, climb, limits, remind


def test_the_ladder_is_climbed_by_the_proof_of_each_letter(account: Account, september: Invoice) -> None:
    taken = climb(at(10, 30), since=at(9, 17))

    assert taken == [
        (date(2026, 9, 21), "REMINDER"),  # two days after it was due was a Saturday
        (date(2026, 9, 29), "NOTICE"),  # the last of five days was a Saturday: Monday was in time
        (date(2026, 10, 7), "RESTRICTION"),  # seven whole days
        (date(2026, 10, 15), "SUSPENSION"),
    ]
    assert limits(account) == ["SUSPENDED"]
    weaker = Restriction.objects.get(level="LIMITED")
    assert (weaker.placed_at, weaker.lifted_at) == (at(10, 7), at(10, 15))
    told = Event.objects.filter(account_id=account.pk, kind__regex="^(reminder|restriction)").order_by("at", "id")
    assert list(told.values_list("kind", flat=True)) == [
        "reminder.sent",
        "reminder.sent",
        "restriction.placed",
        "restriction.raised",
    ]
    letters = Message.objects.order_by("pk").values_list("template", "to", "about")
    about = [f"reminder:{pk}" for pk in Reminder.objects.order_by("pk").values_list("pk", flat=True)]
    assert list(letters) == [
        ("debt_reminder", "olena@example.com", about[0]),
        ("debt_notice", "olena@example.com", about[1]),
        ("debt_restricted", "olena@example.com", about[2]),
        ("debt_suspended", "olena@example.com", about[3]),
    ]
    reminder = Reminder.objects.get(step=3)
    assert (reminder.amount, reminder.oldest_due_on) == (Decimal("60.00"), date(2026, 9, 17))


def test_without_proof_of_sending_the_next_step_waits(account: Account, september: Invoice) -> None:
    actions.remind_debtors(at(9, 21))

    assert actions.remind_debtors(at(10, 21)) == 0

    Message.objects.update(state="SENT", sent_at=at(10, 14))

    assert actions.remind_debtors(at(10, 19)) == 0
    assert actions.remind_debtors(at(10, 20)) == 1


def test_what_came_back_goes_on_paper_once(account: Account, september: Invoice) -> None:
    actions.remind_debtors(at(9, 21))
    Message.objects.update(state="BOUNCED", sent_at=at(9, 21), bounced_at=at(9, 22))

    assert actions.remind_debtors(at(9, 22)) == 0
    assert actions.remind_debtors(at(9, 23)) == 0

    mail, paper = Message.objects.order_by("pk")
    assert (paper.channel, paper.about, paper.template) == ("PAPER", mail.about, "debt_reminder")
    assert (mail.context["by"], paper.context["by"]) == ("2026-09-28", "2026-09-28")
    assert paper.context["amount"] == "60.00"


def test_a_letter_on_paper_counts_from_the_day_it_was_posted(neighbour: Account) -> None:
    people.bill(neighbour, date(2026, 9, 1))
    actions.remind_debtors(at(9, 21))
    letter = Message.objects.get()
    printing = Printing.objects.create(made_at=at(9, 22), letters=1)
    Message.objects.update(printing=printing, state="SENT", sent_at=at(9, 22))

    assert letter.channel == "PAPER"
    assert actions.remind_debtors(at(10, 21)) == 0

    Printing.objects.update(posted_on=date(2026, 10, 14), posted_at=at(10, 15))

    assert queries.chased(neighbour, on=date(2026, 10, 20)).proof_on == date(2026, 10, 14)
    assert actions.remind_debtors(at(10, 20)) == 1


@pytest.mark.parametrize(
    "when",
    [
        datetime(2026, 9, 19, 9, tzinfo=UTC),  # Saturday
        datetime(2026, 9, 21, 6, 59, tzinfo=UTC),  # 8:59 in Warsaw
        datetime(2026, 9, 21, 16, 0, tzinfo=UTC),  # 18:00
        datetime(2026, 11, 11, 9, tzinfo=UTC),  # Independence Day
    ],
)
def test_at_quiet_hours_nothing_happens(account: Account, september: Invoice, when: datetime) -> None:
    assert actions.remind_debtors(when) == 0
    assert not Reminder.objects.exists()


def test_less_than_the_smallest_sum_is_not_chased_and_restricts_nobody(account: Account, september: Invoice) -> None:
    climb(at(10, 7), since=at(9, 21))
    assert limits(account) == ["LIMITED"]

    actions.post_receipt(people.receipt(account, "40.01"), at=at(10, 8))

    assert limits(account) == []
    assert not Reminder.objects.filter(ended_at=None).exists()
    assert climb(at(10, 30), since=at(10, 9)) == []


def test_a_step_that_costs_something_says_so_and_comes_with_the_next_bill(account: Account, september: Invoice) -> None:
    people.tariff("PROMISE", "5.00", kind="FEE", unit="once")
    whole = profile.current()
    first, *others = whole.dunning.steps
    steps = (replace(first, fee="PROMISE"), *others)

    with profile.using(replace(whole, dunning=replace(whole.dunning, steps=steps))):
        remind(at(9, 21))

    charge = Charge.objects.get(source="fee")
    assert (charge.amount, charge.basis) == (Decimal("5.00"), f"reminder:{Reminder.objects.get().pk}")
    assert Message.objects.get().context["fee"] == "5.00"
    assert Event.objects.filter(kind="fee.charged", account_id=account.pk).count() == 1


def test_a_step_is_taken_once_however_often_the_clock_strikes(account: Account, september: Invoice) -> None:
    assert actions.remind_debtors(at(9, 21, 10)) == 1
    assert actions.remind_debtors(at(9, 21, 11)) == 0
    assert actions.remind([account.pk], at=at(9, 21, 12)) == 0

    assert (Reminder.objects.count(), Message.objects.count()) == (1, 1)


def test_many_cost_as_many_statements_as_few(
    account: Account, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def others(first: int, count: int) -> None:
        for number in range(first, first + count):
            other = people.account(f"{number}", "Ktoś")
            people.mail(other, None, f"{number}@example.com")
            people.line(other, people.tariff())

    others(200000, 1)
    people.bill_month(date(2026, 9, 1))
    climb(at(10, 6), since=at(9, 21))
    with CaptureQueriesContext(connection) as few:
        assert actions.remind_debtors(at(10, 7)) == 2
    Reminder.objects.all().delete()
    Restriction.objects.all().delete()
    others(300000, 25)
    people.bill_month(date(2026, 8, 1))
    climb(at(10, 6), since=at(9, 21))

    with django_assert_num_queries(len(few)):
        assert actions.remind_debtors(at(10, 7)) == 27


@pytest.mark.parametrize("size", [1, 2, 5000])
def test_the_cut_into_ranges_changes_nothing(
    account: Account, neighbour: Account, september: Invoice, size: int
) -> None:
    assert actions.remind_debtors(at(9, 21), size=size) == 2
    assert list(Reminder.objects.order_by("account").values_list("account", flat=True)) == [account.pk, neighbour.pk]
