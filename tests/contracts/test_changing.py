"""A line changes its plan, gets extras and gives them up: what is held is never two things at once, and nothing is done twice."""

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from abonent import profile
from abonent.contracts import actions
from abonent.contracts.models import Agreement, Holding, Subscription, Tariff
from abonent.contracts.queries import held_by, planned_after
from abonent.journal.models import Event
from abonent.people.models import Account
from tests import people
from tests.contracts.holding import held, kinds, plan
from tests.database import House
from tests.people import LONG_AGO, NOON

TODAY = date(2026, 11, 21)
DECEMBER = date(2026, 12, 1)
A_DAY = timedelta(days=1)


@pytest.fixture
def faster(db: None) -> Tariff:
    return people.tariff("A3", "90.00")


@pytest.fixture
def router(db: None) -> Tariff:
    return people.tariff("ROUTER", "10.00", kind="EXTRA")


def change(account: Account, tariff: Tariff, on: date = DECEMBER, at: datetime = NOON) -> Holding:
    return actions.change_tariff(plan(account), tariff, on=on, at=at, by=7)


def test_a_change_ends_one_plan_and_begins_the_other_at_one_midnight(account: Account, faster: Tariff) -> None:
    made = change(account, faster)

    midnight = profile.midnight(DECEMBER)
    assert held(account) == [("A2", LONG_AGO, midnight), ("A3", midnight, None)]
    assert (made.slot, made.fees, plan(account).tariff.code) == ("plan", [], "A2")
    event = Event.objects.get(kind="tariff.changed")
    assert (event.by_id, event.via, event.account_id) == (7, "desk", account.pk)
    assert event.data == {"tariff": "A3", "on": "2026-12-01"}


def test_the_same_asked_twice_is_done_once(account: Account, faster: Tariff) -> None:
    instead = plan(account)

    first, second = (actions.change_tariff(instead, faster, on=DECEMBER, at=NOON, by=7) for _ in range(2))

    assert first == second
    assert kinds() == ["tariff.changed"]


def test_a_change_that_is_planned_keeps_others_out_until_it_is_taken_back(account: Account, faster: Tariff) -> None:
    planned, slower = change(account, faster), people.tariff("A1", "35.00")

    with pytest.raises(actions.ChangePlanned) as told:
        change(account, slower)

    assert told.value.holding == planned
    actions.take_back_change(planned, at=NOON, by=7)
    change(account, slower)
    assert [code for code, *_ in held(account)] == ["A2", "A1"]


def test_two_of_the_staff_at_once_are_told_of_each_other(account: Account, faster: Tariff) -> None:
    seen, slower = plan(account), people.tariff("A1", "35.00")
    change(account, faster, TODAY)

    with pytest.raises(actions.ChangedMeanwhile):
        actions.change_tariff(seen, slower, on=TODAY, at=NOON, by=8)

    assert held(account)[-1][0] == "A3"


def test_a_change_for_the_past_begins_then(account: Account, faster: Tariff) -> None:
    change(account, faster, date(2026, 10, 5))

    assert held(account)[-1] == ("A3", profile.midnight(date(2026, 10, 5)), None)


def test_what_began_on_the_same_day_was_never_held(account: Account, faster: Tariff) -> None:
    change(account, faster, TODAY)

    change(account, people.tariff("A1", "35.00"), TODAY)

    assert [code for code, *_ in held(account)] == ["A2", "A1"]
    assert Holding.objects.get(tariff=faster).withdrawn_at == NOON


def test_a_new_customer_may_change_on_the_first_day(db: None, faster: Tariff) -> None:
    opened = people.account("100900", "Nowy Klient")
    people.line(opened, people.tariff(), since=NOON - timedelta(hours=2))

    change(opened, faster, TODAY)

    assert held(opened) == [("A3", NOON - timedelta(hours=2), None)]


def test_nothing_changes_before_it_began(account: Account, faster: Tariff) -> None:
    with pytest.raises(actions.LineEnds):
        change(account, faster, date(2023, 12, 31))
    line = account.subscriptions.get()
    Subscription.objects.filter(pk=line.pk).update(valid=DateRange(date(2020, 1, 1), None))
    Agreement.objects.filter(pk=line.agreement_id).update(valid=DateRange(date(2020, 1, 1), None))

    with pytest.raises(actions.HeldSince) as told:
        change(account, faster, date(2023, 12, 31))

    assert told.value.since == date(2024, 1, 1)
    assert kinds() == []


def test_what_is_held_already_what_is_not_sold_and_what_is_no_plan_is_no_change(
    account: Account, router: Tariff
) -> None:
    with pytest.raises(actions.AlreadyHeld):
        change(account, people.tariff())
    with pytest.raises(actions.NotSold):
        change(account, router)
    old = people.tariff("OLD", "50.00")
    Tariff.objects.filter(pk=old.pk).update(sold=DateRange(date(2020, 1, 1), TODAY))
    with pytest.raises(actions.NotSold):
        change(account, old)

    assert len(held(account)) == 1


def test_a_line_whose_end_was_entered_does_not_change(account: Account, faster: Tariff, router: Tariff) -> None:
    extra = actions.add_extra(account.subscriptions.get(), router, on=TODAY, at=NOON, by=7)
    actions.end_agreement(Agreement.objects.get(), ends_on=date(2027, 3, 1), reason="CUSTOMER", at=NOON, by=None)

    changes: list[Callable[[], object]] = [
        lambda: change(account, faster),
        lambda: actions.add_extra(
            account.subscriptions.get(), people.tariff("IP4", kind="EXTRA"), on=TODAY, at=NOON, by=7
        ),
        lambda: actions.end_extra(extra, on=DECEMBER, at=NOON, by=7),
        lambda: actions.take_back_change(extra, at=NOON, by=7),
    ]
    for change_it in changes:
        with pytest.raises(actions.LineEnds) as told:
            change_it()
        assert told.value.on == date(2027, 3, 1)


def test_a_plan_that_was_taken_back_leaves_everything_as_it_was(account: Account, faster: Tariff) -> None:
    before = held(account)
    planned = change(account, faster)

    back, again = (actions.take_back_change(planned, at=NOON, by=7) for _ in range(2))

    assert held(account) == before
    assert (back.withdrawn_at, again.withdrawn_at) == (NOON, NOON)
    assert kinds() == ["tariff.changed", "change.taken_back"]


def test_what_a_planned_plan_ends_with_stays_the_end(account: Account, faster: Tariff) -> None:
    march = profile.midnight(date(2027, 3, 1))
    Holding.objects.filter(account=account).update(valid=DateTimeTZRange(LONG_AGO, march))

    planned = change(account, faster)
    ends = planned.valid.upper
    actions.take_back_change(planned, at=NOON, by=7)

    assert (ends, held(account)) == (march, [("A2", LONG_AGO, march)])


def test_what_has_begun_is_not_taken_back(account: Account, faster: Tariff) -> None:
    planned = change(account, faster)

    with pytest.raises(actions.InForceAlready):
        actions.take_back_change(planned, at=profile.midnight(DECEMBER), by=7)

    assert planned_after(plan(account)) == planned


def test_an_extra_is_added_once_and_ends_once(account: Account, router: Tariff) -> None:
    line = account.subscriptions.get()

    added = [actions.add_extra(line, router, on=TODAY, at=NOON, by=7) for _ in range(2)]
    ended = [actions.end_extra(added[0], on=DECEMBER, at=NOON, by=7) for _ in range(2)]

    assert added[0] == added[1]
    assert ended[0].valid == DateTimeTZRange(profile.midnight(TODAY), profile.midnight(DECEMBER))
    with pytest.raises(actions.AlreadyEnds) as told:
        actions.end_extra(added[0], on=DECEMBER + A_DAY, at=NOON, by=7)
    assert told.value.on == DECEMBER
    assert kinds() == ["extra.added", "extra.ended"]


def test_one_slot_holds_one_extra_and_is_free_again_when_it_ends(account: Account, router: Tariff) -> None:
    line = account.subscriptions.get()
    first = actions.add_extra(line, router, on=TODAY, at=NOON, by=7)
    with pytest.raises(actions.AlreadyHeld):
        actions.add_extra(line, router, on=DECEMBER, at=NOON, by=7)

    actions.end_extra(first, on=DECEMBER, at=NOON, by=7)
    second = actions.add_extra(line, router, on=DECEMBER, at=NOON, by=7)

    assert (second.valid.lower, first.slot) == (profile.midnight(DECEMBER), second.slot)


def test_an_extra_that_shall_begin_or_end_later_can_be_left_as_it_is(account: Account, router: Tariff) -> None:
    line = account.subscriptions.get()
    coming = actions.add_extra(line, router, on=DECEMBER, at=NOON, by=7)
    actions.take_back_change(coming, at=NOON, by=7)
    there = actions.add_extra(line, router, on=TODAY, at=NOON, by=7)
    actions.end_extra(there, on=DECEMBER, at=NOON, by=7)

    actions.take_back_change(there, at=NOON, by=7)

    assert held(account)[1:] == [("ROUTER", profile.midnight(TODAY), None)]
    with pytest.raises(actions.InForceAlready):
        actions.take_back_change(there, at=NOON, by=7)


def test_an_extra_that_ends_on_its_first_day_was_never_there(account: Account, router: Tariff) -> None:
    extra = actions.add_extra(account.subscriptions.get(), router, on=TODAY, at=NOON, by=7)

    ended = [actions.end_extra(extra, on=TODAY, at=NOON, by=7) for _ in range(2)]

    assert [each.withdrawn_at for each in ended] == [NOON, NOON]
    with pytest.raises(actions.HeldSince):
        actions.end_extra(extra, on=TODAY - A_DAY, at=NOON, by=7)
    with pytest.raises(actions.NotSold):
        actions.end_extra(plan(account), on=DECEMBER, at=NOON, by=7)


def test_what_a_line_holds_is_shown_with_what_is_to_come(account: Account, faster: Tariff, router: Tariff) -> None:
    line = account.subscriptions.get()
    change(account, faster)
    actions.add_extra(line, router, on=date(2026, 10, 1), at=NOON, by=7)
    ended = actions.add_extra(line, people.tariff("IP4", "10.00", kind="EXTRA"), on=date(2026, 9, 1), at=NOON, by=7)
    actions.end_extra(ended, on=date(2026, 10, 1), at=NOON, by=7)

    shown = [
        (each.tariff.code, each.state, each.since, each.until, str(each.monthly)) for each in held_by(line, at=NOON)
    ]

    assert shown == [
        ("A2", "now", date(2024, 1, 1), DECEMBER, "60.00"),
        ("A3", "coming", DECEMBER, None, "90.00"),
        ("IP4", "before", date(2026, 9, 1), date(2026, 10, 1), "10.00"),
        ("ROUTER", "now", date(2026, 10, 1), None, "10.00"),
    ]


def test_ten_at_once_change_a_plan_once(committed: House) -> None:
    opened = people.account("100900", "Dziesięć Kart")
    people.line(opened, people.tariff())
    instead, tariffs = plan(opened), [people.tariff(f"N{number}", "70.00") for number in range(2)]

    def press(tariff: Tariff) -> None:
        try:
            actions.change_tariff(instead, tariff, on=DECEMBER, at=NOON, by=7)
        except actions.ChangePlanned:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(tariffs[number % 2],)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(held(opened)) == 2
    assert kinds() == ["tariff.changed"]
