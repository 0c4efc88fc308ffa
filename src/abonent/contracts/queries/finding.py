"""Finding customers by where something is delivered or letters go, by what they signed, and by name and address together."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from abonent.contracts.models import Agreement, Restriction, Subscription
from abonent.contracts.queries.held import STRENGTH
from abonent.people.models import Place
from abonent.people.queries import finding as people
from abonent.people.queries.finding import Hit

LOOKED_AT = 500
"""So many addresses with such words are put in order: those that begin with them come first."""

FEW = 1_500
"""So many names or addresses are looked at one by one, where both have to fit."""
FREQUENT, MANY = 6_000, 16_000
"""A name that so many have is found soon at some of its addresses; so many addresses are compared as a list."""

AT_PLACES = """
WITH places AS MATERIALIZED (
    SELECT id, words FROM people_place WHERE array_to_tsvector(string_to_array(words, ' ')) @@ %(place)s::tsquery
    LIMIT %(looked_at)s
)
SELECT account_id, place_id FROM (
    SELECT account.id AS account_id, places.id AS place_id, places.words
    FROM places JOIN people_account account ON account.post_place_id = places.id
    UNION
    SELECT line.account_id, places.id, places.words
    FROM places JOIN contracts_subscription line ON line.place_id = places.id WHERE upper_inf(line.valid)
) found
WHERE account_id <> 0 ORDER BY NOT starts_with(words, %(beginning)s), words, account_id LIMIT %(most)s
"""
PLACES = """
SELECT id FROM people_place WHERE array_to_tsvector(string_to_array(words, ' ')) @@ %s::tsquery LIMIT %s
"""
# Row after row, as OFFSET 0 demands: how rare words are together the planner guesses, and here it is known already.
OF_NAMED = """
SELECT account_id, place_id FROM (
    SELECT account.id AS account_id, place.id AS place_id, place.words
    FROM people_account account,
    LATERAL (SELECT id, words FROM people_place WHERE id = account.post_place_id OFFSET 0) place
    WHERE account.id = ANY (%(named)s)
    UNION ALL
    SELECT line.account_id, place.id, place.words
    FROM contracts_subscription line JOIN people_account account ON account.id = line.account_id,
    LATERAL (SELECT id, words FROM people_place WHERE id = line.place_id OFFSET 0) place
    WHERE line.account_id = ANY (%(named)s) AND upper_inf(line.valid)
    AND line.place_id IS DISTINCT FROM account.post_place_id
) found WHERE array_to_tsvector(string_to_array(words, ' ')) @@ %(place)s::tsquery LIMIT %(most)s
"""
AT_PLACED = """
SELECT account_id, place_id FROM (
    (SELECT id AS account_id, post_place_id AS place_id, words FROM people_account
     WHERE post_place_id = ANY (%(placed)s) OFFSET 0)
    UNION ALL
    (SELECT account.id, line.place_id, account.words
     FROM contracts_subscription line JOIN people_account account ON account.id = line.account_id
     WHERE line.place_id = ANY (%(placed)s) AND upper_inf(line.valid)
     AND line.place_id IS DISTINCT FROM account.post_place_id OFFSET 0)
) found WHERE array_to_tsvector(string_to_array(words, ' ')) @@ %(name)s::tsquery AND account_id <> 0 LIMIT %(most)s
"""


def living_at(place: str, *, beginning: str, most: int) -> list[Hit]:
    """Return who gets letters or a service at addresses with certain words (database.finding.asked)."""
    return _hits(AT_PLACES, place=place, beginning=beginning, looked_at=LOOKED_AT, most=most)


def named_and_living_at(name: str, place: str, *, most: int) -> list[Hit]:
    """Return whose name has some words and whose address has others.

    Rare names are looked at one by one; less rare ones are compared with the addresses as lists, by where letters go. Of a
    name that many thousands have, it is enough to find enough.
    """
    if not people.bearing(name, most=1) or not _places(place, most=1):
        return []
    named = people.bearing(name, most=FREQUENT)
    if len(named) <= FEW:
        return _hits(OF_NAMED, named=list(named), place=place, most=most)
    if len(named) == FREQUENT:
        return _hits(AT_PLACED, placed=_places(place, most=FREQUENT), name=name, most=most)
    there = set(_places(place, most=MANY))
    return _told([(account, at) for account, at in named.items() if at in there][:most])


def signed(number: str) -> list[Hit]:
    """Return who signed an agreement, by its number."""
    found = Agreement.objects.filter(number=number).values_list("account_id", "number")
    return [Hit(*row) for row in found]


def served_at(accounts: Iterable[int]) -> dict[int, Place]:
    """Return where something is delivered to each account, its first line that has not ended."""
    found = Subscription.objects.filter(account__in=list(accounts), place__isnull=False).select_related("place")
    return {line.account_id: line.place for line in found.order_by("-pk") if line.place}


def levels(accounts: Iterable[int]) -> dict[int, str]:
    """Return how far each account is restricted now, where it is: the strongest of its restrictions."""
    found = Restriction.objects.filter(account__in=list(accounts), lifted_at=None).values_list("account_id", "level")
    by_strength = sorted(found, key=lambda row: STRENGTH.index(Restriction.Level(row[1])))
    return dict(by_strength)


def _places(words: str, *, most: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(PLACES, [words, most])
        return [pk for (pk,) in cursor.fetchall()]


def _hits(statement: str, **asked: Any) -> list[Hit]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return _told(cursor.fetchall())


def _told(found: list[tuple[int, int]]) -> list[Hit]:
    places = {place.pk: str(place) for place in Place.objects.filter(pk__in=[place for _, place in found])}
    return [Hit(account, places[place]) for account, place in found]
