"""What tests of pages may ask for besides: a clock that stands still, English as the first language, everybody at once."""

from collections.abc import Iterator

import pytest
import time_machine
from django.conf import settings

from abonent.people.models import Account, User
from tests import people
from tests.web.scene import Scene, set_scene


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Noon, everywhere in the process."""
    with time_machine.travel(people.NOON, tick=False) as found:
        yield found


@pytest.fixture
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """English is what whoever asks for no language is answered in."""
    monkeypatch.setattr(settings, "LANGUAGE_CODE", "en")


@pytest.fixture
def scene(account: Account, olena: User, neighbour: Account, marek: User) -> Scene:
    """Olena's account with a bill, money that came, a payment; and everybody who may ask for its pages."""
    return set_scene(account, olena, neighbour, marek)
