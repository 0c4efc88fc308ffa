"""Notes under a customer's name: pinned by whoever may, read by everybody at the desk, removed after a look."""

import pytest
from django.test import Client

from abonent.cases.models import Note
from abonent.people.models import Account, User
from tests import people
from tests.web.desk import things
from tests.web.doors import text

HERE = "/desk/customers/100234/"


def test_a_note_is_typed_once_and_stands_on_every_tab(clerk: Client, technician: Client, account: Account) -> None:
    for _ in range(2):
        answer = clerk.post(f"{HERE}notes/", {"text": "Calls after six.\r\n<b>Loudly</b>"})
        assert answer.headers["Location"] == HERE

    page = technician.get(f"{HERE}history/").content.decode()
    assert "Calls after six.\n&lt;b&gt;Loudly&lt;/b&gt;" in page
    assert Note.objects.count() == 1
    assert "Zofia Clerk" in page


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Please type the note."),
        ("   \n ", "Please type the note."),
        ("x" * 1001, "At most 1000 characters, please: now it has 1001."),
        ("a\u202eb", "cannot be printed"),
        ("a\0b", "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_pinned_is_told(clerk: Client, account: Account, typed: str, told: str) -> None:
    answer = clerk.post(f"{HERE}notes/", {"text": typed})

    assert answer.status_code == 422
    assert told in text(answer)
    assert not Note.objects.exists()


def test_a_note_is_removed_after_a_look_and_the_second_is_told(
    clerk: Client, accountant: Client, account: Account, clerk_user: User
) -> None:
    note = things.note(account, clerk_user)
    here = f"{HERE}notes/{note.pk}/remove/"

    assert "Remove this note? Calls after six only." in text(clerk.get(here))
    assert clerk.post(here).headers["Location"] == HERE
    late = accountant.post(here)

    assert "This note was removed before" in text(late)
    assert "Calls after six" not in text(clerk.get(HERE))


def test_whoever_may_not_write_notes_reads_them(admin: Client, account: Account, clerk_user: User) -> None:
    note = things.note(account, clerk_user)

    page = admin.get(HERE).content.decode()

    assert "Calls after six only." in page
    assert f"notes/{note.pk}/remove/" not in page
    assert admin.post(f"{HERE}notes/", {"text": "x"}).status_code == 403


def test_anothers_note_is_not_here(clerk: Client, account: Account, neighbour: Account) -> None:
    note = things.note(neighbour, people.staff("ADMIN"))

    assert clerk.get(f"{HERE}notes/{note.pk}/remove/").status_code == 404
    assert clerk.post(f"{HERE}notes/{note.pk}/remove/").status_code == 404
    assert Note.objects.get().removed_at is None


def test_when_there_are_enough_an_old_one_goes_first(clerk: Client, account: Account, clerk_user: User) -> None:
    for number in range(12):
        things.note(account, clerk_user, f"Note {number}")

    answer = clerk.post(f"{HERE}notes/", {"text": "One more"})

    assert (answer.status_code, "Remove an old one first." in text(answer)) == (422, True)
    assert "One more</textarea>" in answer.content.decode()
