"""About whom an archive is: the person, and the accounts of which they are an owner on the day it is made."""

from dataclasses import dataclass
from datetime import datetime

from abonent.people.models import OPERATOR, User
from abonent.people.queries import accesses, owns


@dataclass(frozen=True, slots=True)
class Scope:
    """The person, and the accounts that are theirs. Of others, where they only pay or look, there is their right and what they did."""

    person: int
    owned: tuple[int, ...]


def scope(person: User, *, at: datetime) -> Scope:
    """Return what an archive of a person is about at an instant."""
    owned = [right.account_id for right in accesses(person, at=at) if owns(right.role) and right.account_id != OPERATOR]
    return Scope(person.pk, tuple(owned))
