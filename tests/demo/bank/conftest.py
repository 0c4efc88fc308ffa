"""The sandbox bank as a real process, and a shop that it tells."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from abonent.demo.bank.process import BankProcess
from tests.demo.bank.shop import SECRET
from tests.listening import Listener


@pytest.fixture(scope="module")
def secret_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("bank") / "secret"
    file.write_bytes(SECRET + b"\n")
    return file


@pytest.fixture(scope="module")
def bank(secret_file: Path) -> Iterator[BankProcess]:
    data = secret_file.with_name("bank.sqlite3")
    process = BankProcess(data=data, secret_file=secret_file, more=("--late", "0.6", "--backoff", "0.05"))
    yield process
    process.stop()


@pytest.fixture
def shop() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()
