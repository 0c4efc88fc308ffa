"""What every test may ask for: a real database, people, and books that agree at the end."""

import gc
import os
from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from abonent.billing.bulk.faults import faults
from abonent.demo.bank.process import BankProcess
from abonent.embedded import server
from abonent.management.commands.upgrade import collect_static
from abonent.people.models import Account, User
from tests import people
from tests.database import FOLDER, House, alone

# Passwords of tests protect nobody: the same algorithm, at its cheapest.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 8, 1


def pytest_collection_finish() -> None:
    """What was loaded stays: thousands of tests need not be looked through for garbage again and again."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests have measured in passing: how large a copy was, how long it took to put back."""
    for report in terminalreporter.stats.get("passed", ()):
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{name}: {value}")


@pytest.fixture(scope="session")
def house(django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    """This worker's database. Whoever has not asked for it (`db`, `committed`) is kept out: what they wrote would stay."""
    with server.running(FOLDER, fast=True) as postgres:
        with django_db_blocker.unblock():
            made = House(postgres, os.environ.get("PYTEST_XDIST_WORKER", "gw"))
            made.renew()
        yield made
        made.drop()


@pytest.fixture(scope="session")
def django_db_setup(house: House) -> None:
    """Let pytest-django use it instead of making one of its own."""


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    """Collect and hash the static files when they have changed, as `abonent migrate` does."""
    with alone("test-static"):
        collect_static()


@pytest.fixture(autouse=True)
def books_agree(request: pytest.FixtureRequest) -> Iterator[None]:
    """Promise 1, at the end of every test that has a database: the ledger agrees with itself."""
    asked, marked = set(request.fixturenames), request.node.get_closest_marker("django_db")
    if not (marked or {"db", "committed"} & asked):
        yield
        return
    request.getfixturevalue("committed" if "committed" in asked else "db")
    yield
    assert faults() == []


@pytest.fixture
def committed(house: House, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    """A database in which commits are real, for threads and other processes; thrown away afterwards."""
    with django_db_blocker.unblock():
        yield house
        house.renew()


@pytest.fixture
def olena(db: None) -> User:
    """A customer: the owner of account 100234."""
    return people.person("olena", "Olena Petrenko")


@pytest.fixture
def account(olena: User) -> Account:
    """Olena's account, 100234, with an internet plan of 60.00 a month."""
    opened = people.account("100234", "Olena Petrenko", olena)
    people.mail(opened, olena, "olena@example.com")
    people.line(opened, people.tariff())
    return opened


@pytest.fixture
def marek(db: None) -> User:
    """A neighbour, who must see nothing of Olena's."""
    return people.person("marek", "Marek Wójcik")


@pytest.fixture
def neighbour(marek: User) -> Account:
    """Marek's account, 100777, with the same plan."""
    opened = people.account("100777", "Marek Wójcik", marek)
    people.line(opened, people.tariff())
    return opened


@pytest.fixture(scope="session")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BankProcess]:
    """A real sandbox bank, in a process of its own. It lives by the real clock."""
    folder = tmp_path_factory.mktemp("bank")
    secret = folder / "secret"
    secret.write_text(os.environ["ABONENT_BANK_SECRET"])
    secret.chmod(0o600)
    process = BankProcess(data=folder / "bank.sqlite", secret_file=secret)
    yield process
    process.stop()


@pytest.fixture
def bank_is_there(bank: BankProcess, settings: Settings) -> BankProcess:
    """The bank, where the portal can reach it."""
    settings.ABONENT_BANK_URL = bank.url
    return bank
