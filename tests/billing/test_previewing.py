"""A run is tried out: what it would come to, whose bill is out of line, and nothing of it stays."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from abonent.billing import actions
from abonent.billing.actions.previewing import try_out
from abonent.billing.bulk.sealing import ledger_hash
from abonent.billing.models import Batch, Charge, Invoice, Period, Preview, Series
from abonent.contracts.models import Holding, Subscription
from abonent.people.models import Account
from tests import people

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
THIRD = datetime(2026, 11, 3, 8, tzinfo=UTC)


@pytest.fixture
def six(db: None) -> list[Account]:
    """Five customers billed for October, and since then: one has a second plan, one is given it all back, one has nothing
    more, one is new, and two are as they were.
    """
    opened = [people.account(f"10050{number}", f"Klient {number}") for number in range(5)]
    for account in opened:
        people.line(account, people.tariff())
    people.bill_month(OCTOBER)
    more = Subscription.objects.get(account=opened[0])
    people.hold(more, people.tariff("A9", "90.00"), since=datetime(2026, 10, 31, 23, tzinfo=UTC), slot="second")
    Holding.objects.filter(account=opened[1]).update(withdrawn_at=people.NOON)
    left = Holding.objects.get(account=opened[2])
    left.valid = type(left.valid)(left.valid.lower, datetime(2026, 10, 31, 23, tzinfo=UTC))
    left.save()
    new = people.account("100505", "Nowy Klient")
    people.line(new, people.tariff(), since=datetime(2026, 10, 31, 23, tzinfo=UTC))
    return [*opened, new]


def asked() -> Preview:
    return actions.ask_preview(actions.period_named(1, NOVEMBER), at=THIRD)


def kept() -> tuple[object, ...]:
    counts = [table.objects.count() for table in (Invoice, Charge, Batch)]
    return ledger_hash(), counts, list(Series.objects.order_by("code").values_list("code", "next"))


@pytest.mark.parametrize("size", [1, 100])
def test_a_preview_says_what_the_run_then_does_and_changes_nothing(six: list[Account], size: int) -> None:
    before, preview = kept(), asked()

    *_, found = try_out(preview, size=size)

    assert kept() == before
    assert (found.accounts, found.looked_at) == (6, 6)
    assert (found.bills, found.total, found.corrections) == (4, Decimal("330.00"), 1)
    assert (found.bills_before, found.total_before) == (5, Decimal("300.00"))
    bills = actions.issue_bills(preview.period, at=THIRD)
    issued = Invoice.objects.filter(period=preview.period, kind="BILL").values_list("total", flat=True)
    assert (bills, sum(issued)) == (found.bills, found.total)
    assert Invoice.objects.filter(kind="CORRECTION").count() == found.corrections


def test_a_preview_names_the_bills_out_of_line_the_largest_difference_first(six: list[Account]) -> None:
    *_, found = try_out(asked())

    assert [(one["number"], one["why"], one["now"], one["before"]) for one in found.odd] == [
        ("100500", "MORE", "150.00", "60.00"),
        ("100501", "BACK", None, "60.00"),
        ("100502", "GONE", None, "60.00"),
        ("100505", "NEW", "60.00", None),
    ]
    assert found.odd_count == 4


def test_a_price_that_rises_a_little_is_not_out_of_line(account: Account) -> None:
    people.bill_month(OCTOBER)
    subscription = Subscription.objects.get(account=account)
    people.hold(subscription, people.tariff("X1", "20.00", kind="EXTRA"), since=people.LONG_AGO, slot="extra")
    Holding.objects.filter(slot="extra").update(valid=type(Holding.objects.get(slot="plan").valid)(
        datetime(2026, 10, 31, 23, tzinfo=UTC), None
    ))  # fmt: skip

    *_, found = try_out(asked())

    assert (found.total, found.odd_count) == (Decimal("80.00"), 0)


def test_the_first_run_of_all_has_nothing_out_of_line(account: Account) -> None:
    *_, found = try_out(asked())

    assert (found.bills, found.bills_before, found.odd) == (1, 0, [])


def test_a_preview_is_made_once_by_a_job_and_says_when_it_cannot_be(six: list[Account]) -> None:
    preview = asked()
    assert asked() == preview

    actions.make_preview(preview, at=THIRD)
    preview.refresh_from_db()
    assert (preview.state, preview.bills, preview.ended_at) == (Preview.State.DONE, 4, THIRD)

    people.price(people.tariff("Z1"), "1.00", component="tax", vat="99")
    people.hold(Subscription.objects.filter(account=six[3])[0], people.tariff("Z1"), since=people.LONG_AGO, slot="z")
    failing = asked()
    actions.make_preview(failing, at=THIRD)
    failing.refresh_from_db()
    assert (failing.state, failing.trouble) == (Preview.State.FAILED, "VAT 99")


def test_a_run_that_was_stopped_is_tried_out_for_the_rest(six: list[Account]) -> None:
    period = actions.begin_run(actions.period_named(1, NOVEMBER), at=THIRD)
    looks = iter([False, False, True])
    actions.take_part(period, clock=lambda: THIRD, size=1, enough=lambda: next(looks))
    actions.stop_run(period, at=THIRD)

    *_, found = try_out(asked())

    assert Period.objects.get(pk=period.pk).state == Period.State.STOPPED
    assert (found.looked_at, found.bills) == (4, 3)


@pytest.mark.parametrize("customers", [1, 40])
def test_a_preview_takes_the_same_statements_however_many_bills(db: None, customers: int) -> None:
    for number in range(customers):
        people.line(people.account(f"2{number:05}", f"Klient {number}"), people.tariff())
    preview = asked()

    with CaptureQueriesContext(connection) as seen:
        *_, found = try_out(preview)

    assert (found.bills, len(seen)) == (customers, 24)
