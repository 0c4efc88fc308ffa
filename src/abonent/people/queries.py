"""What may be asked about people and their accounts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from abonent import profile
from abonent.database.compiled import compiled
from abonent.people.models import Access, Account, Contact, Session, User


def accesses(user: User | int, *, at: datetime) -> QuerySet[Access]:
    """Return the rights a person has at an instant, in order of account number; held and ended ones are not among them."""
    return (
        Access.objects.filter(Q(held_until=None) | Q(held_until__lte=at), user=user, valid__contains=at)
        .select_related("account")
        .order_by("account__number")
    )


ACCESS = tuple(field.attname for field in Access._meta.concrete_fields)
ACCOUNT = tuple(field.attname for field in Account._meta.concrete_fields)


def _key(*row: Any) -> Access:
    found = Access.from_db("default", ACCESS, row[: len(ACCESS)])
    found.account = Account.from_db("default", ACCOUNT, row[len(ACCESS) :])
    return found


@compiled(_key)
def _keys(user: int, at: datetime) -> QuerySet[Any, Any]:
    return accesses(user, at=at).values_list(*ACCESS, *(f"account__{name}" for name in ACCOUNT))


def keys(user: User, *, at: datetime) -> list[Access]:
    """Return the same as `accesses`, by a statement made once: every page of every customer asks this."""
    return _keys(user=user.pk, at=at)


def access(user: User, account: int, *, at: datetime) -> Access | None:
    """Return the person's right on one account at an instant, if there is one."""
    return accesses(user, at=at).filter(account_id=account).first()


def words_about(user: User, *, at: datetime) -> list[str]:
    """Return what strangers may know of a person, and what is therefore no password: login, name, accounts, holders."""
    accounts = accesses(user, at=at).values_list("account__number", "account__holder")
    return [user.login, user.name, *(word for row in accounts for word in row)]


def sessions(user: User) -> QuerySet[Session]:
    """Return where a person is signed in, the latest seen first."""
    return Session.objects.filter(user=user).order_by("-seen_at", "session_key")


def may(role: str, act: str) -> bool:
    """Say whether a role may do an act, by the profile's one table of acts. Raises KeyError for an unknown act."""
    return role in profile.current().acts[act].roles


@dataclass(frozen=True, slots=True)
class Addressee:
    """Where and in which language somebody is reached."""

    to: str
    language: str
    user_id: int | None


def mail_addresses(account: Account) -> list[Addressee]:
    """Return the confirmed e-mail addresses to which an account's letters go."""
    found = Contact.objects.filter(account=account, kind=Contact.Kind.MAIL, confirmed_at__isnull=False, ended_at=None)
    return [
        Addressee(contact.value, (contact.user and contact.user.language) or account.language, contact.user_id)
        for contact in found.select_related("user").order_by("id")
    ]


def mail_addresses_of(user: User) -> list[Addressee]:
    """Return the confirmed e-mail addresses of a person."""
    language = user.language or profile.current().languages[0]
    found = Contact.objects.filter(user=user, kind=Contact.Kind.MAIL, confirmed_at__isnull=False, ended_at=None)
    return [
        Addressee(to, language, user.pk) for to in found.order_by("value").values_list("value", flat=True).distinct()
    ]
