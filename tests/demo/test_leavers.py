"""Somebody of the demonstration is about to leave, at every start the same, and one after the other."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from abonent.billing.bulk.faults import faults
from abonent.contracts.models import Ending
from abonent.demo import data
from abonent.people.models import Account
from abonent.post.models import Message

NOW = datetime(2026, 11, 21, 21, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.ABONENT_DATA = tmp_path


def live(at: datetime = NOW) -> None:
    data.fill(16, at=at, progress=lambda _: None, months=2)


def test_one_leaves_and_the_next_follows(db: None) -> None:
    live()
    live(NOW + timedelta(days=1))

    ending = Ending.objects.select_related("account", "entered_by").get()
    assert (ending.ends_on.isoformat(), ending.carried_out_at) == ("2026-12-01", None)
    assert ending.entered_by is not None
    assert ending.entered_by.staff_role == "CLERK"
    letter = Message.objects.get(template="agreement_ends")
    assert (letter.state, letter.account_id) == ("SENT", ending.account_id)

    live(NOW + timedelta(days=13))

    ending.refresh_from_db()
    assert ending.carried_out_at
    assert Account.objects.get(pk=ending.account_id).closed_on == ending.ends_on
    assert Ending.objects.filter(carried_out_at=None).count() == 1
    assert faults() == []
