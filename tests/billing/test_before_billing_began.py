"""Months before the one with which billing began are nobody's, whatever rows of them there are."""

from datetime import date, timedelta
from decimal import Decimal

from pytest_django import Settings

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.actions.previewing import try_out
from abonent.billing.models import Period, Preview
from abonent.contracts.models import Agreement
from abonent.people.models import Account
from tests import people
from tests.people import NOON

OCTOBER, NOVEMBER, DECEMBER = (date(2026, month, 1) for month in (10, 11, 12))


def tried_out(month: date) -> Decimal:
    *_, found = try_out(Preview(period=actions.period_named(1, month), asked_at=NOON))
    return found.total


def totals(account: Account) -> list[str]:
    return [str(total) for total in account.invoices.order_by("pk").values_list("total", flat=True)]


def test_a_month_that_was_only_tried_out_is_not_charged_with_the_first_bills(account: Account) -> None:
    assert tried_out(OCTOBER) == Decimal("60.00")
    assert tried_out(NOVEMBER) == Decimal("60.00")

    people.bill_month(NOVEMBER)
    people.bill_month(DECEMBER)

    assert Period.objects.get(days__startswith=OCTOBER).state == Period.State.OPEN
    assert totals(account) == ["60.00", "60.00"]


def test_a_final_bill_before_billing_began_charges_nobody_else(
    account: Account, neighbour: Account, settings: Settings, tmp_path: object
) -> None:
    settings.ABONENT_DATA = tmp_path
    left = Agreement.objects.get(account=neighbour)
    actions.end_agreement(left, ends_on=date(2026, 10, 17), reason="CUSTOMER", at=NOON, by=people.staff())
    assert totals(neighbour) == ["30.97"]

    people.bill_month(NOVEMBER)
    people.bill_month(DECEMBER)

    assert (totals(account), totals(neighbour)) == (["60.00", "60.00"], ["30.97"])
    assert queries.balance(neighbour) == Decimal("30.97")


def test_months_that_are_billed_late_are_charged(account: Account) -> None:
    people.bill_month(OCTOBER)
    tried_out(NOVEMBER)
    later = profile.midnight(DECEMBER) + timedelta(days=3)

    for month in (NOVEMBER, DECEMBER):
        actions.issue_bills(actions.period_named(1, month), at=later)

    assert totals(account) == ["60.00"] * 3
