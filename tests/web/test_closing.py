"""Closing one's sign-in: all that opened something is gone, the same answer as for anybody; the contract goes on."""

from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abonent.billing.models import Invoice
from abonent.journal.models import Event
from abonent.people import queries
from abonent.people.actions import RECOVER, close_sign_in, make_link
from abonent.people.models import Access, Account, Contact, Invitation, LostStep, Session, User
from abonent.post.models import Message
from tests import people
from tests.people import NOON
from tests.web import doors, links

PAGE = "/me/close/"


@pytest.fixture
def inside(client: Client, account: Account, olena: User) -> Client:
    """Olena's browser, in English, just after she has proved herself."""
    client.cookies["abonent-language"] = "en"
    client.force_login(olena)
    doors.step_up(client)
    return client


@pytest.fixture
def paula(account: Account) -> User:
    """Somebody who may pay on Olena's account, with an address of her own."""
    paula = people.person("paula", "Paula Maj")
    people.access(account, paula, "PAYS")
    people.mail(Account.objects.get(pk=0), paula, "paula@example.com")
    return paula


def left(user: User) -> User:
    return User.objects.get(pk=user.pk)


# ── The page ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_asks_for_the_password_first(client: Client, account: Account, olena: User) -> None:
    client.force_login(olena)

    for answer in (client.get(PAGE), client.post(PAGE)):
        assert (answer.status_code, answer["Location"]) == (302, "/step-up/?next=%2Fme%2Fclose%2F")
    assert left(olena).is_active


def test_looking_changes_nothing_and_says_what_happens(inside: Client, paula: User, olena: User) -> None:
    page = doors.text(inside.get(PAGE))

    assert left(olena).is_active
    for said in (
        "Closing the sign-in ends no contract",
        "Paula Maj (person who pays) keeps access.",
        "Nobody else decides about this account here",
        "Letters about its bills go on to olena@example.com.",
        "What is kept, and why",
        "The office can let you in again",
    ):
        assert said in page


def test_another_owner_is_named_and_letters_go_to_theirs(inside: Client, account: Account) -> None:
    oksana = people.person("oksana", "Oksana Petrenko")
    people.access(account, oksana)
    people.mail(account, oksana, "oksana@example.com")

    page = doors.text(inside.get(PAGE))

    assert "Oksana Petrenko (account owner) keeps access." in page
    assert "Nobody else decides" not in page
    assert "Letters about its bills" not in page


def test_who_only_may_look_learns_of_nobody_else(client: Client, account: Account, paula: User) -> None:
    sonia = people.person("sonia", "Sonia Lis")
    people.access(account, sonia, "SEES")
    client.cookies["abonent-language"] = "en"
    client.force_login(sonia)
    doors.step_up(client)

    page = doors.text(client.get(PAGE))

    assert "The owner keeps access and is told that you have left." in page
    assert "Paula" not in page
    assert "example.com" not in page.replace("iskra-net.example", "")


def test_a_person_with_no_account_can_leave_too(client: Client, marek: User) -> None:
    client.cookies["abonent-language"] = "en"
    client.force_login(marek)
    doors.step_up(client)

    assert "No account is connected with this login." in doors.text(client.get(PAGE))
    assert client.post(PAGE)["Location"] == "/closed/"
    assert not left(marek).is_active


def test_the_number_of_questions_does_not_grow_with_accounts_and_people(inside: Client, olena: User) -> None:
    inside.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        inside.get(PAGE)
    for number in range(12):
        more = people.account(f"1009{number:02}", "Olena Petrenko", olena, people.person(f"p{number}", "Piotr Pająk"))
        people.mail(more, olena, "olena@example.com")
    with CaptureQueriesContext(connection) as many:
        inside.get(PAGE)

    assert len(many) == len(few)


# ── What ends ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_closing_ends_everything_that_opened_something(inside: Client, account: Account, olena: User) -> None:
    doors.switch_on(inside, olena)
    elsewhere = Client()
    elsewhere.force_login(olena)

    answer = inside.post(PAGE)

    assert (answer.status_code, answer["Location"]) == (302, "/closed/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    person = left(olena)
    assert (person.is_active, person.has_usable_password(), person.password_is_long) == (False, False, False)
    assert not Authenticator.objects.exists()
    assert not Session.objects.exists()
    assert elsewhere.get("/me/").status_code == 302
    assert queries.accesses(olena, at=NOON + timedelta(days=365)).count() == 0
    assert "The sign-in is closed" in doors.text(inside.get("/closed/"))
    assert inside.get("/overview/")["Location"].startswith("/signin/")
    assert links.letter("sign_in_closed").to == "olena@example.com"
    assert doors.kinds("sign_in.closed", "access.ended") == ["sign_in.closed", "access.ended"]


def test_the_door_answers_as_to_anybody(
    inside: Client, account: Account, olena: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside.post(PAGE)
    hashed = doors.hashes(monkeypatch)

    pages = set()
    for login in ("olena", "nobody"):
        browser = Client(headers={"Accept-Language": "en"}, REMOTE_ADDR=f"203.0.113.{len(login)}")
        answer: Any = doors.sign_in(browser, login)
        pages.add((answer.status_code, doors.text(answer)))

    assert len(pages) == 1
    assert next(iter(pages))[0] == 422
    assert hashed == ["hash", "hash"]


def test_a_link_to_a_password_opens_nothing_any_more(client: Client, account: Account, olena: User) -> None:
    token = make_link(RECOVER, user=olena, at=NOON, lasts=timedelta(days=3650))
    close_sign_in(olena, at=NOON)

    client.post("/forgot/", {"login": "olena", "mail": "olena@example.com"})
    links.answer_those_who_asked()

    assert client.get(f"/link/{token}/").status_code == 410
    assert [letter.template for letter in Message.objects.all()] == ["sign_in_closed"]


def test_a_second_click_finds_nothing_left_to_do(inside: Client, account: Account, olena: User) -> None:
    close_sign_in(olena, at=NOON)
    close_sign_in(olena, at=NOON + timedelta(seconds=1))
    answer = inside.post(PAGE)

    assert answer["Location"].startswith("/signin/")
    assert left(olena).ended_at == NOON
    assert Message.objects.filter(template="sign_in_closed").count() == 1
    assert doors.kinds("sign_in.closed") == ["sign_in.closed"]


def test_rights_that_had_ended_stay_as_they_were_and_those_to_come_do_not_come(account: Account, olena: User) -> None:
    old = people.account("100301", "Halina Sowa")
    past = people.access(old, olena, "SEES", until=NOON - timedelta(days=30))
    future = people.access(people.account("100302", "Jan Bąk"), olena, "SEES")
    Access.objects.filter(pk=future.pk).update(valid=(NOON + timedelta(days=5), None))

    close_sign_in(olena, at=NOON)

    past.refresh_from_db()
    assert past.valid.upper == NOON - timedelta(days=30)
    assert queries.accesses(olena, at=NOON + timedelta(days=6)).count() == 0
    assert Access.objects.get(account=account, user=olena).valid.upper == NOON


def test_what_waited_waits_no_more(account: Account, olena: User) -> None:
    Invitation.objects.create(
        account=account, role="SEES", name="Jan", mail="jan@example.com", invited_by=olena, made_at=NOON, until=NOON
    )
    LostStep.objects.create(user=olena, asked_at=NOON)

    close_sign_in(olena, at=NOON)

    assert Invitation.objects.get().withdrawn_at == NOON
    assert LostStep.objects.get().stopped_at == NOON


# ── What goes on ────────────────────────────────────────────────────────────────────────────────────────────────


def test_letters_of_an_account_without_another_owner_go_on(account: Account, olena: User, paula: User) -> None:
    people.mail(Account.objects.get(pk=0), olena, "olena.private@example.com")

    close_sign_in(olena, at=NOON)

    assert [found.to for found in queries.mail_addresses(account)] == ["olena@example.com"]
    assert list(Contact.objects.filter(user=olena, ended_at=NOON).values_list("value", flat=True)) == [
        "olena.private@example.com"
    ]


def test_letters_of_an_account_with_another_owner_go_to_them_and_they_are_told(account: Account, olena: User) -> None:
    oksana = people.person("oksana", "Oksana Petrenko")
    people.access(account, oksana)
    people.mail(account, oksana, "oksana@example.com")

    close_sign_in(olena, at=NOON)

    assert [found.to for found in queries.mail_addresses(account)] == ["oksana@example.com"]
    told = Message.objects.get(template="revoked")
    assert (told.to, told.context["person"]) == ("oksana@example.com", "Olena Petrenko")


def test_another_owner_without_an_address_does_not_leave_the_account_without_letters(
    account: Account, olena: User
) -> None:
    people.access(account, people.person("oksana", "Oksana Petrenko"))

    close_sign_in(olena, at=NOON)

    assert [found.to for found in queries.mail_addresses(account)] == ["olena@example.com"]


def test_an_account_without_anybody_is_billed_and_can_be_paid(client: Client, account: Account, olena: User) -> None:
    close_sign_in(olena, at=NOON)

    bill = people.bill(account, date(2026, 11, 1))
    client.cookies["abonent-language"] = "en"
    page = client.get("/en/pay/")

    assert Invoice.objects.filter(account=account).count() == 1
    assert bill.total > 0
    assert page.status_code == 200
    assert "/en/pay/" in client.get("/closed/").content.decode()


def test_the_neighbour_notices_nothing(account: Account, olena: User, neighbour: Account, marek: User) -> None:
    before = list(Access.objects.filter(user=marek).values())
    close_sign_in(olena, at=NOON)

    assert list(Access.objects.filter(user=marek).values()) == before
    assert left(marek).is_active
    assert not Event.objects.filter(account_id=neighbour.pk).exists()
