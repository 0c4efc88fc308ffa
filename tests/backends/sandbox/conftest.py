"""The sandbox bank as a real process, the gateway to it, and the door at which its callbacks arrive."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from abonent.backends.payment import sandbox
from abonent.billing.ports import Gateway
from abonent.demo.bank.process import BankProcess
from tests.backends.sandbox.orders import SECRET
from tests.listening import Listener


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BankProcess]:
    place = tmp_path_factory.mktemp("bank")
    (place / "secret").write_text(SECRET)
    process = BankProcess(data=place / "bank.sqlite3", secret_file=place / "secret", more=("--backoff", "0.05"))
    yield process
    process.stop()


@pytest.fixture
def gateway(settings: Settings, bank: BankProcess) -> Gateway:
    settings.ABONENT_BANK_URL = bank.url
    settings.ABONENT_BANK_SECRET = SECRET
    settings.ABONENT_BANK_MERCHANT = "iskra-net"
    return sandbox.gateway()


@pytest.fixture
def door() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()
