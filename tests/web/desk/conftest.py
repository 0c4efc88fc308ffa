"""Staff at the desk: one of each role in a browser that is signed in and reads English; the second step is not asked for."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import Settings

from abonent.people.models import User
from tests import people
from tests.web import doors


@pytest.fixture
def one_step(settings: Settings) -> None:
    """Let the password alone be enough: for what is not about the second step."""
    settings.STAFF_SECOND_STEP = False


@pytest.fixture
def zofia(db: None) -> User:
    """A clerk who comes in by herself."""
    return people.staff("CLERK", "zofia")


@pytest.fixture
def roman(db: None) -> User:
    """An administrator who comes in by himself."""
    return people.staff("ADMIN", "roman")


@pytest.fixture
def computer() -> Client:
    return doors.browser()


@pytest.fixture
def clerk_user(db: None) -> User:
    return people.staff("CLERK")


@pytest.fixture
def accountant_user(db: None) -> User:
    return people.staff("ACCOUNTANT")


@pytest.fixture
def technician_user(db: None) -> User:
    return people.staff("TECHNICIAN")


@pytest.fixture
def admin_user(db: None) -> User:
    return people.staff("ADMIN")


@pytest.fixture
def clerk(clerk_user: User, one_step: None) -> Client:
    return at_work(clerk_user)


@pytest.fixture
def accountant(accountant_user: User, one_step: None) -> Client:
    return at_work(accountant_user)


@pytest.fixture
def technician(technician_user: User, one_step: None) -> Client:
    return at_work(technician_user)


@pytest.fixture
def admin(admin_user: User, one_step: None) -> Client:
    return at_work(admin_user)


def at_work(user: User) -> Client:
    """Return a browser in which somebody of the staff is signed in."""
    browser = Client(headers={"Accept-Language": "en"})
    browser.force_login(user)
    return browser


@pytest.fixture
def reads_english() -> Iterator[None]:
    """What is written outside any page is written in English."""
    with translation.override("en"):
        yield
