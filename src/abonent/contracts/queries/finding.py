"""Finding customers by where something is delivered or letters go, by what they signed, and by name and address together."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from abonent.contracts.models import Agreement, Restriction, Subscription
from abonent.contracts.queries.held import STRENGTH
from abonent.people.models import Place
from abonent.people.queries.finding import Hit

LOOKED_AT = 500
"""So many addresses with such words are put in order: those that begin with them come first."""

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
BOTH = """
SELECT DISTINCT account_id, place_id FROM (
    (SELECT account.id AS account_id, place.id AS place_id
     FROM people_account account JOIN people_place place ON place.id = account.post_place_id
     WHERE array_to_tsvector(string_to_array(account.words, ' ')) @@ %(name)s::tsquery
     AND array_to_tsvector(string_to_array(place.words, ' ')) @@ %(place)s::tsquery LIMIT %(most)s)
    UNION ALL
    (SELECT account.id, place.id
     FROM people_account account
     JOIN contracts_subscription line ON line.account_id = account.id AND upper_inf(line.valid)
     JOIN people_place place ON place.id = line.place_id
     WHERE array_to_tsvector(string_to_array(account.words, ' ')) @@ %(name)s::tsquery
     AND array_to_tsvector(string_to_array(place.words, ' ')) @@ %(place)s::tsquery LIMIT %(most)s)
) found WHERE account_id <> 0 LIMIT %(most)s
"""


def living_at(place: str, *, beginning: str, most: int) -> list[Hit]:
    """Return who gets letters or a service at addresses with certain words (database.finding.asked)."""
    return _hits(AT_PLACES, place=place, beginning=beginning, looked_at=LOOKED_AT, most=most)


def named_and_living_at(name: str, place: str, *, most: int) -> list[Hit]:
    """Return whose name has some words and whose address has others."""
    return _hits(BOTH, name=name, place=place, most=most)


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


def _hits(statement: str, **asked: Any) -> list[Hit]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        rows = cursor.fetchall()
    places = {place.pk: str(place) for place in Place.objects.filter(pk__in=[place for _, place in rows])}
    return [Hit(account, places[place]) for account, place in rows]
