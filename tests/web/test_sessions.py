"""Where one is signed in: named, seen by oneself alone, ended one by one; and what a browser keeps afterwards."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent.people.models import Account, Session, User
from abonent.web.door.sessions import seal
from tests import people
from tests.web import doors
from tests.web.doors import browser, is_inside

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
PHONE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36"
PAGE = "/me/security/"


@pytest.fixture
def desk(clock: time_machine.Traveller, account: Account, olena: User) -> Client:
    """Olena at her desk, since noon."""
    client = browser(FIREFOX)
    doors.sign_in(client, "olena")
    return client


@pytest.fixture
def phone(desk: Client, clock: time_machine.Traveller) -> Client:
    """Olena's telephone, since ten minutes later."""
    clock.shift(timedelta(minutes=10))
    client = browser(PHONE)
    doors.sign_in(client, "olena")
    return client


def key(client: Client) -> str:
    return str(client.cookies["abonent"].value)


def test_each_place_is_named_with_its_times(desk: Client, phone: Client) -> None:
    page = doors.text(desk.get(PAGE))

    assert page.index("Firefox, Linux") < page.index("Chrome, Android")
    assert "Firefox, Linux since 21 November 2026, 12:00 this browser" in page
    assert (
        "Chrome, Android since 21 November 2026, 12:10, last seen 21 November 2026, 12:10 Sign out – Chrome, Android, 21 November 2026, 12:10"
        in page
    )


def test_the_limits_are_said_in_words(desk: Client) -> None:
    page = doors.text(desk.get(PAGE))

    assert "A browser is signed out by itself after 30 minutes without use and after 12 hours in any case." in page


def test_no_number_of_a_session_is_ever_shown(desk: Client, phone: Client) -> None:
    page = desk.get(PAGE).content.decode()

    assert key(desk) not in page
    assert key(phone) not in page
    assert seal(key(phone)) in page


def test_one_place_is_ended_and_no_other(desk: Client, phone: Client) -> None:
    third = browser()
    doors.sign_in(third, "olena")

    answer = desk.post(f"{PAGE}sessions/{seal(key(phone))}/")

    assert answer["Location"] == PAGE
    assert [is_inside(each) for each in (desk, phone, third)] == [True, False, True]
    assert doors.kinds("session.ended") == ["session.ended"]


def test_a_second_click_finds_nothing(desk: Client, phone: Client) -> None:
    address = f"{PAGE}sessions/{seal(key(phone))}/"
    desk.post(address)

    assert desk.post(address).status_code == 404
    assert doors.kinds("session.ended") == ["session.ended"]


def test_looking_ends_nothing(desk: Client, phone: Client) -> None:
    assert desk.get(f"{PAGE}sessions/{seal(key(phone))}/").status_code == 405
    assert is_inside(phone)


@pytest.mark.parametrize("name", ["x", "0" * 32, "%00", "ó" * 32, "-" * 5000])
def test_what_names_no_session_is_not_there(desk: Client, name: str) -> None:
    assert desk.post(f"{PAGE}sessions/{name}/").status_code == 404


def test_the_number_itself_is_no_name(desk: Client, phone: Client) -> None:
    assert desk.post(f"{PAGE}sessions/{key(phone)}/").status_code == 404
    assert is_inside(phone)


def test_anothers_session_is_not_there(desk: Client, neighbour: Account) -> None:
    marek = browser()
    doors.sign_in(marek, "marek")

    assert desk.post(f"{PAGE}sessions/{seal(key(marek))}/").status_code == 404
    assert is_inside(marek)
    assert "Marek" not in doors.text(desk.get(PAGE))


def test_ones_own_can_be_ended_too(desk: Client) -> None:
    desk.post(f"{PAGE}sessions/{seal(key(desk))}/")

    assert not is_inside(desk)


def test_sessions_that_sleep_are_not_shown(desk: Client, phone: Client, clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(minutes=25))
    assert is_inside(phone)
    clock.shift(timedelta(minutes=10))

    assert "Firefox" not in doors.text(phone.get(PAGE))
    assert Session.objects.count() == 2


def test_the_browser_that_came_is_kept_not_the_one_that_asks_now(desk: Client) -> None:
    desk.defaults["HTTP_USER_AGENT"] = PHONE
    doors.step_up(desk)

    assert Session.objects.get().agent == FIREFOX


@pytest.mark.parametrize("agent", ["", "<script>alert(1)</script>", "x" * 5000, "Ala\tma\x1b[31m kota", "ó" * 400])
def test_whatever_a_browser_calls_itself_is_harmless(clock: object, account: Account, agent: str) -> None:
    client = browser(agent)
    doors.sign_in(client, "olena")

    page = client.get(PAGE)

    assert "unknown browser" in doors.text(page)
    assert "alert(1)" not in page.content.decode()
    kept = Session.objects.get().agent
    assert len(kept) <= 300
    assert kept.isprintable()


def test_strangers_leave_no_name(client: Client, db: None) -> None:
    client.post("/signin/passkey/question/", headers={"User-Agent": FIREFOX})

    assert Session.objects.get().agent == ""


def test_fifty_sessions_cost_no_more_statements_than_one(desk: Client, olena: User) -> None:
    with CaptureQueriesContext(connection) as with_one:
        desk.get(PAGE)
    for number in range(49):
        Session.objects.create(
            session_key=f"{number:032}", session_data="", user=olena, agent=PHONE,
            began_at=people.NOON, seen_at=people.NOON, expire_date=people.NOON + timedelta(hours=12),
        )  # fmt: skip

    with CaptureQueriesContext(connection) as with_fifty:
        page = desk.get(PAGE)

    assert page.content.decode().count("Chrome, Android</strong>") == 49
    assert len(with_fifty) == len(with_one)


def test_a_browser_that_was_signed_out_elsewhere_forgets_what_it_kept(desk: Client, phone: Client) -> None:
    desk.post(f"{PAGE}others/")

    answer = phone.get("/overview/")

    assert answer["Location"] == "/signin/?next=%2Foverview%2F"
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in browser().get("/overview/")


def test_so_does_one_that_slept_too_long(desk: Client, clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(minutes=31))

    assert desk.get("/overview/")["Clear-Site-Data"] == '"cache", "storage"'


def test_another_password_ends_every_other_place(desk: Client, phone: Client) -> None:
    answer = desk.post("/me/password/", {"present": people.PASSWORD, "new": "całkiem inne słowa tu"})

    assert answer.status_code == 302
    assert [is_inside(each) for each in (desk, phone)] == [True, False]
    assert phone.get("/overview/")["Clear-Site-Data"] == '"cache", "storage"'
    assert "Last changed on 21 November 2026." in doors.text(desk.get(PAGE))
