"""Sessions: one statement, two ends, a new number at the door, and gone when the password is another."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent.people.jobs import forget_sessions
from abonent.people.models import Account, Session, User
from abonent.web.session_store import SessionStore
from tests import people
from tests.web import doors
from tests.web.doors import is_inside

COOKIE = "abonent"


@pytest.fixture
def inside(clock: time_machine.Traveller, client: Client, account: Account, olena: User) -> Client:
    """Olena's browser, signed in at noon."""
    doors.sign_in(client, "olena")
    return client


def test_session_and_person_are_loaded_by_one_statement(inside: Client) -> None:
    with CaptureQueriesContext(connection) as statements:
        inside.get("/me/")

    asked = [
        each["sql"] for each in statements if "people_session" in each["sql"] or 'FROM "people_user"' in each["sql"]
    ]
    assert len(asked) == 1
    assert "people_user" in asked[0]


def test_a_stranger_without_a_session_costs_no_statement(client: Client, db: None) -> None:
    with CaptureQueriesContext(connection) as statements:
        client.get("/signin/")

    assert statements.captured_queries == []


def test_signing_in_gives_the_session_another_number(client: Client, olena: User) -> None:
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key
    client.cookies[COOKIE] = str(planted)

    doors.sign_in(client, "olena")

    assert client.cookies[COOKIE].value != planted
    assert not Session.objects.filter(session_key=planted).exists()
    assert len(client.cookies[COOKIE].value) == 32


def test_a_number_that_nobody_gave_out_is_not_taken_over(client: Client, olena: User) -> None:
    client.cookies[COOKIE] = "a" * 32

    doors.sign_in(client, "olena")

    assert client.cookies[COOKIE].value != "a" * 32


@pytest.mark.parametrize(
    "cookie", ["x", "'; DROP TABLE people_session; --", "a" * 5000, "ó" * 32, '"\\000\\000aaaaaaaaaa"']
)
def test_a_cookie_that_is_no_number_is_no_session(client: Client, db: None, cookie: str) -> None:
    answer = client.get("/me/", headers={"Cookie": f"{COOKIE}={cookie}"})

    assert answer.status_code == 302


def test_half_an_hour_without_a_sign_of_life_ends_it(inside: Client, clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(minutes=29))
    assert is_inside(inside)
    clock.shift(timedelta(minutes=29))
    assert is_inside(inside)
    clock.shift(timedelta(minutes=31))
    assert not is_inside(inside)


def test_half_a_day_ends_it_however_busy_it_is(inside: Client, clock: time_machine.Traveller) -> None:
    for _ in range(35):
        clock.shift(timedelta(minutes=20))
        assert is_inside(inside)
    clock.shift(timedelta(minutes=21))
    assert not is_inside(inside)


def test_a_sign_of_life_is_written_down_now_and_then(inside: Client, clock: time_machine.Traveller) -> None:
    seen = []
    for _ in range(5):
        clock.shift(timedelta(minutes=1))
        inside.get("/me/")
        seen.append(Session.objects.get().seen_at - people.NOON)

    assert seen == [timedelta(0)] * 3 + [timedelta(minutes=4)] * 2


def test_another_password_ends_every_other_session(inside: Client, olena: User) -> None:
    elsewhere = Client()
    doors.sign_in(elsewhere, "olena")

    answer = inside.post("/me/password/", {"present": people.PASSWORD, "new": "całkiem inne słowa tu"})

    assert answer["Location"] == "/me/password/?done=1"
    assert is_inside(inside)
    assert not is_inside(elsewhere)
    assert doors.kinds("password.changed") == ["password.changed"]


def test_a_proof_whose_hash_is_made_anew_signs_nobody_out(
    inside: Client, olena: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = olena.password
    monkeypatch.setattr(Argon2PasswordHasher, "time_cost", Argon2PasswordHasher.time_cost + 1)

    doors.step_up(inside)

    olena.refresh_from_db()
    assert olena.password != before
    assert is_inside(inside)


def test_a_password_given_by_the_office_ends_every_session(inside: Client, olena: User) -> None:
    olena.set_password("nowe hasło z biura 1")
    olena.save()

    assert not is_inside(inside)
    assert not Session.objects.exists()


def test_a_person_who_has_left_is_out_at_once(inside: Client, olena: User) -> None:
    User.objects.filter(pk=olena.pk).update(ended_at=people.NOON)

    assert not is_inside(inside)


def test_a_session_of_somebody_else_opens_nothing(inside: Client, olena: User, marek: User) -> None:
    Session.objects.update(user=marek)

    assert not is_inside(inside)


def test_one_can_end_ones_sessions_elsewhere(inside: Client, olena: User) -> None:
    elsewhere = Client()
    doors.sign_in(elsewhere, "olena")

    inside.post("/me/security/others/")

    assert is_inside(inside)
    assert not is_inside(elsewhere)


def test_a_session_that_was_ended_meanwhile_is_not_written_back(inside: Client) -> None:
    store = SessionStore(inside.cookies[COOKIE].value)
    store["something"] = 1
    inside.post("/signout/")

    with pytest.raises(UpdateError):
        store.save()
    assert not Session.objects.exists()


def test_saving_a_session_does_not_make_it_younger(inside: Client, clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(minutes=10))
    doors.step_up(inside)

    kept = Session.objects.get()
    assert (kept.began_at, kept.seen_at) == (people.NOON, people.NOON + timedelta(minutes=10))
    assert kept.expire_date == people.NOON + timedelta(hours=12)


def test_old_sessions_are_forgotten(inside: Client, clock: time_machine.Traveller) -> None:
    forget_sessions(0)
    assert Session.objects.count() == 1
    clock.shift(timedelta(hours=13))

    forget_sessions(0)

    assert Session.objects.count() == 0


def test_pages_depend_on_who_asks(inside: Client) -> None:
    answer = inside.get("/me/")

    assert "Cookie" in answer["Vary"]
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
