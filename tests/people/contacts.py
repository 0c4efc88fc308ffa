"""Contacts in tests: added, sent a code, confirmed; and what was told of them."""

from datetime import datetime, timedelta

from abonent import vault
from abonent.journal.models import Event
from abonent.people.actions import (
    add_contact,
    confirm_contact,
    send_code,
)
from abonent.people.models import Account, Contact, User
from abonent.post.models import Message
from abonent.post.writing import bound_to
from tests.people import NOON

MINUTE = timedelta(minutes=1)
HERE = "this browser"
NEW = "olena.nowa@example.com"


def added(to: Account, by: User, value: str = NEW, *, at: datetime = NOON, instead: Contact | None = None) -> Contact:
    kind = "MAIL" if "@" in value else "PHONE"
    return add_contact(to.pk, kind, value, by=by, at=at, instead=instead)


def code(contact: Contact, by: User, *, at: datetime = NOON) -> str:
    """Send a code and return it, as its reader finds it."""
    send_code(contact, by=by, bound_to=HERE, at=at)
    return sent_code()


def sent_code() -> str:
    letter = Message.objects.order_by("-pk").exclude(secret="").first()
    assert letter
    opened: str = vault.open_sealed(letter.secret, bound_to=bound_to(letter)).decode()
    return opened.split('"')[3]


def confirmed(to: Account, by: User, value: str = NEW, *, instead: Contact | None = None) -> Contact:
    contact = added(to, by, value, instead=instead)
    return confirm_contact(contact, code(contact, by), by=by, bound_to=HERE, at=NOON)


def letters() -> list[tuple[str, str]]:
    """Return what was told about contacts, and where."""
    found = Message.objects.filter(template="contact_changed").order_by("pk")
    return [(letter.to, letter.context["what"]) for letter in found]


def events() -> list[str]:
    return list(Event.objects.order_by("id").values_list("kind", flat=True))
