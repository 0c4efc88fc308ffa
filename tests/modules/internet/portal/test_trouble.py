"""Is my internet all right? What was looked at, what it comes down to, and the next sensible step."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from abonent.contracts.actions import restrict
from abonent.modules.internet.models import Answer, Device, Line
from abonent.modules.internet.portal.words import WHY
from abonent.people.models import Account
from tests import people
from tests.modules import internet
from tests.news import notice
from tests.people import NOON
from tests.web.doors import text

A_MINUTE = timedelta(minutes=1)

STATEMENTS = 7
"""Session with person, rights, lines, connection with its device, last answer; two of outages and works near."""


def page(browser: Client, line: Line) -> str:
    return text(browser.get(f"/lines/{line.pk}/trouble/"))


def was_connected(line: Line, device: Device, *, ago: timedelta = timedelta(hours=1), **more: Any) -> None:
    at = NOON - ago
    internet.session(line, device, since=at - A_MINUTE, heard_at=at, ended_at=at, **more)


def answered(line: Line, why: str = "", *, ago: timedelta = A_MINUTE) -> None:
    Answer.objects.create(at=NOON - ago, login=line.login, line_id=line.pk, accepted=not why, why=why)


def test_a_line_in_order_is_said_to_be_so(
    browser: Client, line: Line, device: Device, django_assert_max_num_queries: Any
) -> None:
    internet.session(line, device, heard_at=NOON, given="FREE 100000/15000")

    with django_assert_max_num_queries(STATEMENTS):
        answer = browser.get(f"/lines/{line.pk}/trouble/")

    said = text(answer)
    assert "From here everything looks all right The line is connected." in said
    assert "Restrictions Nothing restricts the line. all right Outages and works None are known" in said
    assert "Access device at our end Nothing wrong with it is known. all right Connection Connected since" in said
    assert "hx-get" not in answer.content.decode()


def test_a_line_that_is_not_connected_says_when_it_was_seen_and_looks_again(
    browser: Client, line: Line, device: Device
) -> None:
    was_connected(line, device)

    answer = browser.get(f"/lines/{line.pk}/trouble/?asked=2")

    said = text(answer)
    assert "The line is not connected Nothing comes from the router" in said
    assert "Last seen: 21 November 2026, 11:00. attention" in said
    assert "The router has not tried to connect since then." in said
    assert "Account 100 234 PPPoE login 100234 Last seen 21 November 2026, 11:00" in said
    assert f'hx-get="/lines/{line.pk}/trouble/?asked=3" hx-trigger="load delay:10s"' in answer.content.decode()
    assert "hx-get" not in browser.get(f"/lines/{line.pk}/trouble/?asked=20").content.decode()
    assert "hx-get" in browser.get(f"/lines/{line.pk}/trouble/?asked=99999").content.decode()


@pytest.mark.parametrize(
    ("why", "said", "step"),
    [
        ("password", "The password was not the right one.", "Set a new password"),
        ("mac", "It came from a device that is not registered for this line.", ""),
        ("connected", "Another device was connected with this login already.", ""),
        ("a new word", "The access device did not say more.", ""),
    ],
)
def test_a_refused_sign_in_says_why(
    browser: Client, line: Line, device: Device, why: str, said: str, step: str
) -> None:
    was_connected(line, device)
    answered(line, "mac", ago=timedelta(hours=2))
    answered(line, why)

    shown = page(browser, line)

    assert "The router tries to connect and is refused So the cable is not to blame" in shown
    assert f"This page looks again by itself. {said}" in shown
    assert f"It was refused on 21 November 2026, 11:59. {said} trouble" in shown
    assert ("Set a new password" in shown) == bool(step)


def test_a_refusal_before_it_was_connected_is_forgotten(browser: Client, line: Line, device: Device) -> None:
    was_connected(line, device)
    answered(line, "password", ago=timedelta(hours=2))

    assert "refused" not in page(browser, line)


def test_what_is_not_paid_leads_to_paying_and_who_may_not_to_the_bills(
    browser: Client, account: Account, line: Line, device: Device
) -> None:
    internet.session(line, device, heard_at=NOON, given="LIMITED 100000/15000")
    restrict(account, reason="DEBT", level="LIMITED", at=NOON)

    said = page(browser, line)

    assert "The line is restricted That is why pages do not open as usual. The service is limited." in said
    assert "Pay now Look again" in said
    assert "Restrictions The service is limited. Something is overdue." in said

    sonia = people.person("sonia", "Sonia Lis")
    people.access(account, sonia, "SEES")
    browser.force_login(sonia)
    assert "See the bills Look again" in page(browser, line)


def test_another_restriction_says_whom_to_call(browser: Client, account: Account, line: Line) -> None:
    restrict(account, reason="OFFICE", level="SUSPENDED", at=NOON)

    said = page(browser, line)

    assert "The office has done this. Call us, and we will say why and what to do." in said
    assert "Pay now" not in said


def lost(line: Line, device: Device) -> None:
    """The device did not take what it was told, and is silent."""
    was_connected(line, device, cause="silent")
    Device.objects.filter(pk=device.pk).update(failed_at=NOON, failure="silent")


def fallen_silent(line: Line, device: Device) -> None:
    was_connected(line, device, cause="Silent")
    Device.objects.filter(pk=device.pk).update(heard_at=NOON - timedelta(hours=1))


@pytest.mark.parametrize("happens", [lost, fallen_silent])
def test_a_device_of_ours_that_does_not_answer_is_our_fault(
    browser: Client, line: Line, device: Device, happens: Callable[[Line, Device], None]
) -> None:
    happens(line, device)

    said = page(browser, line)

    assert "The fault seems to be at our end The access device to which this line connects does not answer." in said
    assert "Access device at our end It does not answer at the moment. trouble" in said
    assert "What can be tried at home" not in said


def test_a_silent_device_that_had_ended_the_connection_itself_is_not_blamed(
    browser: Client, line: Line, device: Device
) -> None:
    was_connected(line, device, cause="User-Request")
    Device.objects.filter(pk=device.pk).update(heard_at=NOON - timedelta(hours=1))

    assert "The line is not connected" in page(browser, line)


def test_an_outage_is_told_before_anything_at_home(browser: Client, line: Line, device: Device) -> None:
    was_connected(line, device)
    outage = notice(kind="OUTAGE")

    said = page(browser, line)

    assert "There is an outage It is known and being worked on." in said
    assert f"{outage.lead['en']} Read more Look again" in said
    assert "What can be tried at home" not in said


def test_whoever_is_connected_in_spite_of_an_outage_is_told_so(browser: Client, line: Line, device: Device) -> None:
    internet.session(line, device, heard_at=NOON, given="FREE 100000/15000")
    notice(kind="OUTAGE")

    assert "From here everything looks all right" in page(browser, line)


def test_what_the_router_has_not_taken_yet_is_on_its_way(browser: Client, line: Line, device: Device) -> None:
    internet.session(line, device, heard_at=NOON, given="LIMITED 100000/15000")

    said = page(browser, line)

    assert "A change is on its way to the router It takes effect within a minute." in said
    assert "Disconnect Look again" in said


def test_a_line_that_was_never_connected_says_what_the_router_needs(browser: Client, line: Line) -> None:
    assert "The line has never been connected Type the PPPoE login and the password into the router" in page(
        browser, line
    )


def test_a_line_without_a_password_leads_its_owner_to_one(browser: Client, account: Account) -> None:
    line = internet.line(account, password="")

    assert "The line has no password yet Without one the router cannot connect." in page(browser, line)
    assert "Set a password Look again" in page(browser, line)


def test_a_line_without_a_plan_leads_to_the_contract(browser: Client, account: Account, line: Line) -> None:
    account.holdings.update(withdrawn_at=NOON)

    said = page(browser, line)

    assert "No plan is held on this line So it cannot connect." in said
    assert "See the contract Look again" in said


def test_htmx_gets_the_answer_alone(browser: Client, line: Line) -> None:
    answer = browser.get(f"/lines/{line.pk}/trouble/?asked=1", headers={"HX-Request": "true"})

    assert answer.content.decode().strip().startswith('<div role="status">')
    assert "HX-Request" in answer.headers["Vary"]


def test_every_word_of_a_refusal_has_its_sentence() -> None:
    assert set(WHY) == set(Answer.Why.values)
