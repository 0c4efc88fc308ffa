"""Many people and accounts at once: a number of statements that does not grow with how many come."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from abonent.people.addresses import takes_sms
from abonent.people.models import Access, Account, Code, Contact, Place, User
from abonent.people.queries import NO_MAILBOX
from abonent.post.bulk import queue_all
from abonent.profile.days_off import first_awake

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


@dataclass(frozen=True, slots=True)
class Told:
    """What is told to an account: plain values for the letter's words, a key that no other letter has, what it is about."""

    account: int
    key: str
    about: str = ""
    context: dict[str, Any] = field(default_factory=dict)


_TOLD = """
SELECT account_id, key, about, context::jsonb, %(way)s AS way
FROM unnest(%(accounts)s::bigint[], %(keys)s::text[], %(abouts)s::text[], %(contexts)s::text[])
     AS told (account_id, key, about, context)
"""

# Whom people.queries.mail_addresses names, in the same languages; the keys are those of people.actions.letters.
_ADDRESSED = """
told.account_id, contact.user_id, CASE WHEN contact.id IS NULL THEN 'PAPER' ELSE 'MAIL' END AS channel,
       CASE WHEN contact.id IS NOT NULL THEN contact.value WHEN place.id IS NULL THEN ''
            ELSE left(concat_ws(', ', home.town, nullif(home.line, ''), account.holder), 320) END AS "to",
       coalesce(nullif(person.language, ''), account.language) AS language,
       CASE WHEN contact.id IS NULL THEN told.key || ':PAPER'
            WHEN length(told.key || ':' || contact.value) > 160
            THEN told.key || ':' || encode(sha256(convert_to(contact.value, 'UTF8')), 'hex')
            ELSE told.key || ':' || contact.value END AS key,
       told.about,
       CASE WHEN contact.id IS NULL THEN told.context || jsonb_build_object('address', jsonb_build_array(
           account.holder, coalesce(home.line, ''), coalesce(home.town, '')))
            ELSE told.context END AS context
FROM ({told}) told
JOIN people_account account ON account.id = told.account_id
LEFT JOIN people_contact contact
  ON contact.account_id = told.account_id AND told.way <> 'PAPER' AND contact.kind = 'MAIL'
 AND contact.confirmed_at IS NOT NULL AND contact.ended_at IS NULL
 AND NOT (contact.bounced_at IS NOT NULL AND starts_with(contact.bounce, %(no_mailbox)s))
LEFT JOIN people_user person ON person.id = contact.user_id
LEFT JOIN people_place place ON contact.id IS NULL AND place.id = account.post_place_id
LEFT JOIN LATERAL (
    SELECT btrim(place.post_code || ' ' || place.town) AS town,
           btrim(place.street || ' ' || place.house || CASE WHEN place.flat = '' THEN '' ELSE '/' || place.flat END) AS line
) home ON place.id IS NOT NULL
WHERE contact.id IS NOT NULL OR told.way <> 'MAIL'
ORDER BY told.account_id, contact.id, told.key
"""


def notify_all(told: Sequence[Told], template: str, *, at: datetime, on_paper: bool = False) -> int:
    """Queue a letter to everyone each account's letters go to, in bulk; return how many letters are new.

    What `people.actions.notify` does for one account, by one statement for any number of them: in each reader's language,
    once for each key and address. Where an account has no e-mail address that counts, the letter goes on paper, if it must
    arrive (`on_paper`); else nobody is told. On paper its key ends with ":PAPER".
    """
    if not told:
        return 0
    facts = {
        "accounts": [each.account for each in told],
        "keys": [each.key for each in told],
        "abouts": [each.about for each in told],
        "contexts": [json.dumps(each.context) for each in told],
        "way": "EITHER" if on_paper else "MAIL",
    }
    return notify_selected(_TOLD, facts, template, at=at)


def notify_selected(told: str, facts: dict[str, Any], template: str, *, at: datetime) -> int:
    """Queue letters to the accounts that a statement selects; return how many are new.

    It gives account_id, key, about, context, and the way: MAIL (or nobody is told), PAPER, or EITHER: on paper where there
    is no e-mail address that counts.
    """
    return queue_all(_ADDRESSED.format(told=told), {**facts, "no_mailbox": NO_MAILBOX}, template=template, at=at)


_PHONES = """
SELECT told.account_id, told.key, told.about, told.context, contact.id AS contact_id
FROM ({told}) told JOIN people_contact contact ON contact.account_id = told.account_id AND contact.kind = 'PHONE'
 AND contact.confirmed_at IS NOT NULL AND contact.ended_at IS NULL
"""
_TEXTED = """
told.account_id, contact.user_id, 'SMS' AS channel, contact.value AS "to",
       coalesce(nullif(person.language, ''), account.language) AS language,
       told.key || ':' || contact.value AS key, told.about, told.context
FROM ({phones}) told
JOIN people_contact contact ON contact.id = told.contact_id AND contact.value = ANY(%(numbers)s)
JOIN people_account account ON account.id = told.account_id
LEFT JOIN people_user person ON person.id = contact.user_id
ORDER BY told.account_id, contact.id, told.key
"""
_NUMBERS = "SELECT DISTINCT value FROM people_contact WHERE id IN (SELECT contact_id FROM ({phones}) phones)"


def text_selected(told: str, facts: dict[str, Any], template: str, *, at: datetime) -> int:
    """Queue SMS to the accounts that a statement selects (as for `notify_selected`); return how many are new.

    They go to confirmed numbers that take SMS, not before the hours in which nobody is disturbed are over.
    """
    phones = _PHONES.format(told=told)
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS.format(phones=phones), facts)
        numbers = [number for (number,) in cursor.fetchall() if takes_sms(number)]
    if not numbers:
        return 0
    asked = {**facts, "numbers": numbers}
    texted = _TEXTED.format(phones=phones)
    return queue_all(texted, asked, template=template, at=at, in_bulk=False, due_at=first_awake(at))


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
