"""What the office of the demonstration remembers about a few customers: notes under their names."""

from datetime import datetime, timedelta

from django.db import transaction

from abonent.cases.models import Note
from abonent.cases.notes import add_note
from abonent.people.models import Account, User

# Account, who wrote it, so many days ago, and what.
NOTES = (
    ("100234", "zofia.wilk", 40, "Klucz do szafki na klatce ma gospodarz, pan Kos, tel. 85 999 02 11."),
    ("100310", "zofia.wilk", 9, "Faktury za oba łącza omawiać z panią Martą. Dzwonić po 16."),
    ("100348", "oleh.hrab", 3, "Говорить українською.\nАнтена на північній стіні, потрібна довга драбина."),
)


def pin(at: datetime) -> None:
    """Pin them once; what visitors remove stays removed."""
    for number, login, days, text in NOTES:
        _pin(number, login, text, at=at - timedelta(days=days))


@transaction.atomic
def _pin(number: str, login: str, text: str, *, at: datetime) -> None:
    account, writer = Account.objects.filter(number=number).first(), User.objects.filter(login=login).first()
    if account and writer and not Note.objects.filter(account=account, text=text).exists():
        add_note(account, text, at=at, by=writer)
