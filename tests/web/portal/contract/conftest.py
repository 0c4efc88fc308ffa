"""Olena's agreement, and a folder for its documents."""

from datetime import date
from pathlib import Path

import pytest
from pytest_django import Settings

from abonent.contracts.models import Agreement, Subscription, Tariff
from abonent.people.models import Account, Place
from tests.web.portal.contract.papers import signed


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.ABONENT_DATA = tmp_path
    return tmp_path / "documents"


@pytest.fixture
def agreement(account: Account) -> Agreement:
    """Signed in March 2025 for two years, for a line of 100/15 Mb/s."""
    facts = {"down_kbits": 100_000, "up_kbits": 15_000, "usual_percent": 80, "least_percent": 50}
    Tariff.objects.filter(code="A2").update(facts=facts)
    place = Place.objects.create(town="Gródek Leśny", post_code="16-999", street="ul. Leśna", house="12", flat="5")
    Subscription.objects.filter(account=account).update(place=place)
    return signed(account, minimum_until=date(2027, 3, 13))
