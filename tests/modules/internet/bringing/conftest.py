"""A router that listens, and a session of Olena's line on it that was told what is right."""

from collections.abc import Iterator

import pytest

from abonent.contracts.models import Tariff
from abonent.modules.internet.models import Device, Line, Session
from abonent.modules.internet.routers import asking
from abonent.people.models import Account
from tests.modules import internet
from tests.modules.internet.bringing.sessions import FREE
from tests.router import Router


@pytest.fixture
def router() -> Iterator[Router]:
    with Router() as router:
        yield router


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence is noticed soon: there is no network between here and here."""
    monkeypatch.setattr(asking, "PATIENCE", (0.05, 0.05))


@pytest.fixture
def device(db: None, router: Router) -> Device:
    return internet.device(port=router.port)


@pytest.fixture
def line(account: Account) -> Line:
    Tariff.objects.filter(code="A2").update(facts={"down_kbits": 100_000, "up_kbits": 15_000})
    return internet.line(account)


@pytest.fixture
def session(line: Line, device: Device) -> Session:
    return internet.session(line, device, given=FREE, number="81a00001")
