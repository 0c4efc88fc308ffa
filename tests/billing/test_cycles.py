"""Several billing cycles in one house: a run touches nobody of another cycle."""

from datetime import date
from decimal import Decimal

from abonent import profile
from abonent.billing import actions
from abonent.billing.models import Charge, Invoice
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
