"""What browser tests may ask for: the street, Chromium, and visitors who complain at the end."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser
from pytest_django.plugin import DjangoDbBlocker

from abonent.billing.bulk.faults import faults
from abonent.embedded import server
from tests.browser.street import Street, street
from tests.browser.visitor import Visitor, chromium
from tests.database import FOLDER, House, use
from tests.environment import CACHE

type Visit = Callable[..., Visitor]

SEEN = CACHE / "browser"
"""Pictures of pages whose tests failed."""


@pytest.fixture(scope="session")
def the_street(django_db_blocker: DjangoDbBlocker, static_files: None, tmp_path_factory: Any) -> Iterator[Street]:
    """Everything running; on a database of its own, where commits are real and stay until the end."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw")
    with server.running(FOLDER, fast=True) as postgres:
        with django_db_blocker.unblock():
            house = House(postgres, f"{worker}_browser")
            house.renew()
        with street(house, tmp_path_factory.mktemp("street")) as found:
            yield found
        house.drop()


@pytest.fixture(scope="package")
def browser(the_street: Street) -> Iterator[Browser]:
    """Chromium. Not for the whole session: while it runs, nobody else can have an event loop."""
    with chromium() as found:
        yield found


@pytest.fixture(autouse=True)
def at_home(
    the_street: Street, house: House, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Let this test write what the portal reads; at its end the ledger agrees with itself (promise 1)."""
    with django_db_blocker.unblock():
        use(the_street.house.url)
        yield
        assert faults() == []
        use(house.url)


@pytest.fixture
def visit(request: pytest.FixtureRequest, browser: Browser, the_street: Street) -> Iterator[Visit]:
    """Open a browser: `visit(viewport=…, java_script_enabled=…, locale=…)`. Nothing may go wrong in its console."""
    visitors: list[Visitor] = []

    def begin(**options: Any) -> Visitor:
        visitors.append(Visitor(browser, the_street, **options))
        return visitors[-1]

    yield begin
    failed = request.node.stash.get(FAILED, False)
    for number, visitor in enumerate(visitors):
        if failed:
            SEEN.mkdir(parents=True, exist_ok=True)
            visitor.page.screenshot(path=SEEN / f"{_name(request.node.name)}-{number}.png", full_page=True)
        visitor.close()
    assert [line for visitor in visitors for line in visitor.wrong] == []


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Remember that a test failed, and show what the portal has said."""
    report = yield
    if call.when == "call" and report.failed:
        item.stash[FAILED] = True
        found = getattr(item, "funcargs", {}).get("the_street")
        if isinstance(found, Street):
            report.sections += [(name, found.log(name)[-4000:]) for name in ("portal", "work")]
    return report


def _name(test: str) -> str:
    return "".join(sign if sign.isalnum() else "-" for sign in test)
