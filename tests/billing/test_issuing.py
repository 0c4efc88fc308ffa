"""A month's bills: from what is held to frozen sheets and entries."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.models import Charge, Entry, Invoice, Period
from abonent.contracts.models import Holding
from abonent.people.models import Account
from tests import people

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)


def money(*amounts: str) -> list[Decimal]:
    return [Decimal(amount) for amount in amounts]


def test_a_month_is_billed_by_its_price(account: Account) -> None:
    invoice = people.bill(account, NOVEMBER)

    assert [invoice.total, invoice.net, invoice.vat] == money("60.00", "48.78", "11.22")
    assert invoice.number == "FV/2026/11/0001"
    assert queries.balance(account) == Decimal("60.00")
    assert Entry.objects.get(account=account).due_on == invoice.due_on


def test_the_same_month_is_billed_once(account: Account) -> None:
    assert people.bill_month(NOVEMBER) == 1
    assert people.bill_month(NOVEMBER) == 0

    assert Invoice.objects.count() == 1
    assert Charge.objects.count() == 1


def test_a_period_cannot_be_billed_before_its_day(account: Account) -> None:
    period = actions.open_period(profile.current().billing.cycles[0], month=DECEMBER)

    with pytest.raises(actions.PeriodNotOpen):
        actions.issue_bills(period, at=people.NOON)

    assert Invoice.objects.count() == 0
    assert Period.objects.get(pk=period.pk).state == Period.State.OPEN


def test_a_period_that_is_billed_late_bears_the_day_of_issue_and_is_not_overdue(account: Account) -> None:
    period = actions.open_period(profile.current().billing.cycles[0], month=OCTOBER)

    actions.issue_bills(period, at=people.NOON)

    invoice = Invoice.objects.get()
    assert (period.bill_on, period.due_on) == (date(2026, 10, 3), date(2026, 10, 17))
    assert (invoice.issued_on, invoice.due_on) == (date(2026, 11, 21), date(2026, 12, 5))
    assert invoice.number == "FV/2026/11/0001"
    assert [line["days"] for line in invoice.sheet["lines"]] == [["2026-10-01", "2026-11-01"]]
    assert (invoice.sheet["issued_on"], invoice.sheet["due_on"]) == ("2026-11-21", "2026-12-05")
    assert queries.overdue(account, on=date(2026, 11, 21)) == Decimal("0.00")


def test_a_part_of_a_month_is_charged_by_days(olena: object) -> None:
    opened = people.account("100300", "Nowy Klient")
    people.line(opened, people.tariff(), since=profile.midnight(date(2026, 11, 12)))

    invoice = people.bill(opened, NOVEMBER)

    (line,) = invoice.sheet["lines"]
    assert invoice.total == Decimal("38.00")  # 60.00 × 19 / 30
    assert line["days"] == ["2026-11-12", "2026-12-01"]
    assert {name: line["why"][name] for name in ("rule", "days", "of")} == {"rule": "part-month", "days": 19, "of": 30}


def test_lines_stand_in_the_order_in_which_they_came_to_be_held(account: Account) -> None:
    line = account.subscriptions.get()
    for pk in (9_999_999, 10_000_000):
        extra = people.tariff(f"X{pk}", "1.00", kind="EXTRA")
        Holding.objects.filter(pk=people.hold(line, extra, since=people.LONG_AGO, slot=f"x{pk}").pk).update(id=pk)

    invoice = people.bill(account, NOVEMBER)

    assert list(invoice.charges.order_by("line").values_list("holding", flat=True)[1:]) == [9_999_999, 10_000_000]


def test_what_began_after_the_bill_comes_with_the_next_one(olena: object) -> None:
    opened = people.account("100300", "Nowy Klient")
    people.bill_month(NOVEMBER)
    people.line(opened, people.tariff(), since=profile.midnight(date(2026, 11, 12)))

    invoice = people.bill(opened, DECEMBER)

    assert [line["amount"] for line in invoice.sheet["lines"]] == ["38.00", "60.00"]
    assert invoice.total == Decimal("98.00")


def test_a_plan_changed_after_the_bill_comes_as_a_difference(account: Account) -> None:
    people.bill(account, NOVEMBER)
    held = Holding.objects.get(account=account)
    change = profile.midnight(date(2026, 11, 16))
    held.valid = type(held.valid)(held.valid.lower, change)
    held.save()
    people.hold(held.subscription, people.tariff("A3", "90.00"), since=change)

    invoice = people.bill(account, DECEMBER)

    assert [line["amount"] for line in invoice.sheet["lines"]] == ["-30.00", "45.00", "90.00"]
    assert invoice.sheet["lines"][0]["why"]["charged"] == "60.00"
    assert queries.balance(account) == Decimal("165.00")


def test_what_was_withdrawn_is_given_back(account: Account) -> None:
    people.bill(account, NOVEMBER)
    Holding.objects.filter(account=account).update(withdrawn_at=people.NOON)

    assert people.bill_month(DECEMBER) == 0

    correction = Invoice.objects.get(account=account, kind="CORRECTION")
    assert (correction.total, correction.corrects) == (Decimal("-60.00"), Invoice.objects.get(kind="BILL"))
    assert queries.balance(account) == Decimal("0.00")


def test_a_new_price_counts_from_its_day(account: Account) -> None:
    tariff = people.tariff()
    tariff.prices.update(valid=type(tariff.prices.get().valid)(people.FIRST_DAY, date(2026, 11, 11)))
    people.price(tariff, "75.00", since=date(2026, 11, 11))

    invoice = people.bill(account, NOVEMBER)

    assert [line["amount"] for line in invoice.sheet["lines"]] == ["20.00", "50.00"]


def test_a_one_off_fee_comes_with_the_next_bill_once(account: Account) -> None:
    fee = people.tariff("INST", "150.00", kind="FEE", unit="once").prices.get()
    for _ in range(2):
        actions.charge_fee(account, fee, basis="fee:installation", on=date(2026, 11, 2), at=people.NOON)

    invoice = people.bill(account, NOVEMBER)

    assert invoice.total == Decimal("210.00")
    assert not Charge.objects.filter(invoice=None).exists()
    assert Charge.objects.get(basis="fee:installation").invoice == invoice


def test_vat_is_counted_once_per_rate(account: Account) -> None:
    subscription = Holding.objects.get(account=account).subscription
    for code, amount in (("X1", "0.99"), ("X2", "0.99"), ("X3", "0.99")):
        people.hold(subscription, people.tariff(code, amount, kind="EXTRA", vat="8"), since=people.LONG_AGO, slot=code)

    invoice = people.bill(account, NOVEMBER)

    rates = {rate["code"]: rate for rate in invoice.sheet["vat"]}
    assert rates["23"] == {"code": "23", "rate": "23", "net": "48.78", "vat": "11.22", "gross": "60.00"}
    assert rates["8"] == {"code": "8", "rate": "8", "net": "2.75", "vat": "0.22", "gross": "2.97"}  # not 3 × 0.07


def test_net_prices_get_vat_on_top(olena: object) -> None:
    opened = people.account("100301", "Firma")
    people.line(opened, people.tariff("N1", "99.99", gross=False))

    invoice = people.bill(opened, NOVEMBER)

    assert [invoice.net, invoice.vat, invoice.total] == money("99.99", "23.00", "122.99")
    assert queries.balance(opened) == Decimal("122.99")


def test_numbers_follow_one_another_over_batches(account: Account, neighbour: Account) -> None:
    third = people.account("100999", "Trzecia")
    people.line(third, people.tariff())
    period = actions.open_period(profile.current().billing.cycles[0], month=NOVEMBER)

    actions.issue_bills(period, at=datetime(2026, 11, 3, 8, tzinfo=UTC), size=1)

    assert period.batches.count() == 3
    numbers = list(Invoice.objects.order_by("number").values_list("number", flat=True))
    assert numbers == ["FV/2026/11/0001", "FV/2026/11/0002", "FV/2026/11/0003"]


def test_a_summer_and_a_winter_day_are_one_day_each(olena: object) -> None:
    opened = people.account("100302", "Zmiana Czasu")
    people.line(
        opened, people.tariff(), since=profile.midnight(date(2026, 10, 24)), until=profile.midnight(date(2026, 10, 27))
    )

    invoice = people.bill(opened, OCTOBER)

    (line,) = invoice.sheet["lines"]
    assert (line["days"], line["why"]["days"]) == (["2026-10-24", "2026-10-27"], 3)  # by UTC it would begin on the 23rd
