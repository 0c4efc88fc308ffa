"""Passkeys as they open: instead of everything, after the password, before what matters; and answers that open nothing."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone
from fido2.utils import websafe_encode

from abonent.people.models import Account, User
from tests import people
from tests.web import authenticator as keys
from tests.web import doors
from tests.web.doors import browser, is_inside, letters


def test_it_opens_the_door_alone(inside: Client, olena: User) -> None:
    passkey = keys.added(inside)
    elsewhere = browser()

    asked = keys.question(elsewhere, keys.SIGN_IN)
    answer = elsewhere.post(keys.SIGN_IN, {"credential": passkey.sign(asked), "next": "/me/"})

    assert (answer.status_code, answer["Location"]) == (302, "/me/")
    assert is_inside(elsewhere)
    assert "allowCredentials" not in asked, "who has which passkey is told to nobody"
    assert Authenticator.objects.get(type="webauthn").data["count"] == 1
    assert Authenticator.objects.get(type="webauthn").last_used_at is not None
    assert doors.kinds("session.began") == ["session.began"]
    assert elsewhere.get(keys.ADD).status_code == 302, "signing in is no proof for what matters"


def test_the_session_has_another_number_afterwards(inside: Client) -> None:
    passkey = keys.added(inside)
    elsewhere = browser()
    asked = keys.question(elsewhere, keys.SIGN_IN)
    before = elsewhere.cookies["abonent"].value

    elsewhere.post(keys.SIGN_IN, {"credential": passkey.sign(asked)})

    assert elsewhere.cookies["abonent"].value != before


def test_nobody_is_led_away(inside: Client) -> None:
    passkey = keys.added(inside)
    elsewhere = browser()
    asked = keys.question(elsewhere, keys.SIGN_IN)

    answer = elsewhere.post(keys.SIGN_IN, {"credential": passkey.sign(asked), "next": "https://evil.example/"})

    assert answer["Location"] == "/overview/"


def test_an_answer_opens_once(inside: Client) -> None:
    passkey = keys.added(inside, counts=False)
    elsewhere = browser()
    said = passkey.sign(keys.question(elsewhere, keys.SIGN_IN))
    elsewhere.post(keys.SIGN_IN, {"credential": said})
    elsewhere.post("/signout/")

    replayed = elsewhere.post(keys.SIGN_IN, {"credential": said})

    assert replayed.status_code == 422
    assert not is_inside(elsewhere)


def test_an_answer_to_the_question_of_another_browser_opens_nothing(inside: Client) -> None:
    passkey = keys.added(inside)
    owner, thief = browser(), browser()
    keys.question(thief, keys.SIGN_IN)

    answer = thief.post(keys.SIGN_IN, {"credential": passkey.sign(keys.question(owner, keys.SIGN_IN))})

    assert answer.status_code == 422
    assert not is_inside(thief)


def test_a_question_waits_five_minutes(inside: Client) -> None:
    passkey = keys.added(inside)
    elsewhere = browser()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        asked = keys.question(elsewhere, keys.SIGN_IN)
        clock.shift(timedelta(minutes=5, seconds=1))

        assert elsewhere.post(keys.SIGN_IN, {"credential": passkey.sign(asked)}).status_code == 422
        assert keys.sign_in(elsewhere, passkey).status_code == 302


def test_an_answer_for_one_thing_serves_no_other(inside: Client, olena: User) -> None:
    passkey = keys.added(inside)
    later = browser()
    later.force_login(olena)
    asked = keys.question(later, keys.SIGN_IN)

    answer = later.post("/step-up/passkey/", {"credential": passkey.sign(asked)})

    assert answer.status_code == 422
    assert later.get(keys.ADD).status_code == 302


@pytest.mark.parametrize(
    "crooked",
    [
        {"origin": "https://iskra-net.evil.example"},
        {"origin": "http://localhost:8001"},
        {"rp": "evil.example"},
        {"challenge": "A" * 43},
        {"kind": "webauthn.create"},
        {"flags": keys.PRESENT},
        {"flags": keys.VERIFIED & ~keys.PRESENT},
        {"cross_origin": True},
        {"handle": ""},
        {"handle": websafe_encode(b"999999999")},
        {"handle": websafe_encode("²".encode())},
        {"handle": websafe_encode(b"9" * 400)},
        {"handle": websafe_encode(b"\xff")},
    ],
    ids=str,
)
def test_a_crooked_answer_opens_nothing_and_says_always_the_same(inside: Client, crooked: dict[str, Any]) -> None:
    passkey = keys.added(inside)
    elsewhere = browser()

    answer = keys.sign_in(elsewhere, passkey, **crooked)

    assert answer.status_code == 422
    assert "This passkey did not open the door." in doors.text(answer)
    assert not is_inside(elsewhere)
    assert doors.kinds("sign_in.failed") == ["sign_in.failed"]
    assert Authenticator.objects.get(type="webauthn").data["count"] == 0


def test_a_passkey_of_one_person_opens_no_other(inside: Client, olena: User, marek: User) -> None:
    passkey = keys.added(inside)
    thief = browser()

    answer = keys.sign_in(thief, passkey, handle=websafe_encode(str(marek.pk).encode()))

    assert answer.status_code == 422
    assert not is_inside(thief)


def test_a_forged_signature_opens_nothing(inside: Client) -> None:
    passkey = keys.added(inside)
    forger = keys.Passkey()
    forger.id, forger.handle = passkey.id, passkey.handle

    assert keys.sign_in(browser(), forger).status_code == 422


def test_a_passkey_that_was_removed_opens_nothing(inside: Client) -> None:
    passkey = keys.added(inside)
    Authenticator.objects.all().delete()

    assert keys.sign_in(browser(), passkey).status_code == 422


def test_a_person_who_has_left_is_not_let_in(inside: Client, olena: User) -> None:
    passkey = keys.added(inside)
    User.objects.filter(pk=olena.pk).update(ended_at=people.NOON)

    answer = keys.sign_in(browser(), passkey)

    assert answer.status_code == 422
    assert "This passkey did not open the door." in doors.text(answer)


def test_a_counter_that_goes_back_tells_of_a_copy(inside: Client, olena: User) -> None:
    passkey = keys.added(inside)
    assert keys.sign_in(browser(), passkey, count=7).status_code == 302
    copy = browser()

    answers = [keys.sign_in(copy, passkey, count=count) for count in (7, 6, 0)]

    assert [answer.status_code for answer in answers] == [422] * 3
    assert not is_inside(copy)
    assert Authenticator.objects.get(type="webauthn").data["count"] == 7
    assert doors.kinds("passkey.doubted") == ["passkey.doubted"] * 3
    assert letters("passkey_doubted") == ["passkey_doubted"] * 3
    assert keys.sign_in(browser(), passkey, count=8).status_code == 302


def test_a_synchronized_passkey_counts_nothing(inside: Client) -> None:
    passkey = keys.added(inside, counts=False)

    assert [keys.sign_in(browser(), passkey).status_code for _ in range(2)] == [302, 302]


def test_after_the_password_it_is_the_second_step(inside: Client, olena: User) -> None:
    passkey = keys.added(inside)
    elsewhere = browser()
    assert doors.sign_in(elsewhere, "olena", next="/me/")["Location"] == "/signin/code/"
    page = elsewhere.get("/signin/code/")
    asked = keys.question(elsewhere, "/signin/code/passkey/")

    answer = elsewhere.post("/signin/code/passkey/", {"credential": passkey.sign(asked)})

    assert "Recovery code" in doors.text(page)
    assert [key["id"] for key in asked["allowCredentials"]] == [websafe_encode(passkey.id)]
    assert answer["Location"] == "/me/"
    assert is_inside(elsewhere)


def test_the_second_step_is_ones_own(inside: Client, olena: User, marek: User) -> None:
    keys.added(inside)
    other = browser()
    other.force_login(marek)
    doors.step_up(other)
    of_marek = keys.added(other)
    thief = browser()
    doors.sign_in(thief, "olena")
    asked = keys.question(thief, "/signin/code/passkey/")

    answer = thief.post("/signin/code/passkey/", {"credential": of_marek.sign(asked)})

    assert answer.status_code == 422
    assert "This passkey did not open the door." in doors.text(answer)
    assert not is_inside(thief)


def test_the_second_step_can_be_tried_five_times(inside: Client, olena: User) -> None:
    passkey = keys.added(inside)
    thief = browser()
    doors.sign_in(thief, "olena")

    answers = [thief.post("/signin/code/passkey/", {"credential": "{}"}) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    asked = keys.question(thief, "/signin/code/passkey/")
    assert thief.post("/signin/code/passkey/", {"credential": passkey.sign(asked)}).status_code == 429


def test_without_the_password_there_is_no_second_step(account: Account) -> None:
    stranger = browser()

    for address in ("/signin/code/passkey/", "/signin/code/passkey/question/"):
        assert stranger.post(address)["Location"] == "/signin/"


def test_it_proves_as_well_as_the_password(inside: Client, olena: User) -> None:
    passkey = keys.added(inside)
    later = browser()
    later.force_login(olena)
    assert "Use a passkey" in doors.text(later.get("/step-up/"))
    asked = keys.question(later, "/step-up/passkey/")

    answer = later.post("/step-up/passkey/", {"credential": passkey.sign(asked), "next": keys.ADD})

    assert answer["Location"] == keys.ADD
    assert later.get(keys.ADD).status_code == 200


def test_a_passkey_of_another_proves_nothing(inside: Client, olena: User, marek: User) -> None:
    passkey = keys.added(inside)
    thief = browser()
    thief.force_login(marek)
    asked = keys.question(thief, "/step-up/passkey/")

    answer = thief.post("/step-up/passkey/", {"credential": passkey.sign(asked)})

    assert answer.status_code == 422
    assert thief.get(keys.ADD).status_code == 302


def test_questions_are_counted(account: Account) -> None:
    stranger = browser()

    answers = [stranger.post("/signin/passkey/question/").status_code for _ in range(61)]

    assert answers == [200] * 60 + [429]
