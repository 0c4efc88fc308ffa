"""A sign-in on a device that is new to us is told by mail: in words, not the first time, and never on a known device."""

from typing import Any

import pytest
from django.test import Client

from abonent.journal.models import Event
from abonent.people.models import Account, User
from abonent.post.models import Message
from abonent.post.writing import write
from abonent.web.door import agents, device
from tests import people
from tests.web import doors, links

PHONE = "Mozilla/5.0 (Android 15; Mobile; rv:144.0) Gecko/144.0 Firefox/144.0"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.1 Mobile/15E148 Safari/604.1"
)


def browser(agent: str = CHROME) -> Client:
    return Client(headers={"User-Agent": agent})


def began() -> list[dict[str, Any]]:
    """Return what the journal says of each sign-in."""
    return list(Event.objects.filter(kind="session.began").order_by("at", "id").values_list("data", flat=True))


def test_of_the_very_first_time_nobody_is_told(account: Account) -> None:
    doors.sign_in(browser(), "olena")

    assert not Message.objects.exists()
    assert began() == [{}]


def test_a_second_device_is_told_with_its_name_and_the_time(account: Account, olena: User) -> None:
    doors.sign_in(browser(), "olena")
    doors.sign_in(browser(PHONE), "olena")

    message = Message.objects.get()
    assert (message.template, message.to, message.user_id) == ("new_device", "olena@example.com", olena.pk)
    message.language = "en"
    letter = write(message)
    assert letter.subject == "Somebody signed in on a device that is new to us"
    assert "Where: Firefox, Android" in letter.text
    assert "http://localhost:8000/me/password/" in letter.text
    assert "+48 85 999 01 23" in letter.text
    assert began() == [{}, {"new_device": True}]


def test_a_device_that_is_known_is_not_told_again(account: Account) -> None:
    home = browser()
    doors.sign_in(browser(PHONE), "olena")
    for _ in range(3):
        doors.sign_in(home, "olena")
        home.post("/signout/")

    assert Message.objects.count() == 1
    assert began() == [{}, {"new_device": True}, {}, {}]


def test_a_device_is_known_for_its_own_login_only(account: Account, neighbour: Account) -> None:
    shared = browser()
    doors.sign_in(browser(PHONE), "olena")
    doors.sign_in(shared, "marek")
    shared.post("/signout/")
    doors.sign_in(shared, "olena")

    assert links.letter("new_device").to == "olena@example.com"


def test_people_who_share_a_device_are_each_known_on_it(account: Account, neighbour: Account) -> None:
    shared = browser()
    for login in ("olena", "marek", "olena", "marek", "marek"):
        doors.sign_in(shared, login)
        shared.post("/signout/")

    assert not Message.objects.exists()
    assert began() == [{}] * 5


def test_one_device_is_known_to_five_people(db: None) -> None:
    shared = browser()
    for number in range(7):
        people.person(f"login{number}", "Olena Petrenko")
        doors.sign_in(shared, f"login{number}")
        shared.post("/signout/")

    kept = shared.cookies["abonent-device"].value.split("~")
    assert len(kept) == device.MOST == 5
    doors.sign_in(shared, "login6")
    shared.post("/signout/")
    doors.sign_in(shared, "login0")
    assert began()[-2:] == [{}, {"new_device": True}]


@pytest.mark.parametrize("value", ["", "~~~~", ".", "x.y~z", "1." + "0" * 64, "é.é", "." * 9000])
def test_a_cookie_that_somebody_made_up_is_no_known_device(account: Account, value: str) -> None:
    doors.sign_in(browser(), "olena")
    stranger = browser(PHONE)
    stranger.cookies["abonent-device"] = value

    assert doors.sign_in(stranger, "olena").status_code == 302
    assert began() == [{}, {"new_device": True}]


def test_a_password_alone_tells_nobody_while_a_second_step_is_missing(account: Account, olena: User) -> None:
    mine = browser()
    doors.sign_in(mine, "olena")
    doors.switch_on(mine, olena)
    Message.objects.all().delete()

    assert doors.sign_in(browser(PHONE), "olena")["Location"] == "/signin/code/"

    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "agent", ["", "x" * 5000, "Call 0700 123 456 now/1.0 bot", "\x1b[31mFirefox", "<b>Firefox</b>"]
)
def test_a_letter_says_no_word_that_a_browser_made_up(account: Account, agent: str) -> None:
    doors.sign_in(browser(), "olena")
    doors.sign_in(browser(agent), "olena")

    message = links.letter("new_device")
    message.language = "en"
    assert "Where: a browser that does not say what it is" in write(message).text


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (PHONE, "Firefox, Android"),
        (CHROME, "Chrome, Windows"),
        (f"{CHROME} Edg/141.0.0.0", "Edge, Windows"),
        (IPHONE, "Safari, iOS"),
        (IPHONE.replace("Version/18.1", "CriOS/140.0.0.0"), "Chrome, iOS"),
        ("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0", "Firefox, Linux"),
        ("curl/8.0", ""),
        ("", ""),
    ],
    ids=["firefox", "chrome", "edge", "safari", "chrome-ios", "linux", "curl", "nothing"],
)
def test_browsers_are_called_as_people_call_them(agent: str, name: str) -> None:
    assert agents.known(agent) == name
    assert agents.named(agent) != ""
