"""The price list and the words that e-invoices need, an account on paper, an operator whose office decides."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from abonent import profile
from abonent.billing.models import Payer
from abonent.people.actions.consents import enter_wordings
from abonent.people.models import Account
from abonent.profile import Profile
from tests import people
from tests.web.portal.e_invoice.switching import OFF


@pytest.fixture(autouse=True)
def price_list(db: None) -> None:
    people.tariff("PAPER-BILL", "15.00", kind="FEE", unit="piece")
    enter_wordings(profile.current(), at=people.LONG_AGO)


@pytest.fixture
def paper(account: Account) -> Account:
    Payer.objects.filter(account=account).update(delivery=OFF)
    return account


@pytest.fixture
def by_office() -> Iterator[Profile]:
    """An operator whose office decides on going back to paper."""
    operator = profile.current()
    panel = replace(operator.panel, e_invoice=replace(operator.panel.e_invoice, off="OFFICE"))
    with profile.using(replace(operator, panel=panel)) as found:
        yield found
