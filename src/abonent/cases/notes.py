"""What may be done with the office's notes on a customer: write one down, take one away. None is ever lost or altered."""

from datetime import datetime

from django.db import transaction

from abonent.cases.models import Note
from abonent.cases.queries import notes
from abonent.journal.actions import record
from abonent.people import actions as people
from abonent.people.models import Account, User

MOST = 12
"""Notes that stand on a customer's page at once: more would be read by nobody."""


class TooManyNotes(Exception):
    """There are as many notes as anybody reads: an old one is removed first."""


class AlreadyRemoved(Exception):
    """Somebody has removed this note before (`note.removed_at`)."""

    def __init__(self, note: Note) -> None:
        super().__init__(note.pk)
        self.note = note


@transaction.atomic
def add_note(account: Account, text: str, *, at: datetime, by: User) -> Note:
    """Write down what the office wants to remember; what stands there already is not written twice. Raises TooManyNotes."""
    people.lock_account(account.pk)
    there = list(notes(account))
    for note in there:
        if note.text == text:
            return note
    if len(there) >= MOST:
        raise TooManyNotes
    made = Note.objects.create(account=account, text=text, made_at=at, made_by=by)
    record("note.added", at=at, account=account.pk, by=by.pk, subject=f"note:{made.pk}", via="desk")
    return made


@transaction.atomic
def remove_note(note: Note, *, at: datetime, by: User) -> None:
    """Take a note from the customer's page; it is kept. Raises AlreadyRemoved."""
    people.lock_account(note.account_id)
    found = Note.objects.get(pk=note.pk, account=note.account_id)
    if found.removed_at:
        raise AlreadyRemoved(found)
    found.removed_at = at
    found.save(update_fields=["removed_at"])
    record("note.removed", at=at, account=found.account_id, by=by.pk, subject=f"note:{found.pk}", via="desk")
