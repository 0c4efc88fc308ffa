"""Olena in her browser, in English, at noon of 21 November 2026, with a line and an access device."""

import pytest

from abonent.contracts.models import Tariff
from abonent.modules.internet.models import Device, Line
from abonent.people.models import Account
from tests.modules import internet
from tests.people import NOON
from tests.web.portal.conftest import browser, noon, quiet_town

__all__ = ["browser", "noon", "quiet_town"]


@pytest.fixture
def line(account: Account) -> Line:
    """Olena's line: 100 Mb/s down and 15 up, with a password."""
    Tariff.objects.filter(code="A2").update(facts={"down_kbits": 100_000, "up_kbits": 15_000})
    return internet.line(account)


@pytest.fixture
def device(db: None) -> Device:
    return internet.device(heard_at=NOON)
