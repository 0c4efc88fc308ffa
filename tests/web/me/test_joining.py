"""Joining an account by the link of a letter, and giving one's right back."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings as house
from django.test import Client

from abonent.people import actions
from abonent.people.actions import Guest
from abonent.people.models import Access, Account, Code, Contact, Invitation, User
from abonent.post.models import Message
from abonent.post.writing import write
from tests import people
from tests.people import NOON
from tests.web import doors
from tests.web.doors import kinds, text

TYPED = {"login": "nadia.koval", "name": "Nadia Koval", "password": people.PASSWORD}


@pytest.fixture
def stranger(db: None) -> Client:
    """Somebody who is not signed in, in English."""
    return fresh()


def fresh(user: User | None = None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    client.cookies[house.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def token(account: Account, olena: User) -> str:
    """The link of an invitation to pay until the end of the year."""
    return _invited(account, olena)


def _invited(account: Account, olena: User, **more: Any) -> str:
    guest = Guest(**{"name": "Nadia Koval", "mail": "nadia@example.com", "role": "PAYS"} | more)
    actions.invite(account, guest, at=NOON, by=olena)
    return write(Message.objects.filter(template="invitation").latest("pk")).text.partition("/join/")[2][:43]


def test_the_token_leaves_the_address_at_once(stranger: Client, token: str) -> None:
    answer = stranger.get(f"/join/{token}/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/invited/")
    page = stranger.get("/invited/")
    assert token not in page.content.decode()
    assert "Who invites Olena Petrenko Account 100" in text(page)
    assert "person who pays" in text(page)


def test_machines_that_read_mail_use_nothing_up(token: str) -> None:
    for _ in range(5):
        fresh().get(f"/join/{token}/", follow=True)
        fresh().head(f"/join/{token}/")

    assert Code.objects.get(purpose="JOIN").used_at is None


@pytest.mark.parametrize("wrong", ["x", "x" * 43, "x" * 500, "%00", "ś", "a b", "'; drop table"])
def test_a_link_that_was_never_made(stranger: Client, account: Account, wrong: str) -> None:
    answer = stranger.get(f"/join/{wrong}/")

    assert answer.status_code == 410
    assert house.SESSION_COOKIE_NAME not in answer.cookies


def test_who_is_signed_in_sees_as_whom_and_joins(token: str, account: Account, marek: User, neighbour: Account) -> None:
    client = fresh(marek)
    client.get(f"/join/{token}/")

    page = text(client.get("/invited/"))
    assert "You join with the login marek" in page
    assert not Access.objects.filter(user=marek, account=account).exists()
    done = client.post("/invited/accept/")

    assert done.headers["Location"] == "/me/right/?joined=1"
    shown = text(client.get("/me/right/?joined=1"))
    assert "You have joined the account" in shown
    assert "Account 100 234 Holder Olena Petrenko" in shown.replace("\u00a0", " ")
    assert Access.objects.get(user=marek, account=account).role == "PAYS"
    assert client.get("/invited/").status_code == 410


def test_who_signs_in_first_comes_back_to_the_invitation(stranger: Client, token: str, marek: User) -> None:
    stranger.get(f"/join/{token}/")

    answer = doors.sign_in(stranger, "marek", next="/invited/")

    assert answer.headers["Location"] == "/invited/"
    assert "You join with the login marek" in text(stranger.get("/invited/"))


def test_joining_takes_a_form(token: str, marek: User) -> None:
    client = fresh(marek)
    client.get(f"/join/{token}/")

    assert client.get("/invited/accept/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/invited/accept/").status_code == 403


def test_a_stranger_cannot_accept_without_a_sign_in(stranger: Client, token: str) -> None:
    stranger.get(f"/join/{token}/")

    assert stranger.post("/invited/accept/").headers["Location"].startswith("/signin/")
    assert Code.objects.get(purpose="JOIN").used_at is None


def test_a_form_sent_twice_joins_once(token: str, marek: User, account: Account) -> None:
    client, other = fresh(marek), fresh(marek)
    for each in (client, other):
        each.get(f"/join/{token}/")

    assert client.post("/invited/accept/").status_code == 302
    again = other.post("/invited/accept/")

    assert again.status_code == 410
    assert "it has worked" in text(again)
    assert Access.objects.filter(user=marek, account=account).count() == 1


def test_an_owner_cannot_make_less_of_themselves(token: str, olena: User, account: Account) -> None:
    client = fresh(olena)
    client.get(f"/join/{token}/")

    page = text(client.get("/invited/"))
    answer = client.post("/invited/accept/")

    assert "You have access to this account already" in page
    assert "Join the account" not in page
    assert answer.headers["Location"] == "/invited/"
    assert Access.objects.get(user=olena).role == "OWNER"


def test_a_withdrawn_invitation_is_not_shown(stranger: Client, token: str, olena: User) -> None:
    stranger.get(f"/join/{token}/")
    actions.withdraw_invitation(Invitation.objects.get(), at=NOON, by=olena)

    for path in ("/invited/", "/invited/new/"):
        answer = stranger.get(path)
        assert answer.status_code == 410
        assert "Olena" not in text(answer)


def test_a_newcomer_makes_a_sign_in_and_is_in(stranger: Client, token: str, account: Account) -> None:
    stranger.get(f"/join/{token}/")
    form = stranger.get("/invited/new/")

    done = stranger.post("/invited/new/", TYPED | {"login": " Nadia.Koval "})

    assert 'value="Nadia Koval"' in form.content.decode()
    assert done.headers["Location"] == "/me/right/?joined=1"
    made = User.objects.get(login="nadia.koval")
    assert Contact.objects.get(user=made).value == "nadia@example.com"
    assert "You have joined the account" in text(stranger.get("/me/right/?joined=1"))
    assert stranger.get("/overview/").status_code == 200
    assert doors.sign_in(fresh(), "nadia.koval").headers["Location"] == "/overview/"
    assert "session.began" in kinds()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"login": ""}, "Please type a login."),
        ({"login": "ab"}, "at least three signs"),
        ({"login": "nadia koval"}, "A login is made of letters without accents"),
        ({"login": "надія"}, "A login is made of letters without accents"),
        ({"login": "n" * 81}, "at most 80"),
        ({"login": "MAREK"}, "Somebody else has this login already."),
        ({"name": ""}, "Please type your name."),
        ({"name": "Nadia\u202eavoK"}, "a character in it that cannot be printed"),
        ({"name": "Na\u200bdia"}, "a character in it that cannot be printed"),
        ({"password": ""}, "Please type a password."),
        ({"password": "short"}, "at least"),
        ({"password": "nadia.koval 100234"}, "made of what others know"),
        ({"password": "nadia@example.com 1"}, "made of what others know"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_comes_in(
    stranger: Client, token: str, marek: User, wrong: dict[str, str], said: str
) -> None:
    stranger.get(f"/join/{token}/")

    answer = stranger.post("/invited/new/", TYPED | wrong)

    assert answer.status_code == 422
    assert said in text(answer)
    assert people.PASSWORD not in answer.content.decode()
    assert User.objects.count() == 2
    assert Code.objects.get(purpose="JOIN").used_at is None


def test_logins_are_not_asked_for_without_end(stranger: Client, token: str, marek: User) -> None:
    stranger.get(f"/join/{token}/")

    asked = [stranger.post("/invited/new/", TYPED | {"login": "marek"}).status_code for _ in range(31)]

    assert asked == [422] * 30 + [429]


def test_who_is_signed_in_makes_no_second_sign_in(token: str, marek: User) -> None:
    client = fresh(marek)
    client.get(f"/join/{token}/")

    assert client.post("/invited/new/", TYPED).headers["Location"] == "/invited/"
    assert not User.objects.filter(login="nadia.koval").exists()


def test_without_a_link_nobody_makes_a_sign_in(stranger: Client, account: Account) -> None:
    assert stranger.post("/invited/new/", TYPED).status_code == 410
    assert User.objects.count() == 1


def test_the_newcomer_speaks_the_language_of_the_page(stranger: Client, token: str) -> None:
    stranger.cookies[house.LANGUAGE_COOKIE_NAME] = "uk"
    stranger.get(f"/join/{token}/")

    stranger.post("/invited/new/", TYPED)

    assert User.objects.get(login="nadia.koval").language == "uk"


def test_what_i_am_and_until_when(account: Account, marek: User) -> None:
    people.access(account, marek, "SEES", until=NOON + timedelta(days=10))

    page = text(fresh(marek).get("/me/right/"))

    assert "person who can look" in page
    assert "until 1 December 2026 – 10 days left" in page
    assert "What you can do see what is to be paid see bills see payments" in page
    assert "What only the owner can do pay" in page


def test_giving_a_right_back(account: Account, marek: User, neighbour: Account) -> None:
    people.access(account, marek, "PAYS")
    client = fresh(marek)
    client.post("/me/account/", {"account": "100234"})

    checked = text(client.get("/me/right/end/"))
    assert Access.objects.get(user=marek, account=account).valid.upper is None
    done = client.post("/me/right/end/", {"account": "100234"})

    assert "Holder Olena Petrenko You are person who pays" in checked
    assert done.headers["Location"] == "/me/?done=left"
    assert Access.objects.get(user=marek, account=account).valid.upper == NOON
    assert client.post("/me/right/end/", {"account": "100234"}).status_code == 409
    assert "Olena" not in text(client.get("/overview/"))


def test_who_gave_their_only_right_back_still_has_a_sign_in(account: Account, db: None) -> None:
    sonia = people.person("sonia", "Sonia Lis")
    people.access(account, sonia, "SEES")
    client = fresh(sonia)

    client.post("/me/right/end/", {"account": "100234"})

    assert client.get("/me/").status_code == 200
    assert client.get("/overview/").status_code == 403


def test_an_owner_cannot_leave(account: Account, olena: User) -> None:
    client = fresh(olena)

    assert client.get("/me/right/end/").status_code == 403
    assert client.post("/me/right/end/", {"account": "100234"}).status_code == 403
    assert "I no longer want this access" not in text(client.get("/me/right/"))


def test_the_last_day_of_an_invitation_is_told(stranger: Client, account: Account, olena: User) -> None:
    token = _invited(account, olena, access_until=date(2026, 12, 1))
    stranger.get(f"/join/{token}/")

    assert "The last day: 30 November 2026 – 9 days left" in text(stranger.get("/invited/"))
