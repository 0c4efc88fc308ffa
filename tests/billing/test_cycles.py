"""Several billing cycles in one house: a run touches nobody of another cycle."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from abonent import profile
from abonent.billing import actions
from abonent.billing.models import Charge, Invoice, Period
from abonent.billing.queries.periods import next_turn
from abonent.people.models import Account
from tests import people


def _run(cycle: int, month: date) -> int:
    found = next(each for each in profile.current().billing.cycles if each.code == cycle)
    period = actions.open_period(found, month=month)
    return actions.issue_bills(period, at=profile.midnight(period.bill_on))


def test_the_run_of_one_cycle_takes_nothing_back_from_another(account: Account) -> None:
    later = people.account("100900", "Later Cycle", cycle=2)
    people.line(later, people.tariff())

    bills = [_run(cycle, date(2026, month, 1)) for month in (9, 10, 11) for cycle in (1, 2, 3)]

    assert bills == [1, 1, 0] * 3
    assert set(Charge.objects.values_list("amount", flat=True)) == {Decimal("60.00")}
    assert Invoice.objects.count() == 6


def test_a_period_that_begins_within_a_month_is_charged_once(db: None) -> None:
    later = people.account("100900", "Later Cycle", cycle=2)
    people.line(later, people.tariff(), since=profile.midnight(date(2026, 7, 1)))

    bills = [_run(2, date(2026, month, 1)) for month in (7, 8, 9, 10, 11)]

    assert bills == [1] * 5
    days = [(charge.days.lower, charge.days.upper) for charge in Charge.objects.order_by("pk")]
    assert days == [(date(2026, month, 11), date(2026, month + 1, 11)) for month in range(7, 12)]


@pytest.mark.parametrize("starts_day", [5, 21])
def test_a_cycle_that_the_profile_moves_is_refused_in_words_and_keeps_no_other_waiting(
    account: Account, starts_day: int
) -> None:
    later = people.account("100900", "Later Cycle", cycle=2)
    people.line(later, people.tariff())
    before = [_run(cycle, date(2026, 10, 1)) for cycle in (1, 2)]
    operator, late = profile.current(), profile.midnight(date(2026, 11, 30))
    cycles = tuple(
        replace(cycle, starts_day=starts_day) if cycle.code == 2 else cycle for cycle in operator.billing.cycles
    )

    with profile.using(replace(operator, billing=replace(operator.billing, cycles=cycles, start="BY_CLOCK"))):
        with pytest.raises(actions.CycleMoved) as told:
            actions.period_named(2, date(2026, 11, 1))
        turn = next_turn(cycles[1], on=date(2026, 11, 30))
        assert turn
        with pytest.raises(actions.CycleMoved):
            actions.refuse_run(turn, at=late)
        begun = actions.start_due(at=late)

    assert (before, begun) == ([1, 1], 1)
    with translation.override("en"):
        assert str(told.value).startswith(
            "The next period of billing cycle 2 begins on 11 November 2026, where the last"
        )
    assert Period.objects.get(state="ISSUING").cycle == 1
