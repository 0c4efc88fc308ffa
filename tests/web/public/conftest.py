"""Noon, and a price list with a plan, an extra that becomes dearer and a fee in two variants."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from tests import people
from tests.people import NOON


@pytest.fixture
def noon() -> Iterator[None]:
    """The clock of the doors stands still at 12:00 in Warsaw."""
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def price_list() -> None:
    """One plan with speeds, an extra that becomes dearer, a fee in two variants."""
    facts = {"down_kbits": 100_000, "up_kbits": 15_000, "usual_percent": 80, "least_percent": 50}
    plan = people.tariff("A2", "60.00", decision="Cennik 10/2020")
    type(plan).objects.filter(pk=plan.pk).update(facts=facts)
    router = people.tariff("ROUTER", "10.00", kind="EXTRA", until=date(2026, 12, 1), decision="Cennik 1/2026")
    people.price(router, "12.00", since=date(2026, 12, 1), decision="Cennik 12/2026")
    fee = people.tariff("INSTALLATION", "50.00", kind="FEE", component="fee:B", unit="once", decision="Cennik 10/2020")
    people.price(fee, "100.00", component="fee:A", unit="once", gross=False, decision="Cennik 10/2020")
