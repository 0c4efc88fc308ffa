"""The lines on the first page."""

from datetime import timedelta
from typing import Any

from django.test import Client

from abonent.contracts.actions import restrict
from abonent.modules.internet.models import Device, Line
from abonent.people.models import Account
from tests import people
from tests.modules import internet
from tests.people import NOON
from tests.web.doors import text


def test_the_overview_says_whether_the_line_is_connected(browser: Client, line: Line, device: Device) -> None:
    internet.session(line, device, heard_at=NOON)

    page = text(browser.get("/overview/"))

    assert "Your line About this line connected since 21 November 2026, 10:00" in page
    assert "Up to 100 Mb/s downloading and 15 Mb/s uploading. Is my internet all right?" in page


def test_since_when_it_is_connected_is_not_said_to_be_since_when_it_is_limited(
    browser: Client, account: Account, line: Line, device: Device
) -> None:
    internet.session(line, device, heard_at=NOON - timedelta(hours=1))
    assert "no news of it Last seen: 21 November 2026, 11:00." in text(browser.get("/overview/"))

    restrict(account, reason="DEBT", level="SUSPENDED", at=NOON)

    assert "switched off Connected since 21 November 2026, 10:00." in text(browser.get("/overview/"))


def test_of_many_lines_it_shows_the_first_few_in_one_statement(
    browser: Client, account: Account, line: Line, device: Device, django_assert_num_queries: Any
) -> None:
    at = NOON - timedelta(hours=3)
    internet.session(line, device, since=at, ended_at=at)
    with django_assert_num_queries(7 + 1):  # and what the only line carried
        assert "Your line About this line not connected Last seen: 21 November 2026, 09:00." in text(
            browser.get("/overview/")
        )
    for number in range(4):
        subscription = people.line(account, people.tariff()).subscription
        internet.line(account, login=f"more-{number}", subscription=subscription)

    with django_assert_num_queries(7):
        page = text(browser.get("/overview/"))

    assert "Your lines All lines" in page
    assert page.count("not connected") == 3


def test_what_the_only_line_carried_in_the_last_day_is_drawn(browser: Client, line: Line, device: Device) -> None:
    assert "Traffic" not in text(browser.get("/overview/"))
    began = NOON - timedelta(hours=1)
    internet.carried(line, device, [(began, 0, 0), (NOON, 450_000_000, 45_000_000)])

    answer = browser.get("/overview/")

    page = text(answer)
    assert "Traffic – the last 24 hours Mb/s, averages of 5 minutes Downloading: at most 1.0 Mb/s at 1" in page
    assert "on average 1.0 Mb/s. Uploading: at most 0.1 Mb/s, on average 0.1 Mb/s. downloading uploading 1" in page
    assert f'href="/lines/{line.pk}/traffic/"' in answer.content.decode()


def test_without_a_line_nothing_is_said_of_it(browser: Client) -> None:
    assert "Your line" not in text(browser.get("/overview/"))
