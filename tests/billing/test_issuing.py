"""A month's bills: from what is held to frozen sheets and entries."""

from datetime import date
from decimal import Decimal

from abonent.billing import queries
from abonent.billing.models import Charge, Entry, Invoice
from abonent.people.models import Account
from tests import people


def test_a_month_is_billed_by_its_price(account: Account) -> None:
    invoice = people.bill(account, date(2026, 11, 1))

    assert (invoice.number, invoice.total, invoice.net, invoice.vat) == (
        "FV/2026/11/0001", Decimal("60.00"), Decimal("48.78"), Decimal("11.22"),
    )
    assert queries.balance(account) == Decimal("60.00")
    assert Entry.objects.filter(account=account).count() == 1


def test_the_same_month_is_billed_once(account: Account) -> None:
    assert people.bill_month(date(2026, 11, 1)) == 1
    assert people.bill_month(date(2026, 11, 1)) == 0

    assert Invoice.objects.count() == 1
    assert Charge.objects.count() == 1
