"""The first way in: a link lets a person choose a password that nobody else sets or sees."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.test import Client

from abonent.people.actions import RECOVER, invite_in, make_link
from abonent.people.models import Account, User
from abonent.post.models import Message
from abonent.post.writing import write
from tests import people
from tests.web import doors, links
from tests.web.recovery.steps import NEW, choose, follow

HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture(autouse=True)
def english(client: Client) -> None:
    client.cookies["abonent-language"] = "en"


@pytest.fixture
def newcomer(account: Account) -> User:
    """Somebody who has never had a password."""
    nina = people.person("nina", "Nina Sowa")
    nina.set_unusable_password()
    nina.save()
    people.access(account, nina, "PAYS")
    people.mail(people.account("100888", "Nina Sowa", nina), nina, "nina@example.com")
    return nina


def test_an_invitation_lets_a_person_choose_the_first_password_and_come_in(client: Client, newcomer: User) -> None:
    with time_machine.travel(people.NOON, tick=False):
        until = invite_in(newcomer, at=people.NOON, by=None)
        page = follow(client, links.token("first_access"))
        answer = choose(client)
        inside = client.get("/me/")

    assert until == people.NOON + timedelta(days=7)
    assert "nina" in doors.text(page)
    assert (answer.status_code, answer["Location"]) == (302, "/overview/")
    assert inside.status_code == 200
    assert authenticate(username="nina", password=NEW) == newcomer
    assert [letter.template for letter in Message.objects.order_by("pk")] == ["first_access", "password_chosen"]
    assert doors.kinds() == ["person.invited", "password.changed", "session.began"]


def test_an_invitation_works_seven_days_and_once(client: Client, newcomer: User) -> None:
    with time_machine.travel(people.NOON, tick=False) as clock:
        invite_in(newcomer, at=people.NOON, by=None)
        token = links.token("first_access")
        clock.shift(timedelta(days=7) - timedelta(seconds=1))
        follow(client, token)
        assert choose(client).status_code == 302
        assert Client().get(f"/link/{token}/").status_code == 410


def test_the_letter_tells_until_when_and_names_no_login(client: Client, newcomer: User) -> None:
    invite_in(newcomer, at=people.NOON, by=None)

    message = links.letter("first_access")
    message.language = "en"
    letter = write(message)
    assert letter.subject == "Your way into the customer panel"
    assert "until 28 November 2026" in letter.text
    assert "nina" not in letter.text.lower().replace("nina@example.com", "")


def test_a_new_invitation_makes_the_old_one_void(client: Client, newcomer: User) -> None:
    with time_machine.travel(people.NOON, tick=False):
        invite_in(newcomer, at=people.NOON - timedelta(hours=1), by=None)
        old = links.token("first_access")
        invite_in(newcomer, at=people.NOON, by=None)

        assert client.get(f"/link/{old}/").status_code == 410
        assert client.get(f"/link/{links.token('first_access')}/").status_code == 302


def test_who_never_had_a_password_can_ask_for_a_link_too(client: Client, newcomer: User) -> None:
    client.post("/forgot/", {"login": "nina", "mail": "nina@example.com"})
    links.answer_those_who_asked()
    follow(client, links.token("recover"))

    assert choose(client).status_code == 302
    assert doors.sign_in(client, "nina", NEW).status_code == 302


def test_recovering_makes_an_invitation_void(client: Client, newcomer: User) -> None:
    with time_machine.travel(people.NOON, tick=False):
        invite_in(newcomer, at=people.NOON, by=None)
        first = links.token("first_access")
        follow(client, make_link(RECOVER, user=newcomer, at=people.NOON, lasts=HALF_AN_HOUR))
        choose(client)

        assert client.get(f"/link/{first}/").status_code == 410


def test_an_invitation_does_not_pass_the_second_step_by(client: Client, newcomer: User) -> None:
    newcomer.set_password(people.PASSWORD)
    newcomer.save()
    mine = Client()
    mine.force_login(newcomer)
    doors.switch_on(mine, newcomer)
    with time_machine.travel(people.NOON, tick=False):
        invite_in(newcomer, at=people.NOON, by=None)
        follow(client, links.token("first_access"))
        answer = choose(client)

    assert answer["Location"] == "/signin/code/"
    assert client.get("/me/").status_code == 302
