"""A payment's story ends where the internet works again, or says what is missing until then."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as house
from django.test import Client

from abonent.billing import actions
from abonent.contracts.actions import restrict
from abonent.contracts.models import Tariff
from abonent.modules.internet.actions import bringing
from abonent.modules.internet.models import Device, Line, Session
from abonent.modules.internet.routers import asking
from abonent.people.models import Account, User
from tests import people
from tests.modules import internet
from tests.people import NOON
from tests.router import Router
from tests.web.doors import text

FREE = "FREE 100000/15000"
HELD = "LIMITED 100000/15000"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def browser(client: Client, olena: User, account: Account) -> Client:
    client.force_login(olena)
    client.cookies[house.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def line(account: Account) -> Line:
    """Olena's line, led to the pay zone for a debt."""
    Tariff.objects.filter(code="A2").update(facts={"down_kbits": 100_000, "up_kbits": 15_000})
    people.bill(account)
    restrict(account, reason="DEBT", level="LIMITED", at=NOON - timedelta(days=2))
    return internet.line(account)


@pytest.fixture
def session(line: Line, db: None) -> Session:
    return internet.session(line, internet.device(), given=HELD)


@pytest.fixture
def paid(line: Line) -> str:
    """The page of a transfer that pays everything."""
    receipt = people.receipt(line.account, "60.00")
    actions.post_receipt(receipt, at=NOON)
    return f"/payments/receipt-{receipt.pk}/"


def test_the_story_ends_with_the_internet(
    browser: Client, account: Account, session: Session, paid: str, noon: Any
) -> None:
    noon.shift(timedelta(minutes=1))
    with Router() as router:
        Device.objects.update(port=router.port)
        bringing.bring_account(
            account.pk, because=paid[10:-1].replace("-", ":"), clock=lambda: NOON + timedelta(minutes=1)
        )

    answer = browser.get(paid)

    told = text(answer).partition("What happened ")[2]
    assert told.startswith(
        "The money came – done 21 November 2026 The money was posted to the account – done 21 November 2026, 12:00 "
    )
    assert "The restriction was lifted – done 21 November 2026, 12:00 " in told
    assert "The internet works again – done 21 November 2026, 12:01" in told
    assert "hx-get" not in answer.content.decode()


def test_what_matters_now_is_told_before_the_story(
    browser: Client, account: Account, session: Session, paid: str
) -> None:
    waiting = text(browser.get(paid, headers=HTMX))
    with Router() as router:
        Device.objects.update(port=router.port)
        bringing.bring_account(account.pk, because=paid[10:-1].replace("-", ":"), clock=lambda: NOON)
    done = text(browser.get(paid, headers=HTMX))

    posted = "Posted: 21 November 2026, 12:00"
    assert waiting.startswith(f"{posted} The internet comes back This usually takes a few seconds. Download")
    assert done.startswith(f"{posted} The internet works again · 21 November 2026, 12:00 Download")


def test_until_the_router_has_heard_the_page_asks_again(browser: Client, session: Session, paid: str) -> None:
    answer = browser.get(paid, headers=HTMX)

    assert "The internet comes back This usually takes a few seconds." in text(answer)
    assert f'hx-get="{paid}" hx-trigger="load delay:2s"' in answer.content.decode()
    assert "Check again" in text(answer)


def test_a_device_out_of_reach_is_told_of(
    browser: Client, account: Account, session: Session, paid: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PATIENCE", (0.01,))
    with Router(change="silent") as router:
        Device.objects.update(port=router.port)
        bringing.bring_account(account.pk, clock=lambda: NOON)

    assert "does not answer now. As soon as it does, the line is released" in text(browser.get(paid))


def test_it_says_what_helps_when_it_takes_long(browser: Client, session: Session, paid: str, noon: Any) -> None:
    noon.shift(timedelta(minutes=3))

    page = text(browser.get(paid))

    assert "Switch the router off and on again: it connects without the restriction." in page


def test_whoever_is_not_connected_is_told_so(browser: Client, paid: str) -> None:
    assert "The internet works as soon as the router connects No router is connected now." in text(browser.get(paid))


def test_whoever_connected_since_has_it_back(browser: Client, line: Line, paid: str) -> None:
    internet.session(line, internet.device(), given=FREE, since=NOON + timedelta(seconds=30))

    answer = browser.get(paid)

    assert "The internet works again – done 21 November 2026, 12:00" in text(answer)
    assert "hx-get" not in answer.content.decode()


def test_another_restriction_stays(browser: Client, account: Account, session: Session, paid: str) -> None:
    restrict(account, reason="LOST", level="SUSPENDED", at=NOON)

    answer = browser.get(paid)

    assert "The internet stays restricted There is another reason for it." in text(answer)
    assert "hx-get" not in answer.content.decode()


def test_an_old_story_says_only_what_happened(browser: Client, session: Session, paid: str, noon: Any) -> None:
    noon.shift(timedelta(days=2))

    assert "The internet" not in text(browser.get(paid)).partition("What happened")[2]
