"""What waits for the office in the demonstration, and by which consent its customers have the e-invoice."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from abonent.billing.bulk.faults import faults
from abonent.billing.models import Invoice, Payer
from abonent.cases import actions
from abonent.cases.models import Order
from abonent.demo import data
from abonent.people.actions import stop_lost_step
from abonent.people.models import Account, Consent, LostStep
from abonent.people.queries import consents

NOW = datetime(2026, 11, 21, 21, 30, tzinfo=UTC)


def live(at: datetime = NOW) -> None:
    data.fill(14, at=at, progress=lambda _: None, months=2)


def test_a_company_has_asked_for_other_invoice_data(db: None) -> None:
    live()

    order = Order.objects.get(account__number="100360")
    assert (order.ref, order.kind, order.state) == ("Z-7F3K-92QD", "INVOICE_DATA", "WAITING")
    assert order.placed_by is not None
    assert order.placed_by.login == "irena.dab"
    assert (order.new["tax_id"], order.old["address"]) == ("9990011070", ["Rynek 9", "16-999 Gródek Leśny"])
    assert actions.accept(order, at=NOW, by=None) == {}

    live(NOW + timedelta(days=1))

    assert Order.objects.count() == 3


def test_somebody_has_lost_the_second_step_and_is_not_helped_twice(db: None) -> None:
    live()

    step = LostStep.objects.get()
    assert (step.user.login, step.confirmed_at, step.asked_at < NOW) == ("jan.bak", None, True)
    stop_lost_step(step.user, by=None, at=NOW)

    live(NOW + timedelta(days=1))

    assert LostStep.objects.count() == 1


def test_consents_and_fees_go_with_how_bills_come(db: None) -> None:
    live()

    electronic = set(Payer.objects.filter(delivery="ELECTRONIC").values_list("account_id", flat=True))
    assert set(Consent.objects.filter(code="e-invoice", given=True).values_list("account_id", flat=True)) == electronic
    anna = consents(Account.objects.get(number="100234"))["e-invoice"]
    assert (anna.via, anna.wording.version, anna.at < NOW) == ("office", "2020-10", True)
    assert consents(Account.objects.get(number="100352"))["e-invoice"].wording.version == "2026-01"
    assert "e-invoice" not in consents(Account.objects.get(number="100331"))

    bill = Invoice.objects.filter(account__number="100331").latest("issued_on")
    assert [(line["service"], line["amount"]) for line in bill.sheet["lines"]] == [
        ("internet", "35.00"),
        ("internet", "10.00"),
        ("bills", "15.00"),
    ]
    assert bill.total == Decimal("60.00")
    assert faults() == []
