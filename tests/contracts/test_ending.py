"""An agreement ends at one midnight with everything under it, can be taken back until then, and can be handed over."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from abonent import profile
from abonent.contracts import actions
from abonent.contracts.models import Agreement, Ending, Holding, Subscription
from abonent.contracts.queries import agreements, due_endings, is_awaited, is_served
from abonent.people.models import Account
from tests import people
from tests.contracts.holding import held, kinds, plan
from tests.people import LONG_AGO, NOON

TODAY = date(2026, 11, 21)
DECEMBER = date(2026, 12, 1)
A_DAY = timedelta(days=1)


def end(account: Account, on: date = DECEMBER, to: Account | None = None) -> Ending:
    reason = "TRANSFER" if to else "CUSTOMER"
    found = Agreement.objects.filter(account=account).earliest("pk")
    return actions.end_agreement(found, ends_on=on, reason=reason, to=to, at=NOON, by=None)


def state(account: Account) -> list[object]:
    """Everything that an end touches."""
    return [
        list(model.objects.filter(account=account).order_by("pk").values_list("pk", "valid"))
        for model in (Agreement, Subscription)
    ] + [list(Holding.objects.filter(account=account).order_by("pk").values_list("pk", "valid", "withdrawn_at"))]


def test_everything_ends_at_the_same_midnight_and_what_was_planned_for_later_never_is(account: Account) -> None:
    router = people.tariff("ROUTER", "10.00", kind="EXTRA")
    actions.add_extra(account.subscriptions.get(), router, on=TODAY, at=NOON, by=7)
    actions.change_tariff(plan(account), people.tariff("A3", "90.00"), on=date(2027, 1, 1), at=NOON, by=7)

    end(account)

    midnight = profile.midnight(DECEMBER)
    assert held(account) == [("A2", LONG_AGO, midnight), ("ROUTER", profile.midnight(TODAY), midnight)]
    (shown,) = agreements(account, at=NOON)
    assert (shown.last_day, shown.lines[0].until) == (date(2026, 11, 30), DECEMBER)
    assert is_served(account, at=NOON)
    assert not is_served(account, at=midnight)


def test_an_end_that_was_taken_back_leaves_everything_as_it_was(account: Account) -> None:
    actions.change_tariff(plan(account), people.tariff("A3", "90.00"), on=date(2027, 1, 1), at=NOON, by=7)
    before = state(account)

    ending = end(account)
    back = [actions.take_back_end(ending, at=NOON, by=7) for _ in range(2)]

    assert state(account) == before
    assert [each.taken_back_at for each in back] == [NOON, NOON]
    assert kinds() == ["tariff.changed", "agreement.end_entered", "agreement.end_taken_back"]
    assert end(account, DECEMBER + A_DAY).taken_back_at is None


def test_the_same_end_entered_twice_is_one_and_another_is_told_of_it(account: Account) -> None:
    first, second = end(account), end(account)

    with pytest.raises(actions.EndEntered) as told:
        end(account, DECEMBER + A_DAY)

    assert first == second == told.value.ending
    assert kinds() == ["agreement.end_entered"]


def test_the_database_keeps_one_end_for_an_agreement(account: Account) -> None:
    ending = end(account)

    with pytest.raises(IntegrityError, match="an_agreement_ends_once"), transaction.atomic():
        Ending.objects.create(
            account=account, agreement=ending.agreement, ends_on=TODAY, reason="CUSTOMER", entered_at=NOON
        )


@pytest.mark.parametrize("on", [date(2024, 1, 1), date(2023, 6, 1)])
def test_nothing_ends_before_its_second_day(account: Account, on: date) -> None:
    with pytest.raises(actions.NotInForce):
        end(account, on)

    assert not Ending.objects.exists()


def test_what_is_for_a_definite_time_ends_in_it(account: Account) -> None:
    Agreement.objects.filter(account=account).update(valid=DateRange(date(2024, 1, 1), DECEMBER))

    with pytest.raises(actions.NotInForce):
        end(account, DECEMBER + A_DAY)
    ending = end(account, TODAY + A_DAY)
    actions.take_back_end(ending, at=NOON, by=7)

    assert Agreement.objects.get(account=account).valid.upper == DECEMBER


def test_a_line_that_would_have_begun_later_is_taken_back_with_the_rest(account: Account) -> None:
    agreement = Agreement.objects.get(account=account)
    later = Subscription.objects.create(
        account=account, agreement=agreement, kind="line", ref="later", valid=DateRange(date(2027, 5, 1), None)
    )
    people.hold(later, people.tariff(), since=profile.midnight(date(2027, 5, 1)))
    before = state(account)

    ending = end(account)

    assert len(held(account)) == 1
    later.refresh_from_db()
    assert later.valid == DateRange(DECEMBER - A_DAY, DECEMBER)
    actions.take_back_end(ending, at=NOON, by=7)
    assert state(account) == before


def test_what_has_come_is_not_taken_back(account: Account) -> None:
    ending = end(account)

    with pytest.raises(actions.EndHasCome):
        actions.take_back_end(ending, at=profile.midnight(DECEMBER), by=7)

    assert Ending.objects.get().taken_back_at is None


def test_a_line_that_somebody_else_has_by_now_is_not_taken_back(account: Account, neighbour: Account) -> None:
    ending = end(account)
    ref = account.subscriptions.get().ref
    Subscription.objects.filter(account=neighbour).update(ref=ref)

    with pytest.raises(actions.LineTaken):
        actions.take_back_end(ending, at=NOON, by=7)


def test_an_end_is_carried_out_on_its_day_and_once(account: Account) -> None:
    ending = end(account)
    assert actions.carry_out(ending, at=NOON) is None
    assert list(due_endings(on=DECEMBER - A_DAY)) == []
    assert list(due_endings(on=DECEMBER)) == [ending]

    for _ in range(2):
        actions.carry_out(ending, at=profile.midnight(DECEMBER))

    assert list(due_endings(on=DECEMBER)) == []
    assert kinds() == ["agreement.end_entered", "agreement.ended"]


def test_whoever_takes_over_has_the_same_at_list_prices_from_the_same_midnight(
    account: Account, neighbour: Account
) -> None:
    line = account.subscriptions.get()
    people.hold(line, people.tariff("ROUTER", "10.00", kind="EXTRA"), since=LONG_AGO)
    people.hold(line, people.tariff("FRIEND", "5.00", kind="DISCOUNT"), since=LONG_AGO)
    Agreement.objects.filter(account=account).update(minimum_until=date(2027, 6, 1))

    ending = end(account, to=neighbour)
    assert (len(held(neighbour)), is_awaited(neighbour)) == (1, True)
    begun = actions.carry_out(ending, at=profile.midnight(DECEMBER))

    assert begun
    assert (begun.account, begun.number, begun.signed_on) == (neighbour, "U/2026/100777", TODAY)
    assert (begun.valid, begun.minimum_until) == (DateRange(DECEMBER, None), date(2027, 6, 1))
    taken = begun.subscriptions.get()
    assert (taken.ref, taken.account, taken.valid.lower) == (line.ref, neighbour, DECEMBER)
    midnight = profile.midnight(DECEMBER)
    assert held(neighbour)[1:] == [("A2", midnight, None), ("ROUTER", midnight, None)]
    assert [until for _code, _since, until in held(account)] == [midnight] * 3
    assert not is_awaited(neighbour)


def test_an_extra_that_was_given_up_ends_with_whoever_takes_over_too(account: Account, neighbour: Account) -> None:
    router = people.hold(account.subscriptions.get(), people.tariff("ROUTER", "10.00", kind="EXTRA"), since=LONG_AGO)
    actions.end_extra(router, on=date(2027, 1, 1), at=NOON, by=7)

    actions.carry_out(end(account, to=neighbour), at=profile.midnight(DECEMBER))

    midnight = profile.midnight(DECEMBER)
    assert held(neighbour)[1:] == [("ROUTER", midnight, profile.midnight(date(2027, 1, 1))), ("A2", midnight, None)]


def test_a_second_agreement_of_a_year_gets_another_number(account: Account, neighbour: Account) -> None:
    signed = Agreement.objects.get(account=neighbour)
    Agreement.objects.filter(pk=signed.pk).update(number="U/2026/100777")

    actions.carry_out(end(account, to=neighbour), at=profile.midnight(DECEMBER))

    assert set(neighbour.agreements.values_list("number", flat=True)) == {"U/2026/100777", "U/2026/100777/2"}


def test_nobody_takes_over_from_themselves_nor_into_nothing(account: Account, neighbour: Account) -> None:
    for to in (account, Account.objects.get(pk=0)):
        with pytest.raises(actions.NobodyToTakeOver):
            end(account, to=to)
    Account.objects.filter(pk=neighbour.pk).update(closed_on=TODAY)

    with pytest.raises(actions.NobodyToTakeOver):
        end(account, to=neighbour)

    assert not Ending.objects.exists()


def test_what_is_planned_is_settled_before_anything_is_handed_over(account: Account, neighbour: Account) -> None:
    planned = actions.change_tariff(plan(account), people.tariff("A3", "90.00"), on=DECEMBER, at=NOON, by=7)

    with pytest.raises(actions.ChangePlanned):
        end(account, to=neighbour)
    actions.take_back_change(planned, at=NOON, by=7)

    assert end(account, to=neighbour).to == neighbour


def test_the_database_hands_nothing_over_to_nobody_or_oneself(account: Account, neighbour: Account) -> None:
    agreement = Agreement.objects.get(account=account)
    for reason, to in (("TRANSFER", None), ("TRANSFER", account), ("CUSTOMER", neighbour)):
        with pytest.raises(IntegrityError, match="who_takes_over_is_somebody_else"), transaction.atomic():
            Ending.objects.create(
                account=account, agreement=agreement, ends_on=DECEMBER, reason=reason, to=to, entered_at=NOON
            )


def test_a_handing_over_that_was_taken_back_leaves_nothing_with_the_other(account: Account, neighbour: Account) -> None:
    before = state(neighbour)

    actions.take_back_end(end(account, to=neighbour), at=NOON, by=7)

    assert (state(neighbour), is_awaited(neighbour)) == (before, False)
