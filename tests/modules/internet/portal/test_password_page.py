"""The page on which a line gets its password: proved first, shown until it is set, and never again."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client

from abonent import vault
from abonent.contracts.models import Subscription
from abonent.journal.models import Event
from abonent.modules.internet.actions import set_line_password
from abonent.modules.internet.models import Device, Line, Session
from abonent.modules.internet.queries import line_password_faults
from abonent.people.models import Account
from tests.modules import internet
from tests.people import LONG_AGO, NOON
from tests.web import doors
from tests.web.desk.reading import hidden
from tests.web.doors import text

GOOD = "kx7m-p3qd-w9ha"


@pytest.fixture
def proven(browser: Client) -> Client:
    doors.step_up(browser)
    return browser


def _page(line: Line) -> str:
    return f"/lines/{line.pk}/password/"


def _sent(browser: Client, line: Line, password: str = GOOD, **more: str) -> Any:
    return browser.post(_page(line), {**hidden(browser.get(_page(line))), "password": password, **more})


def _opened() -> str:
    line = Line.objects.get()
    return vault.open_sealed(line.secret, bound_to=f"line:{line.pk}:secret").decode()


def test_whoever_has_not_proved_themselves_lately_is_asked_to(browser: Client, line: Line) -> None:
    for answer in (browser.get(_page(line)), browser.post(_page(line), {"account": "100234", "password": GOOD})):
        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            f"/step-up/?next=%2Flines%2F{line.pk}%2Fpassword%2F",
        )

    assert _opened() == internet.PASSWORD


def test_it_is_proposed_in_the_clear_checked_set_once_and_never_shown_again(proven: Client, line: Line) -> None:
    first = proven.get(_page(line))
    (proposed,) = re.findall(r'name="password"[^>]* value="([^"]+)"', first.content.decode())
    assert line_password_faults(proposed, login=line.login) == []
    check = _sent(proven, line)
    for words in (GOOD, "The line signs in with the new password alone, at once", "There is none.", "PLN 0.00"):
        assert words in text(check), words
    assert _opened() == internet.PASSWORD

    answers = [proven.post(_page(line), {**hidden(check), "confirm": "1"}) for _ in range(2)]

    assert [answer.headers["Location"] for answer in answers] == [f"{_page(line)}?done=1"] * 2
    assert _opened() == GOOD
    assert Event.objects.filter(kind="line.password_set").count() == 1
    done = proven.get(f"{_page(line)}?done=1")
    assert "The password is set since 21 November 2026, 12:00" in text(done)
    for page in (done, proven.get(_page(line)), proven.get(f"/lines/{line.pk}/")):
        assert GOOD not in page.content.decode()


def test_what_cannot_be_is_told_and_nothing_that_was_typed_is_lost(proven: Client, line: Line) -> None:
    answer = _sent(proven, line, "too short")

    assert answer.status_code == 422
    assert "Error: The password of a line has 10 to 32 characters." in text(answer)
    assert 'value="too short"' in answer.content.decode()
    assert _opened() == internet.PASSWORD


def test_what_is_connected_ends_on_wish_alone(proven: Client, line: Line, device: Device) -> None:
    session = internet.session(line, device)
    check = _sent(proven, line)
    assert "It goes on until the router signs in anew." in text(check)
    check = _sent(proven, line, drop="on")
    assert "It is ended within seconds." in text(check)
    assert not Session.objects.get(pk=session.pk).drop

    answer = proven.post(_page(line), {**hidden(check), "confirm": "1"})

    assert answer.headers["Location"] == f"{_page(line)}?done=drop"
    assert Session.objects.get(pk=session.pk).drop
    assert "The connection is being ended." in text(proven.get(f"{_page(line)}?done=drop"))


def test_whoever_is_second_is_told_that_another_was_set(proven: Client, line: Line) -> None:
    check = _sent(proven, line)
    set_line_password(
        line, password="vom8-uaf2-zz7q", shown_at=LONG_AGO, at=NOON - timedelta(minutes=5), by=None, via="desk"
    )

    answer = proven.post(_page(line), {**hidden(check), "confirm": "1"})

    assert answer.status_code == 409
    assert "Meanwhile another password was set That was on 21 November 2026, 11:55" in text(answer)
    assert _opened() == "vom8-uaf2-zz7q"


def test_what_has_ended_and_what_is_anothers_is_not_there(proven: Client, line: Line, neighbour: Account) -> None:
    assert proven.get(_page(internet.line(neighbour))).status_code == 404
    Subscription.objects.filter(pk=line.subscription_id).update(valid=DateRange(LONG_AGO.date(), NOON.date()))

    assert proven.get(_page(line)).status_code == 404
