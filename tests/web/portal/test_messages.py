"""Everything that was sent to somebody, readable again: by them, by owners where it is nobody's, and without codes."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from abonent.people.models import Access, Account, User
from abonent.post import kinds
from abonent.post.models import Message
from tests import people
from tests.environment import ROOT
from tests.people import NOON
from tests.web.doors import text
from tests.web.letters import letter

STATEMENTS = 4
"""Session with person, rights, how many, one page of them."""


def address(found: Message) -> str:
    return f"/messages/{found.pk}/"


def test_what_was_sent_is_listed_the_newest_first(browser: Client, olena: User, account: Account) -> None:
    letter(olena, account, subject="The older", queued_at=NOON - timedelta(days=2), sent_at=NOON - timedelta(days=2))
    letter(olena, None, subject="The newer")

    page = text(browser.get("/messages/"))

    assert "The newer 21 Nov 2026 e-mail · olena@example.com" in page
    assert page.index("The newer") < page.index("The older")


def test_a_letter_is_read_as_it_was_sent(browser: Client, olena: User, account: Account) -> None:
    answer = browser.get(address(letter(olena, account)))

    page = answer.content.decode()
    assert "Payment of PLN 54.90 received Sent 21 November 2026, 12:00 To olena@example.com How e-mail" in text(answer)
    assert "We have received PLN 54.90. All payments: http://localhost:8000/payments/" in text(answer)
    assert '<a href="/payments/">http://localhost:8000/payments/</a>' in page
    assert 'href="https://evil.example' not in page


def test_words_of_a_letter_are_never_marks(browser: Client, olena: User, account: Account) -> None:
    found = letter(olena, account, subject="<b>x</b>", text="<script>1</script> http://localhost:8000/'onclick='x\n")

    page = browser.get(address(found)).content.decode()

    assert "<script>1" not in page
    assert "<b>x" not in page
    assert '<a href="/">http://localhost:8000/</a>&#39;onclick' in page


def test_a_letter_with_a_code_says_that_the_code_is_gone(browser: Client, olena: User) -> None:
    found = letter(olena, None, template="password_changed", subject="", text="")

    assert "The password was changed 21 Nov 2026" in text(browser.get("/messages/"))
    assert "The code itself is not kept, so it cannot be shown again." in text(browser.get(address(found)))


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("WAITING", "waiting to be sent It has not left yet. It is tried again by itself, for a day."),
        ("FAILED", "not delivered It could not be delivered. Please check whether the address is right."),
    ],
)
def test_what_has_not_left_says_so(browser: Client, olena: User, account: Account, state: str, said: str) -> None:
    found = letter(olena, account, state=state, sent_at=None, subject="", text="")

    page = text(browser.get(address(found)))

    assert said in page
    assert "Written 21 November 2026, 12:00" in page
    assert "The code itself" not in page


def test_what_came_back_says_so_in_the_list_too(browser: Client, olena: User, account: Account) -> None:
    found = letter(olena, account, state="BOUNCED", bounced_at=NOON)

    assert "came back" in text(browser.get("/messages/"))
    page = text(browser.get(address(found)))
    assert "came back It could not be delivered. Please check whether the address is right." in page
    assert "Sent 21 November 2026, 12:00" in page


def test_before_the_first_letter_the_page_says_what_will_come(browser: Client) -> None:
    assert "No messages yet Every e-mail and SMS that we send to you will be here" in text(browser.get("/messages/"))


def test_what_went_to_an_address_that_is_nobodys_is_the_owners(browser: Client, account: Account) -> None:
    found = letter(None, account, to="ksiegowosc@example.com")
    sms = letter(None, account, to="+48501234567", channel="SMS")

    assert "To k•••@example.com" in text(browser.get(address(found)))
    assert "To +48•••567 How SMS" in text(browser.get(address(sms)))


@pytest.mark.parametrize("role", ["PAYS", "SEES"])
def test_a_delegate_reads_their_own_and_no_others(client: Client, olena: User, account: Account, role: str) -> None:
    paula = people.person("paula", "Paula Maj")
    people.access(account, paula, role)
    client.force_login(paula)
    foreign = [letter(olena, account), letter(olena, None), letter(None, account)]
    own = letter(paula, account, subject="For Paula alone")

    page = text(client.get("/messages/"))

    assert "For Paula alone" in page
    assert "54.90" not in page
    assert [client.get(address(each)).status_code for each in (own, *foreign)] == [200, 404, 404, 404]


def test_a_neighbour_reads_nothing(client: Client, olena: User, account: Account, neighbour: Account) -> None:
    client.force_login(neighbour.accesses.get().user)

    for found in (letter(olena, account), letter(None, account)):
        assert client.get(address(found)).status_code == 404
    assert "54.90" not in text(client.get("/messages/"))


def test_with_the_right_the_letters_end(client: Client, marek: User, account: Account, neighbour: Account) -> None:
    right = people.access(account, marek, until=NOON - timedelta(days=1))
    client.force_login(marek)
    found, unowned = letter(marek, account), letter(None, account)

    gone = [client.get(address(each)).status_code for each in (found, unowned)]
    Access.objects.filter(pk=right.pk).update(valid=(right.valid.lower, None))

    assert gone == [404, 404]
    assert client.get(address(found)).status_code == 200


def test_without_any_account_there_is_nothing_to_read(client: Client, marek: User) -> None:
    client.force_login(marek)

    assert client.get(address(letter(marek, None))).status_code == 403


@pytest.mark.parametrize("page", ["0", "2", "x", "-1", "1000", "9" * 30])
def test_a_page_that_is_not_there_is_none(browser: Client, page: str) -> None:
    assert browser.get(f"/messages/?page={page}").status_code == 404


@pytest.mark.parametrize("number", ["0", "99999999999999999999999999"])
def test_a_letter_that_is_not_there_is_none(browser: Client, number: str) -> None:
    assert browser.get(f"/messages/{number}/").status_code == 404


def test_it_takes_as_many_statements_for_many_letters_as_for_one(
    browser: Client, olena: User, account: Account, django_assert_num_queries: Any
) -> None:
    letter(olena, account)
    with django_assert_num_queries(STATEMENTS):
        browser.get("/messages/")

    for _ in range(60):
        letter(olena, account)

    with django_assert_num_queries(STATEMENTS):
        assert "Page 1 of 4" in text(browser.get("/messages/"))


def test_every_letter_has_a_name() -> None:
    templates = {path.stem for path in (ROOT / "src/abonent/templates/post").glob("*.txt")}

    assert templates == set(kinds.NAMES)
