"""The office's notes: pinned, removed, and never lost."""

from datetime import timedelta

import pytest

from abonent.cases.models import Note
from abonent.cases.notes import MOST, AlreadyRemoved, TooManyNotes, add_note, remove_note
from abonent.cases.queries import notes
from abonent.journal.models import Event
from abonent.people.models import Account
from tests import people
from tests.people import NOON


def happened() -> list[tuple[str, int | None, int | None, str]]:
    return list(Event.objects.order_by("id").values_list("kind", "account_id", "by_id", "via"))


def test_a_note_is_pinned_with_who_wrote_it(account: Account) -> None:
    clerk = people.staff()

    made = add_note(account, "Calls after six only.", at=NOON, by=clerk)

    assert list(notes(account)) == [made]
    assert (made.text, made.made_by, made.made_at) == ("Calls after six only.", clerk, NOON)
    assert happened() == [("note.added", account.pk, clerk.pk, "desk")]


def test_the_same_note_sent_twice_is_one(account: Account) -> None:
    clerk = people.staff()

    first, second = (add_note(account, "Has a dog.", at=NOON, by=clerk) for _ in range(2))

    assert first == second
    assert Note.objects.count() == 1
    assert len(happened()) == 1


def test_no_more_notes_than_anybody_reads(account: Account) -> None:
    clerk = people.staff()
    for number in range(MOST):
        add_note(account, f"Note {number}", at=NOON, by=clerk)

    with pytest.raises(TooManyNotes):
        add_note(account, "One more", at=NOON, by=clerk)

    assert notes(account).count() == MOST


def test_a_note_that_is_removed_is_kept(account: Account) -> None:
    clerk, later = people.staff(), NOON + timedelta(hours=1)
    made = add_note(account, "Has a dog.", at=NOON, by=clerk)

    remove_note(made, at=later, by=clerk)

    assert list(notes(account)) == []
    assert Note.objects.get().removed_at == later
    assert happened()[-1] == ("note.removed", account.pk, clerk.pk, "desk")


def test_whoever_removes_a_note_second_is_told(account: Account) -> None:
    clerk, accountant = people.staff(), people.staff("ACCOUNTANT")
    made = add_note(account, "Has a dog.", at=NOON, by=clerk)
    remove_note(made, at=NOON, by=clerk)

    with pytest.raises(AlreadyRemoved) as told:
        remove_note(made, at=NOON + timedelta(minutes=1), by=accountant)

    assert told.value.note.removed_at == NOON
    assert len(happened()) == 2


def test_a_note_removed_may_be_written_anew(account: Account) -> None:
    clerk = people.staff()
    remove_note(add_note(account, "Has a dog.", at=NOON, by=clerk), at=NOON, by=clerk)

    again = add_note(account, "Has a dog.", at=NOON, by=clerk)

    assert list(notes(account)) == [again]
