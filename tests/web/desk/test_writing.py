"""A letter from the desk: read as it will arrive, sent once, readable afterwards by its reader."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from abonent.journal.models import Event
from abonent.people.models import Account, Contact, User
from abonent.post.actions import send
from abonent.post.models import Message
from tests import people
from tests.web.desk.reading import text

HERE = "/desk/customers/100234/write/"
ONCE = "abcdefghijklmno-"


def typed(**more: str) -> dict[str, str]:
    return {"subject": "Your cable", "text": "It is repaired.\r\n\r\nKind regards", "once": ONCE, **more}


def test_it_is_shown_as_it_will_arrive_before_it_is_sent(clerk: Client, account: Account) -> None:
    page = clerk.post(HERE, typed()).content.decode()

    assert "It is repaired.\n\nKind regards" in page
    assert "olena@example.com" in page
    assert "Zofia Clerk" in page
    assert not Message.objects.exists()


def test_it_is_sent_and_stands_in_the_history(clerk: Client, clerk_user: User, account: Account, olena: User) -> None:
    answer = clerk.post(HERE, typed(confirm="1"))

    letter = Message.objects.get()
    assert answer.headers["Location"] == f"{HERE}?sent={ONCE}"
    assert (letter.to, letter.account_id, letter.user_id) == ("olena@example.com", account.pk, olena.pk)
    event = Event.objects.get(kind="letter.written")
    assert (event.account_id, event.by_id, event.via, event.data) == (account.pk, clerk_user.pk, "desk", {})
    assert "waiting to be sent" in text(clerk.get(answer.headers["Location"]))


def test_its_reader_finds_it_among_the_messages(clerk: Client, account: Account, olena: User) -> None:
    clerk.post(HERE, typed(confirm="1", text="One\n\x20\n-- two\n*three*"))
    letter = Message.objects.get()
    send(letter.pk, at=timezone.now())

    letter.refresh_from_db()
    reader = Client()
    reader.force_login(olena)
    assert (letter.state, letter.subject) == ("SENT", "Your cable")
    assert letter.text.startswith("One\n\n-- two\n*three*\n\nZofia Clerk\n\n")
    assert "Your cable" in text(reader.get("/messages/"))
    assert "*three*" in text(reader.get(f"/messages/{letter.pk}/"))


def test_a_double_click_sends_it_once(clerk: Client, account: Account) -> None:
    first, again = (clerk.post(HERE, typed(confirm="1")) for _ in range(2))

    assert again.headers["Location"] == first.headers["Location"]
    assert (Message.objects.count(), Event.objects.filter(kind="letter.written").count()) == (1, 1)


def test_the_same_token_for_somebody_else_is_another_letter(
    clerk: Client, account: Account, neighbour: Account
) -> None:
    people.mail(neighbour, None, "marek@example.com")
    for number in ("100234", "100777"):
        clerk.post(f"/desk/customers/{number}/write/", typed(confirm="1"))

    assert sorted(Message.objects.values_list("to", flat=True)) == ["marek@example.com", "olena@example.com"]
    assert "olena@example.com" not in text(clerk.get(f"/desk/customers/100777/write/?sent={ONCE}"))


def test_each_form_has_a_token_of_its_own(clerk: Client, account: Account) -> None:
    tokens = {re.findall(r'name="once" value="([\w-]{16})"', text(clerk.get(HERE)))[0] for _ in range(3)}

    assert len(tokens) == 3


def test_a_token_that_is_none_is_replaced(clerk: Client, account: Account) -> None:
    clerk.post(HERE, typed(confirm="1", once="' OR 1=1"))

    assert Message.objects.count() == 1


def test_it_goes_to_confirmed_addresses_only(clerk: Client, account: Account) -> None:
    people.mail(account, None, "office@example.com")
    Contact.objects.create(account=account, kind="MAIL", value="unconfirmed@example.com")

    clerk.post(HERE, typed(confirm="1"))

    assert sorted(Message.objects.values_list("to", flat=True)) == ["office@example.com", "olena@example.com"]


def test_without_an_address_it_is_said_what_to_do(clerk: Client, account: Account) -> None:
    Contact.objects.filter(account=account).update(ended_at=timezone.now())

    page = text(clerk.get(HERE))
    answer = clerk.post(HERE, typed(confirm="1"))

    assert "There is no e-mail address that letters reach" in page
    assert "<textarea" not in page
    assert answer.status_code == 409
    assert "It is repaired." in text(answer)
    assert not Event.objects.filter(kind="letter.written").exists()


def test_what_was_typed_comes_back_from_the_check(clerk: Client, account: Account) -> None:
    page = clerk.post(HERE, typed(edit="1")).content.decode()

    assert "It is repaired.\r\n\r\nKind regards</textarea>" in page
    assert f'name="once" value="{ONCE}"' in page


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"subject": " "}, "Please type what it is about."),
        ({"subject": "x" * 151}, "At most 150 characters"),
        ({"subject": "a\u202eb"}, "cannot be printed"),
        ({"text": "\n\n"}, "Please type the text."),
        ({"text": "x" * 10_001}, "At most 10000 characters"),
        ({"text": "a\x07b"}, "cannot be printed"),
    ],
)
def test_what_cannot_be_sent_is_not(clerk: Client, account: Account, wrong: dict[str, str], told: str) -> None:
    answer = clerk.post(HERE, typed(confirm="1", **wrong))

    assert (answer.status_code, Message.objects.count()) == (422, 0)
    assert told in text(answer)


def test_a_subject_cannot_bring_a_header_with_it(clerk: Client, account: Account) -> None:
    clerk.post(HERE, typed(confirm="1", subject="Hello\r\nBcc: all@example.com"))
    letter = Message.objects.get()

    send(letter.pk, at=timezone.now())

    letter.refresh_from_db()
    assert letter.subject == "Hello Bcc: all@example.com"
