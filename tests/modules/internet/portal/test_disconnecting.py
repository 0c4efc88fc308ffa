"""A customer ends a connection: what that means is said first, then it is done once, and the page tells how it goes."""

from datetime import timedelta
from typing import Any

from django.test import Client

from abonent.modules.internet.models import Device, Line, Session
from abonent.people.models import Account
from tests.modules import internet
from tests.people import NOON
from tests.web.doors import kinds, text


def press(browser: Client, line: Line, session: Session) -> Any:
    return browser.post(
        f"/lines/{line.pk}/disconnect/", {"account": line.account.number, "session": session.pk, "confirm": "1"}
    )


def test_what_happens_is_said_before_it_is_done(browser: Client, line: Line, device: Device) -> None:
    session = internet.session(line, device, heard_at=NOON)

    page = text(browser.get(f"/lines/{line.pk}/disconnect/"))

    assert "The connection is ended at once: calls, films and downloads break off." in page
    assert "The next connection may get another one." in page
    assert "Fee PLN 0.00 Disconnect Cancel" in page
    session.refresh_from_db()
    assert (session.drop, kinds("line.drop_asked")) == (False, [])


def test_pressed_twice_it_is_asked_once_and_the_page_waits(browser: Client, line: Line, device: Device) -> None:
    session = internet.session(line, device, heard_at=NOON)

    answers = [press(browser, line, session) for _ in range(2)]

    there = f"/lines/{line.pk}/?ended={session.pk}"
    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [(302, there)] * 2
    session.refresh_from_db()
    assert (session.drop, kinds("line.drop_asked")) == (True, ["line.drop_asked"])
    answer = browser.get(there)
    assert "The connection is being ended The access device is being told; this usually takes a few seconds." in text(
        answer
    )
    assert 'hx-trigger="load delay:2s"' in answer.content.decode()
    assert "The connection is being ended" in text(browser.get(f"/lines/{line.pk}/"))


def test_a_device_out_of_reach_is_told_again_and_the_page_says_so(browser: Client, line: Line, device: Device) -> None:
    session = internet.session(line, device, heard_at=NOON)
    press(browser, line, session)
    Device.objects.filter(pk=device.pk).update(failed_at=NOON, failure="silent")

    page = text(browser.get(f"/lines/{line.pk}/?ended={session.pk}"))

    assert "The access device does not answer at the moment It is told again every minute" in page


def test_what_the_device_refuses_is_said_and_may_be_asked_again(browser: Client, line: Line, device: Device) -> None:
    session = internet.session(line, device, heard_at=NOON)
    press(browser, line, session)
    Session.objects.update(refused="504")

    page = text(browser.get(f"/lines/{line.pk}/?ended={session.pk}"))
    assert "The access device refused to end the connection Switch the router off and on instead" in page
    assert "It is told again every minute" not in page
    press(browser, line, session)
    assert Session.objects.get().refused == ""


def test_afterwards_it_says_since_when_and_that_it_is_back(browser: Client, line: Line, device: Device) -> None:
    ended = internet.session(line, device, heard_at=NOON, ended_at=NOON - timedelta(minutes=1))
    there = f"/lines/{line.pk}/?ended={ended.pk}"
    assert "The connection was ended at 11:59 The router connects again by itself" in text(browser.get(there))

    internet.session(line, device, since=NOON, heard_at=NOON)

    answer = browser.get(there)
    assert "Connected again at 12:00" in text(answer)
    assert "hx-get" not in answer.content.decode()
    part = browser.get(there, headers={"HX-Request": "true"})
    assert part.content.decode().strip().startswith('<div role="status">')


def test_what_began_meanwhile_goes_on(browser: Client, line: Line, device: Device) -> None:
    before = internet.session(line, device, heard_at=NOON, ended_at=NOON)
    now = internet.session(line, device, since=NOON, heard_at=NOON)

    assert press(browser, line, before).status_code == 302

    now.refresh_from_db()
    assert (now.drop, kinds("line.drop_asked")) == (False, [])


def test_anothers_connection_cannot_be_ended(browser: Client, line: Line, neighbour: Account, device: Device) -> None:
    theirs = internet.session(internet.line(neighbour), device, heard_at=NOON)

    answer = press(browser, line, theirs)

    assert answer.headers["Location"] == f"/lines/{line.pk}/"
    theirs.refresh_from_db()
    assert theirs.drop is False
    for wanted in ("", "x", "9" * 30):
        told = browser.post(f"/lines/{line.pk}/disconnect/", {"account": line.account.number, "session": wanted})
        assert told.headers["Location"] == f"/lines/{line.pk}/"
