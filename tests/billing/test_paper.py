"""A bill on paper bears its fee: once, by the price of its day, and only beside something else."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent import profile
from abonent.billing import actions, queries
from abonent.billing.models import Charge, Invoice, Payer
from abonent.contracts.models import Holding, Tariff
from abonent.people.models import Account, User
from tests import people
from tests.people import NOON
from tests.web.doors import text

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)
JANUARY = date(2027, 1, 1)


@pytest.fixture(autouse=True)
def fee(db: None) -> Tariff:
    """15.00 for each bill on paper."""
    made = people.tariff("PAPER-BILL", "15.00", kind="FEE", unit="piece")
    Tariff.objects.filter(pk=made.pk).update(service="bills")
    return made


@pytest.fixture
def paper(account: Account) -> Account:
    """Olena, whose bills come on paper."""
    return send(account, "PAPER")


def send(account: Account, delivery: str) -> Account:
    Payer.objects.filter(account=account).update(delivery=delivery)
    return account


def lines(invoice: Invoice) -> list[tuple[str, str]]:
    return [(line["service"], line["amount"]) for line in invoice.sheet["lines"]]


def test_a_bill_on_paper_bears_the_fee_below_what_it_is_for(paper: Account) -> None:
    invoice = people.bill(paper, NOVEMBER)

    assert lines(invoice) == [("internet", "60.00"), ("bills", "15.00")]
    assert invoice.total == Decimal("75.00")
    assert invoice.sheet["lines"][1]["unit"] == "piece"
    assert invoice.sheet["lines"][1]["why"] == {"rule": "paper", "price_since": "2024-01-01", "decision": ""}
    assert Charge.objects.get(service="bills").basis == f"paper:{invoice.period_id}"
    assert queries.balance(paper) == Decimal("75.00")


def test_an_e_invoice_bears_none(account: Account) -> None:
    assert lines(people.bill(account, NOVEMBER)) == [("internet", "60.00")]


def test_each_bill_has_it_once_however_many_follow(paper: Account) -> None:
    invoices = [people.bill(paper, month) for month in (OCTOBER, NOVEMBER, DECEMBER, JANUARY)]

    assert [invoice.total for invoice in invoices] == [Decimal("75.00")] * 4
    assert Charge.objects.filter(service="bills").count() == 4


def test_who_goes_over_to_the_e_invoice_has_had_that_paper(paper: Account) -> None:
    people.bill(paper, OCTOBER)
    people.bill(paper, NOVEMBER)
    send(paper, "ELECTRONIC")

    assert lines(people.bill(paper, DECEMBER)) == [("internet", "60.00")]


def test_who_goes_back_to_paper_pays_nothing_for_the_months_before(account: Account) -> None:
    people.bill(account, OCTOBER)
    people.bill(account, NOVEMBER)
    send(account, "PAPER")

    assert lines(people.bill(account, DECEMBER)) == [("internet", "60.00"), ("bills", "15.00")]


def test_a_run_that_is_repeated_charges_nothing_more(paper: Account) -> None:
    people.bill(paper, NOVEMBER)

    assert people.bill_month(NOVEMBER) == 0
    assert Charge.objects.filter(service="bills").count() == 1


def test_nobody_gets_a_bill_for_nothing_but_its_paper(paper: Account) -> None:
    Holding.objects.filter(account=paper).update(withdrawn_at=NOON)

    assert people.bill_month(NOVEMBER) == 0
    assert not Invoice.objects.exists()


def test_a_bill_of_a_one_off_fee_alone_bears_it(paper: Account, fee: Tariff) -> None:
    Holding.objects.filter(account=paper).update(withdrawn_at=NOON)
    installation = people.tariff("INST", "150.00", kind="FEE", unit="once").prices.get()
    actions.charge_fee(paper, installation, basis="installation", on=NOVEMBER, at=NOON)

    assert lines(people.bill(paper, NOVEMBER)) == [("internet", "150.00"), ("bills", "15.00")]


def test_the_price_is_that_of_the_day_of_the_bill(paper: Account, fee: Tariff) -> None:
    fee.prices.update(valid=DateRange(people.FIRST_DAY, date(2026, 11, 3)))
    people.price(fee, "18.00", since=date(2026, 11, 3), decision="Cennik 11/2026")

    october, november = people.bill(paper, OCTOBER), people.bill(paper, NOVEMBER)

    assert [october.total, november.total] == [Decimal("75.00"), Decimal("78.00")]
    assert november.sheet["lines"][1]["why"]["decision"] == "Cennik 11/2026"
    assert queries.paper_fee(on=date(2026, 11, 2)) == Decimal("15.00")
    assert queries.paper_fee(on=date(2026, 11, 3)) == Decimal("18.00")


def test_a_bill_that_is_issued_late_bears_the_fee_of_that_day(paper: Account, fee: Tariff) -> None:
    fee.prices.update(valid=DateRange(people.FIRST_DAY, date(2026, 11, 20)))
    people.price(fee, "18.00", since=date(2026, 11, 20))
    period = actions.open_period(profile.current().billing.cycles[0], month=NOVEMBER)

    actions.issue_bills(period, at=NOON)

    invoice = Invoice.objects.get(account=paper)
    assert (invoice.issued_on, lines(invoice)[1]) == (date(2026, 11, 21), ("bills", "18.00"))
    assert Charge.objects.get(service="bills").days == DateRange(date(2026, 11, 21), date(2026, 11, 22))


def test_a_fee_of_nothing_is_no_line(paper: Account, fee: Tariff) -> None:
    fee.prices.update(amount=0)

    assert lines(people.bill(paper, NOVEMBER)) == [("internet", "60.00")]


def test_an_operator_without_the_fee_charges_none(paper: Account) -> None:
    operator = profile.current()
    free = replace(operator.panel.e_invoice, paper_fee="")

    with profile.using(replace(operator, panel=replace(operator.panel, e_invoice=free))):
        assert lines(people.bill(paper, NOVEMBER)) == [("internet", "60.00")]
        assert queries.paper_fee(on=NOVEMBER) == Decimal("0.00")


def test_a_net_price_gets_vat_on_top(paper: Account, fee: Tariff) -> None:
    fee.prices.update(amount=Decimal("12.20"), gross=False)

    assert people.bill(paper, NOVEMBER).total == Decimal("75.01")  # 60.00 and 12.20 with 2.81 of tax
    assert queries.paper_fee(on=NOVEMBER) == Decimal("15.01")


def test_a_correction_of_the_fee_is_not_charged_back(paper: Account) -> None:
    bill = people.bill(paper, NOVEMBER)
    actions.correct_invoice(bill, amounts={2: Decimal("0.00")}, reason="The letter was lost", at=NOON)

    assert lines(people.bill(paper, DECEMBER)) == [("internet", "60.00"), ("bills", "15.00")]
    assert queries.balance(paper) == Decimal("135.00")


def test_a_plan_changed_for_the_past_makes_no_second_fee(paper: Account) -> None:
    people.bill(paper, NOVEMBER)
    held = Holding.objects.get(account=paper)
    held.valid = type(held.valid)(held.valid.lower, profile.midnight(date(2026, 11, 16)))
    held.save()

    assert people.bill_month(DECEMBER) == 0
    assert lines(Invoice.objects.get(account=paper, kind="CORRECTION")) == [("internet", "-30.00")]


def test_many_bills_take_as_many_statements_as_one(paper: Account) -> None:
    with CaptureQueriesContext(connection) as of_one:
        people.bill_month(OCTOBER)
    for number in range(100_500, 100_520):
        people.line(people.account(str(number), "Jan Bąk", delivery="PAPER"), people.tariff())

    with CaptureQueriesContext(connection) as of_many:
        people.bill_month(NOVEMBER)

    assert Charge.objects.filter(service="bills").count() == 22
    assert len(of_many) == len(of_one)


def test_the_page_says_why(paper: Account, client: Client, olena: User) -> None:
    invoice = people.bill(paper, NOVEMBER)
    client.force_login(olena)

    page = text(client.get(f"/bills/{queries.slug(invoice.number)}/", headers={"Accept-Language": "en"}))

    assert "This bill came on paper, by post; the e-invoice costs nothing." in page
    assert "1 piece × PLN 15.00 = PLN 15.00" in page
    assert "The price is in force since 1 January 2024." in page
