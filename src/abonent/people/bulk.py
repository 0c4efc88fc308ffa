"""Many people and accounts at once: a number of statements that does not grow with how many come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from abonent.people.models import Access, Account, Code, Contact, Place, User

SOME = 2_000
"""Rows of one statement."""
A_SEASON = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A customer who comes: the account's number and holder, and where the holder lives."""

    number: str
    kind: str
    holder: str
    language: str
    opened_on: date
    place: Place
    tax_id: str = ""


@dataclass(frozen=True, slots=True)
class Right:
    """That a person may see or act on an account, from an instant to an instant or for good."""

    account: int
    user: int
    role: str
    since: datetime
    until: datetime | None = None


def open_accounts(newcomers: Sequence[Newcomer]) -> list[Account]:
    """Open an account for each newcomer, in their order, with the place where letters go."""
    Place.objects.bulk_create([newcomer.place for newcomer in newcomers], batch_size=SOME)
    return Account.objects.bulk_create(
        [
            Account(
                number=newcomer.number,
                kind=newcomer.kind,
                holder=newcomer.holder,
                language=newcomer.language,
                tax_id=newcomer.tax_id,
                post_place=newcomer.place,
                opened_on=newcomer.opened_on,
            )
            for newcomer in newcomers
        ],
        batch_size=SOME,
    )


def welcome(users: Sequence[User]) -> list[User]:
    """Let people be known who may sign in; their passwords are hashed already."""
    return User.objects.bulk_create(users, batch_size=SOME)


def grant_all(rights: Sequence[Right]) -> None:
    """Give many rights at once, as the office does."""
    Access.objects.bulk_create(
        [
            Access(
                account_id=right.account,
                user_id=right.user,
                role=right.role,
                valid=DateTimeTZRange(right.since, right.until),
                how="office",
            )
            for right in rights
        ],
        batch_size=SOME,
    )


def reach(
    addresses: Sequence[tuple[int, int | None, str]], *, confirmed_at: datetime | None, kind: str = Contact.Kind.MAIL
) -> None:
    """Add e-mail addresses or telephone numbers, as a rule confirmed ones: account, person, address."""
    since = {"added_at": confirmed_at} if confirmed_at else {}
    Contact.objects.bulk_create(
        [
            Contact(account_id=account, user_id=user, kind=kind, value=value, confirmed_at=confirmed_at, **since)
            for account, user, value in addresses
        ],
        batch_size=SOME,
    )


def forget_tries(at: datetime) -> int:
    """Delete counts of tries whose time is over (settings.CACHES keeps them); return how many.

    Django's cache in the database only throws entries out when there are too many, and then not the oldest first.
    """
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM web_cache WHERE expires < %s", [at])
        return int(cursor.rowcount)


def forget_codes(at: datetime) -> int:
    """Delete codes and links that ended a season ago: until then they tell what was sent, and when it was used."""
    gone, _ = Code.objects.filter(until__lt=at - A_SEASON).delete()
    return gone


def one_at_a_time(what: str) -> None:
    """Wait until nobody else does the same about something that has no row; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])
