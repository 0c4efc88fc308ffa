"""What a line carried: a chart with a sentence, a table and a file, and how much in each billing period."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from django.test import Client

from abonent.modules.internet.models import Device, Line
from abonent.people.models import Account
from tests.modules import internet
from tests.people import NOON
from tests.web.doors import text

FIVE = timedelta(minutes=5)
MEGABIT = 125_000
"""Bytes of which one a second are one Mb/s."""
PAGE = 6
"""Statements: session with person, rights, line, traffic, cycle of bills, volumes."""


def evening(line: Line, device: Device, *, until: datetime = NOON) -> None:
    """Connected for two hours: 8 Mb/s came and 1 left, but in one slot twice as much came. Instants are kept to the second, so half a second may be in the slot beside."""
    slots = 24
    began = until - slots * FIVE
    reports = [
        (began + place * FIVE, (16 if place == 12 else 8) * MEGABIT * 300, MEGABIT * 300)
        for place in range(1, slots + 1)
    ]
    internet.carried(line, device, [(began, 0, 0), *reports])


def test_a_day_is_a_sentence_a_picture_and_a_table(
    browser: Client, line: Line, device: Device, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(PAGE):
        empty = text(browser.get(f"/lines/{line.pk}/traffic/"))
    assert "Nothing was carried in this time Once the router is connected" in empty
    assert "1–30 November 2026 so far: downloaded 0, uploaded 0." in empty
    evening(line, device)

    with django_assert_num_queries(PAGE):
        answer = browser.get(f"/lines/{line.pk}/traffic/")

    page = text(answer)
    assert "Traffic – the last 24 hours Mb/s, averages of 5 minutes 24 hours Week Bits Packets" in page
    assert (
        "Downloading: at most 16 Mb/s at 10:55, on average 8.3 Mb/s. Uploading: at most 1.0 Mb/s, on average 1.0 Mb/s."
        in page
    )
    assert "downloading uploading 20 10 0" in page
    assert "Where the picture is empty nothing is known" in page
    assert "Each point is the average of 5 minutes." in page
    assert "09:00 – – – – 10:00 8.7 16.0 1.0 1.0 11:00 8.0 8.0 1.0 1.0 12:00 – – – –" in page
    assert "1–30 November 2026 so far: downloaded 7.5 GB, uploaded 900 MB." in page
    # The slot under way is the last of 288, the peak the 275th: its middle stands left of where 11:00 would.
    drawn = answer.content.decode()
    assert re.search(r"L571\.9 40\.[01]L", drawn)
    assert '<text x="87.15%" y="1em" class="roomy">09:00</text>' in drawn


def test_packets_and_a_week_have_addresses_of_their_own(browser: Client, line: Line, device: Device) -> None:
    evening(line, device, until=NOON - timedelta(days=2))

    page = text(browser.get(f"/lines/{line.pk}/traffic/?range=week&show=packets"))

    assert "Traffic – the last week packets/s, averages of 30 minutes" in page
    assert re.search(r"at most 1,16. packets/s on 19 November at 10:30, on average 1,04. packets/s\.", page)
    assert "Each point is the average of 30 minutes." in page
    assert "18 Nov 2026 – – – – 19 Nov 2026 1,041." in page
    assert "Nothing was carried in this time" in text(browser.get(f"/lines/{line.pk}/traffic/?range=x&show=y"))


def test_the_file_has_every_slot_and_says_nothing_of_gaps(browser: Client, line: Line, device: Device) -> None:
    evening(line, device)

    rows = browser.get(f"/lines/{line.pk}/traffic.csv?range=day").content.decode("utf-8-sig").splitlines()

    assert len(rows) == 1 + 288
    assert rows[0] == (
        'Date and time,Date and time (UTC),"Downloading, bits/s","Uploading, bits/s",'
        '"Downloading, packets/s","Uploading, packets/s"'
    )
    assert rows[1] == "2026-11-20 12:05,2026-11-20 11:05,,,,"
    assert rows[-12].startswith("2026-11-21 11:05,2026-11-21 10:05,8000000,1000000,1000.0,250.0")


def test_in_the_night_when_clocks_are_put_back_an_hour_is_told_twice(
    browser: Client, line: Line, device: Device
) -> None:
    morning = datetime(2026, 10, 25, 3, 0, tzinfo=UTC)
    with time_machine.travel(morning, tick=False):
        evening(line, device, until=morning)

        page = text(browser.get(f"/lines/{line.pk}/traffic/"))

    assert "01:00 – – – – 02:00 (CEST) – – – – 02:00 (CET) 8.7" in page
    assert "at most 16 Mb/s at 02:55" in page


def test_billing_periods_before_are_those_in_which_something_was_carried(
    browser: Client, line: Line, device: Device
) -> None:
    evening(line, device, until=NOON - timedelta(days=70))
    evening(line, device)

    page = text(browser.get(f"/lines/{line.pk}/traffic/"))

    assert "Billing period Downloaded Uploaded 1–30 September 2026 7.5 GB 900 MB" in page
    assert "October" not in page


def test_anothers_line_is_not_found(browser: Client, neighbour: Account) -> None:
    theirs = internet.line(neighbour)

    for address in ("traffic/", "traffic.csv"):
        assert browser.get(f"/lines/{theirs.pk}/{address}").status_code == 404
