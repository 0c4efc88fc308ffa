"""The final bill: whoever leaves has paid for the days they had, to the grosz, and nothing is charged or given back later."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from pytest_django import Settings

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.bulk.once import Fee, charge_fees
from abonent.billing.models import Invoice, Payer
from abonent.contracts.actions import restrict
from abonent.contracts.models import Agreement, Holding
from abonent.contracts.queries import restrictions
from abonent.journal.models import Event
from abonent.people.models import Account, User
from abonent.post.models import Message
from tests import people
from tests.billing.leavers import TODAY, customer, documents, end, run
from tests.people import NOON


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.ABONENT_DATA = tmp_path


@pytest.fixture
def clerk(db: None) -> User:
    return people.staff()


def test_what_was_charged_in_advance_comes_back_as_a_correction_of_its_bill(db: None) -> None:
    account = customer()
    for month in (9, 10, 11):
        run(date(2026, month, 1))

    end(account, TODAY)

    november = Invoice.objects.get(account=account, period__days__startswith=date(2026, 11, 1))
    final = Invoice.objects.get(account=account, kind="CORRECTION")
    assert (final.total, final.corrects, final.period) == (Decimal("-20.00"), november, None)
    assert final.number == "FK/2026/11/0001"
    (line,) = final.sheet["lines"]
    assert (line["days"], line["why"]["ought"], line["why"]["charged"]) == (
        ["2026-11-01", "2026-11-21"],
        "40.00",
        "60.00",
    )
    assert (final.sheet["corrects"]["number"], "20" in final.sheet["corrects"]["reason"]) == (november.number, True)
    assert queries.balance(account) == Decimal("160.00")
    assert queries.open_invoices(account).get(pk=november.pk).open == Decimal("40.00")


def test_what_was_paid_in_advance_is_credit_that_can_be_paid_back(db: None) -> None:
    account = customer(since=date(2026, 11, 1))
    run(date(2026, 11, 1))
    actions.post_receipt(people.receipt(account, "60.00"), at=NOON)

    end(account, TODAY)

    assert queries.total_open(queries.unused_credits(account)) == Decimal("20.00")
    letter = Message.objects.get(template="final_bill")
    assert (letter.context["credit"], letter.context["owed"]) == ("20.00", "")
    assert letter.context["documents"] == [["FK/2026/11/0001", "FK-2026-11-0001", "-20.00"]]


def test_open_fees_and_days_that_no_bill_had_stand_on_a_bill_of_no_period(db: None) -> None:
    account = customer(since=date(2026, 11, 16))
    people.price(people.tariff("INSTALLATION", "1.00", kind="FEE", unit="x"), "150.00", unit="once", component="fee:A")
    charge_fees([Fee(account.pk, "INSTALLATION", "fee:A", "installation", date(2026, 11, 16))], at=NOON)

    end(account, TODAY)

    bill = Invoice.objects.get(account=account)
    assert (bill.kind, bill.total, bill.period, bill.due_on) == ("BILL", Decimal("160.00"), None, date(2026, 12, 5))
    assert [line["amount"] for line in bill.sheet["lines"]] == ["10.00", "150.00"]
    shown = queries.bill_shown(account, queries.slug(bill.number), on=TODAY)
    assert shown is not None
    assert shown.final
    assert run(date(2026, 11, 1)) == 0


def test_more_that_is_new_than_comes_back_is_one_bill(db: None) -> None:
    account = customer(since=date(2026, 11, 1))
    run(date(2026, 11, 1))
    people.price(people.tariff("RECONNECTION", "1.00", kind="FEE", unit="x"), "20.00", unit="once", component="fee:X")
    charge_fees([Fee(account.pk, "RECONNECTION", "fee:X", "release:1", TODAY)], at=NOON)

    end(account, TODAY)

    assert documents(account) == [("BILL", "60.00"), ("BILL", "0.00")]


def test_less_that_is_new_than_comes_back_is_a_correction_and_a_bill(db: None) -> None:
    account = customer(since=date(2026, 11, 1))
    run(date(2026, 11, 1))
    people.price(people.tariff("RECONNECTION", "1.00", kind="FEE", unit="x"), "15.00", unit="once", component="fee:X")
    charge_fees([Fee(account.pk, "RECONNECTION", "fee:X", "release:1", TODAY)], at=NOON)

    end(account, TODAY)

    assert documents(account) == [("BILL", "60.00"), ("CORRECTION", "-20.00"), ("BILL", "15.00")]
    assert queries.balance(account) == Decimal("55.00")


def test_each_bill_that_had_charged_too_much_is_corrected_by_itself(db: None) -> None:
    account = customer()
    for month in (9, 10, 11):
        run(date(2026, month, 1))

    end(account, date(2026, 10, 16))

    corrections = Invoice.objects.filter(account=account, kind="CORRECTION").order_by("pk")
    assert list(corrections.values_list("total", "corrects__period__days__startswith")) == [
        (Decimal("-30.97"), date(2026, 10, 1)),
        (Decimal("-60.00"), date(2026, 11, 1)),
    ]
    assert run(date(2026, 12, 1)) == 0


def test_done_twice_it_is_done_once(db: None) -> None:
    account = customer()
    run(date(2026, 11, 1))

    first, second = end(account, TODAY), end(account, TODAY)
    again = actions.issue_final_bill(account, at=NOON)

    assert (first, again) == (second, [])
    assert documents(account) == [("BILL", "60.00"), ("CORRECTION", "-20.00")]
    assert actions.carry_out(first, at=NOON) == []
    assert Message.objects.filter(template="final_bill").count() == 1
    assert Event.objects.filter(kind="final_bill.issued").count() == 1


def test_there_is_none_while_something_is_delivered(account: Account) -> None:
    people.bill(account)

    with pytest.raises(actions.StillServed):
        actions.issue_final_bill(account, at=NOON)

    assert documents(account) == [("BILL", "60.00")]


def test_an_account_with_another_agreement_has_no_final_bill_and_is_not_closed(account: Account, clerk: User) -> None:
    people.line(account, people.tariff("A1", "35.00"))
    people.bill(account)
    first = Agreement.objects.filter(account=account).earliest("pk")

    actions.end_agreement(first, ends_on=TODAY, reason="CUSTOMER", at=NOON, by=clerk)

    account.refresh_from_db()
    assert (documents(account), account.closed_on) == ([("BILL", "95.00")], None)
    december = people.bill(account, date(2026, 12, 1))
    assert december.total == Decimal("15.00")


def test_an_end_to_come_is_carried_out_by_the_clock(db: None) -> None:
    account = customer(since=date(2026, 11, 1))
    run(date(2026, 11, 1))

    ending = end(account, date(2026, 11, 26))

    assert (documents(account), ending.carried_out_at) == ([("BILL", "60.00")], None)
    assert actions.carry_out_due(at=profile.midnight(date(2026, 11, 26)) - timedelta(seconds=1)) == 0
    assert actions.carry_out_due(at=profile.midnight(date(2026, 11, 26))) == 1
    assert actions.carry_out_due(at=profile.midnight(date(2026, 11, 27))) == 0
    account.refresh_from_db()
    assert account.closed_on == date(2026, 11, 26)
    assert documents(account) == [("BILL", "60.00"), ("CORRECTION", "-10.00")]


def test_a_bill_run_that_comes_before_the_clock_sends_the_final_bill_first(db: None) -> None:
    account = customer(since=date(2026, 11, 1))
    run(date(2026, 11, 1))
    end(account, date(2026, 11, 26))

    assert run(date(2026, 12, 1)) == 0

    assert documents(account) == [("BILL", "60.00"), ("CORRECTION", "-10.00")]


def test_what_was_corrected_by_hand_is_not_given_back_again(db: None) -> None:
    account = customer(since=date(2026, 11, 1))
    run(date(2026, 11, 1))
    bill = Invoice.objects.get(account=account)
    actions.correct_invoice(bill, amounts={1: Decimal("10.00")}, reason="outage", at=NOON)

    end(account, TODAY)

    assert documents(account) == [("BILL", "60.00"), ("CORRECTION", "-50.00"), ("CORRECTION", "-10.00")]
    assert queries.balance(account) == Decimal("0.00")
    assert run(date(2026, 12, 1)) == 0


def test_an_account_that_nobody_pays_for_has_none(db: None) -> None:
    account = customer()
    Payer.objects.filter(account=account).delete()

    end(account, TODAY)

    assert documents(account) == []
    assert Account.objects.get(pk=account.pk).closed_on == TODAY


def test_a_final_bill_on_paper_costs_nothing(db: None) -> None:
    account = customer(since=date(2026, 11, 16))
    Payer.objects.filter(account=account).update(delivery="PAPER")
    people.tariff("PAPER-BILL", "15.00", kind="FEE", unit="piece")

    end(account, TODAY)

    assert documents(account) == [("BILL", "10.00")]


def test_everything_overdue_that_comes_back_lifts_the_restriction(db: None) -> None:
    account = customer(since=date(2026, 11, 1))
    run(date(2026, 11, 1))
    actions.post_receipt(people.receipt(account, "40.00"), at=NOON)
    restrict(account, reason="DEBT", level="LIMITED", at=NOON)

    end(account, TODAY)

    assert not restrictions(account).exists()


def test_net_prices_come_back_with_their_tax(db: None) -> None:
    account = customer(since=date(2026, 11, 1))
    net = people.tariff("N1", "100.00", gross=False)
    Holding.objects.filter(account=account).update(tariff=net)
    run(date(2026, 11, 1))

    end(account, TODAY)

    final = Invoice.objects.get(account=account, kind="CORRECTION")
    assert (final.net, final.vat, final.total) == (Decimal("-33.33"), Decimal("-7.67"), Decimal("-41.00"))


def test_a_leap_february_has_29_days(db: None) -> None:
    account = customer(since=date(2028, 2, 1))
    run(date(2028, 2, 1))

    end(account, date(2028, 2, 29), at=profile.midnight(date(2028, 2, 29)))

    assert documents(account) == [("BILL", "60.00"), ("CORRECTION", "-2.07")]


def test_another_plan_on_the_days_of_a_bill_stands_on_its_correction(db: None) -> None:
    account = customer(since=date(2026, 11, 1))
    run(date(2026, 11, 1))
    held, noon = Holding.objects.get(account=account), profile.midnight(date(2026, 11, 11))
    Holding.objects.filter(pk=held.pk).update(valid=DateTimeTZRange(held.valid.lower, noon))
    people.hold(held.subscription, people.tariff("A1", "35.00"), since=noon)

    end(account, TODAY)

    assert documents(account) == [("BILL", "60.00"), ("CORRECTION", "-28.33")]
    assert [line["amount"] for line in Invoice.objects.latest("pk").sheet["lines"]] == ["-40.00", "11.67"]
