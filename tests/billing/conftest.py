"""Debts that several tests begin with, and a clerk who settles them."""

from datetime import date

import pytest

from abonent.billing.models import Invoice
from abonent.people.models import Account, User
from tests import people
from tests.billing.respites import OCTOBER, SEPTEMBER


@pytest.fixture
def september(account: Account) -> Invoice:
    """60.00, due on Thursday 17 September 2026."""
    return people.bill(account, date(2026, 9, 1))


@pytest.fixture
def late(account: Account) -> Account:
    """Olena owes 120.00 that is late: 60.00 of September, 60.00 of October."""
    people.tariff("PROMISE", "2.00", kind="FEE", unit="once")
    people.bill(account, SEPTEMBER)
    people.bill(account, OCTOBER)
    return account


@pytest.fixture
def zofia(db: None) -> User:
    return people.staff("CLERK")
