"""Invitations in tests: a guest, and the link that only their letter carries."""

from datetime import timedelta

from abonent.journal.models import Event
from abonent.people.actions import Guest
from abonent.people.models import Invitation, User
from abonent.post.models import Message
from abonent.post.writing import write
from tests import people
from tests.people import NOON

DAY = timedelta(days=1)
LATER = NOON + 3 * DAY
GUEST = Guest("Nadia Koval", "nadia@example.com", "PAYS")


def link(invitation: Invitation) -> str:
    """Return the token that the newest letter of an invitation carries."""
    letters = Message.objects.filter(template="invitation", key__startswith=f"invitation:{invitation.pk}:")
    return write(letters.latest("pk")).text.partition("/join/")[2].partition("/")[0]


def newcomer(login: str = "nadia") -> User:
    made = User(login=login, name="Nadia Koval", language="uk", joined_at=NOON)
    made.set_password(people.PASSWORD)
    return made


def happened(kind: str) -> list[tuple[int | None, int | None, str]]:
    return list(Event.objects.filter(kind=kind).values_list("account_id", "by_id", "subject"))
