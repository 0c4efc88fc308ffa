"""The link to a new password: it works once, until its end, for its reader; the second step stays untouched."""

from datetime import timedelta
from typing import Any

import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from abonent.journal.models import Event
from abonent.people.actions import make_link
from abonent.people.models import Account, Code, Session, User
from abonent.post.writing import write
from tests import people
from tests.web import doors, links
from tests.web.recovery.steps import NEW, SPENT, choose, follow, linked

HALF_AN_HOUR = timedelta(minutes=30)


def test_the_letter_carries_the_link_in_its_secret_only(client: Client, account: Account) -> None:
    token = linked(client)

    message = links.letter("recover")
    assert token not in f"{message.context}{message.subject}{message.key}{message.secret}"
    assert token not in str(list(Code.objects.values()) + list(Event.objects.values()))
    message.language = "en"
    letter = write(message)
    assert letter.subject == "Your link to a new password"
    assert f"http://localhost:8000/link/{token}/" in letter.text
    assert "within 30 minutes" in letter.text
    assert "olena" not in letter.text.lower()


def test_only_the_newest_link_works(client: Client, account: Account) -> None:
    old = linked(client)
    ProcrastinateJob.objects.all().delete()
    new = linked(client)

    assert SPENT in doors.text(follow(Client(headers={"Accept-Language": "en"}), old))
    assert follow(client, new).status_code == 200


def test_opening_a_link_takes_the_token_out_of_the_address_and_does_not_use_it_up(
    client: Client, account: Account
) -> None:
    token = linked(client)

    for browser in (Client(), Client(), client):
        answer: Any = browser.get(f"/link/{token}/")
        assert (answer.status_code, answer["Location"]) == (302, "/new-password/")
        assert answer["Referrer-Policy"] == "same-origin"
        assert "no-store" in answer["Cache-Control"]
    page = client.get("/new-password/")

    assert page.status_code == 200
    assert token not in page.content.decode()
    assert token not in str(list(Session.objects.values()))


def test_a_head_request_of_a_machine_changes_nothing(client: Client, account: Account) -> None:
    token = linked(client)

    assert Client().head(f"/link/{token}/").status_code == 302
    assert follow(client, token).status_code == 200


def test_the_page_says_for_whom_without_telling_the_login(client: Client, account: Account) -> None:
    page = follow(client, linked(client)).content.decode()

    assert "ol…" in page
    assert "olena" not in page.lower()


def test_a_new_password_ends_every_session_and_a_letter_tells(client: Client, account: Account, olena: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(olena)
    follow(client, linked(client))

    answer = choose(client)

    assert (answer.status_code, answer["Location"]) == (302, "/signin/?done=password")
    assert authenticate(username="olena", password=NEW) == olena
    assert authenticate(username="olena", password=people.PASSWORD) is None
    assert not Session.objects.exists()
    assert elsewhere.get("/me/").status_code == 302
    assert links.letter("password_changed").to == "olena@example.com"
    assert doors.kinds("password.changed", "session.began") == ["password.changed"]
    assert "sign in with the new password" in doors.text(client.get(answer["Location"]))
    assert doors.sign_in(client, "olena", NEW).status_code == 302


def test_a_refused_password_leaves_the_link_as_it_is(client: Client, account: Account, olena: User) -> None:
    follow(client, linked(client))

    for weak in ("", "short", "olena petrenko olena", "password" * 3):
        answer = choose(client, weak)
        assert answer.status_code == 422
        assert not weak or weak not in answer.content.decode()

    assert authenticate(username="olena", password=people.PASSWORD) == olena
    assert choose(client).status_code == 302


def test_two_clicks_change_the_password_once(client: Client, account: Account) -> None:
    token = linked(client)
    other = Client(headers={"Accept-Language": "en"})
    follow(client, token)
    follow(other, token)

    assert choose(client).status_code == 302
    second = choose(client, "osiem kamieni w potoku")
    third = choose(other, "osiem kamieni w potoku")

    assert (second.status_code, third.status_code) == (410, 410)
    assert SPENT in doors.text(third)
    assert "If you have already chosen a password with it, sign in" in doors.text(third)
    assert authenticate(username="olena", password=NEW) is not None
    assert doors.kinds("password.changed") == ["password.changed"]


def test_a_link_may_be_opened_in_another_browser_than_the_one_that_asked(client: Client, account: Account) -> None:
    token = linked(client)
    phone = Client(REMOTE_ADDR="203.0.113.9")

    follow(phone, token)

    assert choose(phone).status_code == 302


def test_the_form_without_the_link_gets_an_honest_page(client: Client, account: Account) -> None:
    answer = choose(client)

    assert answer.status_code == 410
    assert SPENT in doors.text(answer)
    assert 'href="/forgot/"' in answer.content.decode()


def test_a_tampered_token_opens_nothing(client: Client, account: Account) -> None:
    token = linked(client)

    for bent in (token[:-1], f"{token}A", token[::-1], token.swapcase(), "x" * 5000, "ł"):
        assert client.get(f"/link/{bent}/").status_code == 410
    assert not Session.objects.exists()
    assert choose(client).status_code == 410


def test_a_link_for_something_else_opens_nothing(client: Client, account: Account, olena: User) -> None:
    token = make_link("JOIN", user=olena, at=people.NOON, lasts=timedelta(days=3650))

    assert client.get(f"/link/{token}/").status_code == 410


def test_a_link_ends_at_its_exact_instant(client: Client, account: Account) -> None:
    with time_machine.travel(people.NOON, tick=False) as clock:
        token = linked(client)
        clock.shift(HALF_AN_HOUR - timedelta(microseconds=1))
        assert follow(client, token).status_code == 200
        clock.shift(timedelta(microseconds=1))
        assert choose(client).status_code == 410
        assert client.get(f"/link/{token}/").status_code == 410


def test_whoever_has_left_meanwhile_chooses_nothing(client: Client, account: Account, olena: User) -> None:
    token = linked(client)
    follow(client, token)
    olena.ended_at = people.NOON
    olena.save()

    assert choose(client).status_code == 410
    assert follow(client, token).status_code == 410
    assert not User.objects.get(pk=olena.pk).check_password(NEW)


def test_a_password_changed_meanwhile_makes_the_link_void(client: Client, account: Account, olena: User) -> None:
    token = linked(client)
    mine = Client()
    mine.force_login(olena)
    mine.post("/me/password/", {"present": people.PASSWORD, "new": NEW})

    assert client.get(f"/link/{token}/").status_code == 410


def test_somebody_else_who_is_signed_in_here_is_signed_out(
    client: Client, account: Account, marek: User, olena: User
) -> None:
    token = linked(client)
    client.force_login(marek)
    follow(client, token)

    choose(client)

    assert authenticate(username="olena", password=NEW) == olena
    assert authenticate(username="marek", password=people.PASSWORD) == marek
    assert client.get("/me/")["Location"].startswith("/signin/")


def test_guessing_at_the_form_ends_after_thirty_tries(client: Client, account: Account) -> None:
    follow(client, linked(client))

    assert [choose(client, "short").status_code for _ in range(31)] == [422] * 30 + [429]


def test_the_second_step_is_not_passed_by(client: Client, account: Account, olena: User) -> None:
    mine = Client()
    mine.force_login(olena)
    secret = doors.switch_on(mine, olena)
    follow(client, linked(client))

    assert choose(client, "krótsze 9").status_code == 302
    assert Authenticator.objects.filter(user=olena).count() == 2
    answer = doors.sign_in(client, "olena", "krótsze 9")
    assert (answer.status_code, answer["Location"]) == (302, "/signin/code/")
    assert client.get("/me/").status_code == 302
    with time_machine.travel(timezone.now() + timedelta(seconds=doors.PERIOD), tick=False):
        assert client.post("/signin/code/", {"code": doors.code(secret)}).status_code == 302
    assert client.get("/me/").status_code == 200


def test_a_short_password_is_not_enough_without_a_second_step(client: Client, account: Account) -> None:
    follow(client, linked(client))

    assert choose(client, "krótsze 9").status_code == 422
