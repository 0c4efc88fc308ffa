"""Asking for a way in without a password: the same answer for everybody, and a letter for the right pair alone."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from abonent.journal.models import Event
from abonent.people.models import Account, User
from abonent.post.models import Message
from tests import people
from tests.web import doors, links
from tests.web.recovery.steps import ask

SENT = "If this login and this address belong together, a letter with a link is on its way."
PAIRS = [
    ("olena", "olena@example.com"),
    ("olena", "nobody@example.com"),
    ("olena", "marek@example.com"),
    ("nobody", "olena@example.com"),
    ("left", "olena@example.com"),
]


@pytest.fixture
def neighbours(account: Account, marek: User) -> None:
    """Marek has an address of his own, and somebody has left."""
    people.mail(people.account("100777", "Marek Wójcik", marek), marek, "marek@example.com")
    left = people.person("left", "Lew Lis", ended_at=people.NOON)
    people.mail(account, left, "olena@example.com")


@pytest.mark.usefixtures("neighbours")
def test_every_pair_gets_the_same_answer_by_the_same_statements() -> None:
    answers, statements = set(), set()
    for number, pair in enumerate(PAIRS):
        client = Client(headers={"Accept-Language": "en"}, REMOTE_ADDR=f"203.0.113.{number}")
        with CaptureQueriesContext(connection) as said:
            answer = ask(client, *pair)
        answers.add((answer.status_code, answer["Location"], answer.content))
        statements.add(tuple(shape(each["sql"]) for each in said))

    assert answers == {(302, "/forgot/?done=1", b"")}
    assert len(statements) == 1
    assert not Message.objects.exists()
    assert not Event.objects.exists()
    assert SENT in doors.text(Client(headers={"Accept-Language": "en"}).get("/forgot/?done=1"))


def shape(sql: str) -> str:
    """Return a statement without what was said in it."""
    return re.sub(r"'(?:[^']|'')*'(::\w+)?|\"s\d+_x\d+\"|\b\d+\b", "?", sql)


@pytest.mark.usefixtures("neighbours")
def test_only_a_right_pair_gets_a_letter(olena: User) -> None:
    for number, pair in enumerate(PAIRS):
        ask(Client(REMOTE_ADDR=f"203.0.113.{number}"), *pair)
    links.answer_those_who_asked()

    assert [(letter.template, letter.to, letter.user_id) for letter in Message.objects.all()] == [
        ("recover", "olena@example.com", olena.pk)
    ]
    assert doors.kinds() == ["recovery.asked", *["recovery.refused"] * 4]


def test_capitals_and_spaces_do_not_matter_and_the_letter_goes_to_the_address_that_is_kept(
    client: Client, account: Account
) -> None:
    ask(client, "  OLENA ", " Olena@EXAMPLE.com ")
    links.answer_those_who_asked()

    assert links.letter("recover").to == "olena@example.com"


def test_an_address_that_is_not_confirmed_or_was_taken_away_gets_nothing(client: Client, account: Account) -> None:
    account.contacts.update(confirmed_at=None)
    ask(client)
    account.contacts.update(confirmed_at=people.NOON, ended_at=people.NOON)
    ask(client)
    links.answer_those_who_asked()

    assert not Message.objects.exists()


def test_what_was_typed_lies_nowhere_in_clear(client: Client, account: Account) -> None:
    ask(client, "somebody-secret", "secret.person@example.com")

    (job,) = ProcrastinateJob.objects.filter(task_name="people.recover")
    assert "secret" not in str(job.args)
    links.answer_those_who_asked()
    assert [(event.subject, event.data) for event in Event.objects.all()] == [("", {})]


def test_nothing_is_asked_of_the_worker_by_a_form_that_is_not_whole(client: Client, account: Account) -> None:
    for login, mail in [("", ""), ("olena", "olena"), ("olena", ""), ("x" * 81, "a@example.com"), ("a\x00b", "a@b.pl")]:
        answer = ask(client, login, mail)
        assert answer.status_code == 422
        assert "<title>Error:" in answer.content.decode()

    assert not ProcrastinateJob.objects.exists()


def test_what_was_typed_stays_in_a_form_that_is_refused(client: Client, account: Account) -> None:
    page = ask(client, "olena", "olena(at)example.com").content.decode()

    assert 'value="olena"' in page
    assert 'value="olena(at)example.com"' in page


@pytest.mark.parametrize(("login", "mail"), [("olena", "olena@example.com"), ("nobody", "nobody@example.com")])
def test_a_pair_can_be_asked_for_three_times_an_hour_known_or_not(
    client: Client, account: Account, login: str, mail: str
) -> None:
    answers = [ask(client, login, mail) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert "try again in an hour" in doors.text(answers[-1])
    assert f'value="{mail}"' in answers[-1].content.decode()
    assert ProcrastinateJob.objects.count() == 3


def test_whoever_knows_only_the_login_keeps_nobody_from_asking(client: Client, account: Account) -> None:
    stranger = Client(REMOTE_ADDR="203.0.113.9")
    for number in range(12):
        ask(stranger, "olena", f"guess{number}@example.com")

    assert ask(stranger, "olena", "more@example.com").status_code == 429
    assert ask(client).status_code == 302


def test_one_place_can_ask_ten_times_in_ten_minutes(client: Client, account: Account) -> None:
    answers = [ask(client, f"login{number}", "a@example.com").status_code for number in range(11)]

    assert answers == [302] * 10 + [429]


def test_both_pages_tell_what_to_do_when_both_are_forgotten(client: Client, account: Account) -> None:
    for page in ("/forgot/", "/forgot/?done=1"):
        said = doors.text(client.get(page))
        for word in ("Come to the office", "+48 85 999 01 23", "ul. Młyńska 7", "Monday–Friday 9:00–17:00"):
            assert word in said


def test_the_sign_in_leads_there(client: Client, account: Account) -> None:
    assert 'href="/forgot/"' in client.get("/signin/").content.decode()
