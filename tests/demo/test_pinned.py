"""Notes in the demonstration: pinned once, and what visitors remove stays removed."""

from abonent.cases.models import Note
from abonent.cases.notes import remove_note
from abonent.demo import pinned
from tests import people
from tests.people import NOON


def test_notes_are_pinned_once_and_stay_removed(db: None) -> None:
    clerk = people.staff("CLERK", "zofia.wilk")
    people.account("100234", "Anna Nowak")

    pinned.pin(NOON)
    note = Note.objects.get()
    remove_note(note, at=NOON, by=clerk)
    pinned.pin(NOON)

    assert (note.account.number, note.made_by) == ("100234", clerk)
    assert Note.objects.get().removed_at == NOON


def test_without_those_people_nothing_is_pinned(db: None) -> None:
    pinned.pin(NOON)

    assert not Note.objects.exists()
