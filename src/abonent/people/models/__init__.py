"""What people keeps: who signs in, whose account it is, who may do what with it, and how they are reached."""

from abonent.people.models.accounts import OPERATOR, Access, Account, Invitation, Place
from abonent.people.models.reaching import Code, Consent, Contact, Wording
from abonent.people.models.users import LostStep, People, Session, User
from abonent.people.models.words import Word

__all__ = [
    "OPERATOR",
    "Access",
    "Account",
    "Code",
    "Consent",
    "Contact",
    "Invitation",
    "LostStep",
    "People",
    "Place",
    "Session",
    "User",
    "Word",
    "Wording",
]
