"""Finding people: by number, by how they are reached, by the words of their names, rightly typed or not."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from abonent import profile
from abonent.database.finding import apart
from abonent.people.models import OPERATOR, Access, Account, Contact, User

LOOKED_AT = 2_000
"""So many rows with a word are put in order; of a word that more have, the first ones by name are not all."""
SPELLINGS = 8
FREQUENT = 3
"""The weight (a power of two) from which on a word is one that people have, and no slip of typing."""
LONG = 7
"""Letters from which on two slips are thinkable in a word."""
SHORTEST_PART = 3

HOLDERS = """
SELECT id, '' FROM (
    SELECT id, closed_on, sort_key FROM people_account
    WHERE array_to_tsvector(string_to_array(words, ' ')) @@ %(words)s::tsquery AND id <> 0 LIMIT %(looked_at)s
) few ORDER BY closed_on IS NOT NULL, sort_key, id LIMIT %(most)s
"""
BEARING = """
SELECT id, post_place_id FROM people_account
WHERE array_to_tsvector(string_to_array(words, ' ')) @@ %s::tsquery AND id <> 0 LIMIT %s
"""
PERSONS = """
SELECT DISTINCT account_id, name FROM (
    SELECT id, name FROM people_user WHERE array_to_tsvector(string_to_array(words, ' ')) @@ %(words)s::tsquery
    LIMIT %(looked_at)s / 10
) few JOIN people_access ON user_id = few.id WHERE valid @> %(at)s AND account_id <> 0
ORDER BY name, account_id LIMIT %(most)s
"""
# A word itself is near, too: its weight says whether it is one that is there.
NEAR = """
SELECT said.word, near.word, near.weight FROM unnest(%s::text[]) AS said (word), LATERAL (
    (SELECT word, weight FROM people_word WHERE slips && abonent_slips(said.word) ORDER BY weight DESC LIMIT 100)
    UNION
    (SELECT word, weight FROM people_word WHERE word LIKE '%%' || said.word || '%%' ORDER BY weight DESC LIMIT 20)
) near
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """An account that was found; `what` are the words by which, where they are not the account's own."""

    account: int
    what: str = ""


def customers() -> QuerySet[Account]:
    """Return all customers: every account but the operator's own."""
    return Account.objects.exclude(pk=OPERATOR)


def numbered(number: str, *, most: int) -> list[Hit]:
    """Return the accounts whose numbers begin so."""
    # Compared as text in the order of the index; digits stand in one order in every collation.
    found = customers().filter(number__gte=number, number__lt=number + ":").order_by("number")
    return [Hit(pk) for pk in found.values_list("pk", flat=True)[:most]]


def reached(said: str, *, at: datetime, most: int, whole: bool = False) -> list[Hit]:
    """Return the accounts that are reached by an address or a number that begins so, or is so as a `whole`.

    A person's own addresses count, too, for the accounts on which they may do something.
    """
    like = {"small" if whole else "small__startswith": said.lower()}
    found = Contact.objects.annotate(small=Lower("value")).filter(ended_at=None, **like)
    # In no order: they come in that of the index, which knows nothing of the database's own order of letters.
    rows = list(found.values_list("account_id", "user_id", "value")[:most])
    owners = _accounts_of({user for account, user, _ in rows if account == OPERATOR and user}, at=at)
    hits = [
        Hit(each, value)
        for account, user, value in rows
        for each in ([account] if account != OPERATOR else owners.get(user or 0, []))
    ]
    return hits[:most]


def signing_in(login: str, *, at: datetime) -> list[Hit]:
    """Return the accounts of whoever signs in with a login."""
    user = User.objects.filter(login=login.lower()).values_list("pk", flat=True).first()
    return [Hit(account, login.lower()) for account in _accounts_of({user}, at=at).get(user, [])] if user else []


def taxed(number: str) -> list[Hit]:
    """Return the accounts of a company or a person with a tax number, written with or without hyphens and country."""
    plain = re.sub(r"[\s-]", "", number).upper()
    either = {plain, plain[2:] if plain[:2].isalpha() else profile.current().country + plain}
    return [Hit(*row) for row in customers().filter(tax_id__in=either).exclude(tax_id="").values_list("pk", "tax_id")]


def holders(words: str, *, most: int) -> list[Hit]:
    """Return the accounts whose holders' names have certain words (database.finding.asked), ended ones last."""
    return _hits(HOLDERS, words=words, most=most)


def bearing(words: str, *, most: int) -> dict[int, int | None]:
    """Return so many accounts with such holders, in no order, and the places where their letters go."""
    with connection.cursor() as cursor:
        cursor.execute(BEARING, [words, most])
        return dict(cursor.fetchall())


def persons(words: str, *, at: datetime, most: int) -> list[Hit]:
    """Return the accounts on which people with such names may do something."""
    return _hits(PERSONS, words=words, at=at, most=most)


def spellings(words: Sequence[str]) -> list[list[str]]:
    """Return for each word those that may be meant by it, the likeliest first; a frequent word means itself."""
    near: dict[str, list[tuple[int, int, str]]] = {word: [(0, 0, word)] for word in words}
    asked = [word for word in words if len(word) >= SHORTEST_PART and not word[0].isdigit()]
    with connection.cursor() as cursor:
        cursor.execute(NEAR, [asked])
        for word, other, weight in cursor.fetchall():
            slips = 1 if word != other and word in other else apart(word, other)
            if slips <= 1 + (len(word) >= LONG):
                near[word].append((slips, -weight, other))
    return [_likeliest(near[word]) for word in words]


def _likeliest(near: list[tuple[int, int, str]]) -> list[str]:
    first = min(near)
    return [first[2]] if first[1] <= -FREQUENT else list(dict.fromkeys(other for *_, other in sorted(near)))[:SPELLINGS]


def _accounts_of(users: Iterable[int], *, at: datetime) -> dict[int, list[int]]:
    held = Q(held_until=None) | Q(held_until__lte=at)
    found: dict[int, list[int]] = {}
    for user, account in Access.objects.filter(held, user__in=users, valid__contains=at).values_list(
        "user_id", "account_id"
    ):
        found.setdefault(user, []).append(account)
    return found


def _hits(statement: str, **asked: Any) -> list[Hit]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"looked_at": LOOKED_AT, **asked})
        return [Hit(*row) for row in cursor.fetchall()]
