"""Whom a notice concerns, counted and written to: a number of statements that does not grow with how many they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from abonent import profile
from abonent.database.finding import asked, by_index, fold
from abonent.news.models import Notice
from abonent.news.places import FITS, HAS_ITS_WORDS, Spot, in_words, kept, of_kept
from abonent.people.bulk import notify_selected, text_selected
from abonent.people.queries import NO_MAILBOX

LETTER, SMS = "works", "works_sms"
MANY_ADDRESSES = 20_000
STREETS = 30
HOUSES = 6
WORDS = 6
NOT_SAID = frozenset({"ul", "al", "os", "pl", "vul"})
"""Words before the names of streets, folded: who types them means what comes after."""

_LASTS = "NOT isempty(line.valid) AND coalesce(upper(line.valid) > %(on)s, true)"
_EVERYBODY = f"SELECT DISTINCT line.account_id FROM contracts_subscription line WHERE {_LASTS}"  # noqa: S608
# From each address to its customers, row after row as OFFSET 0 demands: how many addresses there are the planner guesses.
_BY_POST = """
CROSS JOIN LATERAL (SELECT id FROM people_account WHERE post_place_id = there.id OFFSET 0) account
CROSS JOIN LATERAL (
    SELECT account_id, place_id, valid FROM contracts_subscription WHERE account_id = account.id OFFSET 0) line
"""
_SOME = f"""
SELECT line.account_id, there.number FROM there JOIN contracts_subscription line ON line.place_id = there.id WHERE {_LASTS}
UNION
SELECT line.account_id, there.number FROM there
{_BY_POST} WHERE line.place_id IS NULL AND {_LASTS}
"""  # noqa: S608
_THERE = f"""
SELECT place.id, said.number FROM jsonb_array_elements(%(spots)s) WITH ORDINALITY said (spot, number)
JOIN people_place place ON {HAS_ITS_WORDS} AND {FITS}
"""  # noqa: S608
_BY_PLACE = f"WITH there AS MATERIALIZED ({_THERE}) {_SOME}"
_AT_PLACES = f"SELECT DISTINCT account_id FROM ({_BY_PLACE}) found"  # noqa: S608
_EACH = f"SELECT number, count(*) FROM ({_BY_PLACE}) found GROUP BY number"  # noqa: S608
# The newest word on a consent counts; whoever has agreed to one of the codes may be told.
_AGREED = """
SELECT account_id FROM (
    SELECT DISTINCT ON (consent.account_id, consent.code) consent.account_id, consent.given
    FROM people_consent consent JOIN concerned ON concerned.account_id = consent.account_id
    WHERE consent.code = ANY(%({codes})s) ORDER BY consent.account_id, consent.code, consent.at DESC, consent.id DESC
) newest GROUP BY account_id HAVING bool_or(given)
"""
_REACHED = """
SELECT count(DISTINCT contact.value) FROM people_contact contact
WHERE contact.kind = '{kind}' AND contact.confirmed_at IS NOT NULL AND contact.ended_at IS NULL
  AND NOT (contact.bounced_at IS NOT NULL AND starts_with(contact.bounce, %(no_mailbox)s))
  AND contact.account_id IN ({agreed})
"""
_COUNT = f"""
WITH concerned AS MATERIALIZED ({{concerned}})
SELECT (SELECT count(*) FROM concerned), ({_REACHED.format(kind="MAIL", agreed=_AGREED.format(codes="mail"))}),
       ({_REACHED.format(kind="PHONE", agreed=_AGREED.format(codes="sms"))})
"""  # noqa: S608
_TOLD = """
WITH concerned AS MATERIALIZED ({concerned})
SELECT account_id, %(key)s AS key, %(about)s AS about, %(context)s AS context, 'MAIL' AS way FROM ({agreed}) agreed
"""
_STREETS = f"""
WITH there AS MATERIALIZED (
    SELECT id, post_code, town, street, house FROM people_place
    WHERE array_to_tsvector(string_to_array(words, ' ')) @@ %(words)s::tsquery LIMIT %(most)s
)
SELECT post_code, town, street, count(DISTINCT house),
       (array_agg(DISTINCT house) FILTER (WHERE house <> ''))[1:%(houses)s], count(DISTINCT account_id)
FROM (
    SELECT there.*, NULL::bigint AS account_id FROM there
    UNION ALL
    SELECT there.*, line.account_id FROM there JOIN contracts_subscription line ON line.place_id = there.id WHERE {_LASTS}
    UNION ALL
    SELECT there.*, line.account_id FROM there
    {_BY_POST} WHERE line.place_id IS NULL AND {_LASTS}
) found
GROUP BY post_code, town, street ORDER BY count(DISTINCT account_id) DESC, town, street, post_code LIMIT %(streets)s
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Concerned:
    """How many customers something concerns, and to how many addresses and telephones it may be told."""

    accounts: int
    mails: int
    phones: int


@dataclass(frozen=True, slots=True)
class Street:
    """A street that was found: how many houses of it are known, the first of them, and how many customers it has."""

    spot: Spot
    houses: int
    some: tuple[str, ...]
    accounts: int


def streets(typed: str, *, at: datetime) -> list[Street]:
    """Return the streets that may be meant by what was typed, those with most customers first."""
    words = [word for word in fold(typed) if word not in NOT_SAID][:WORDS]
    if not words:
        return []
    facts: dict[str, Any] = {"words": asked([[word] for word in words], begin=True), "on": profile.today(at)}
    with by_index(), connection.cursor() as cursor:
        cursor.execute(
            _STREETS,
            {**facts, "most": MANY_ADDRESSES, "streets": STREETS, "houses": HOUSES},
        )
        return [
            Street(Spot(town, street, post_code=post_code), houses, tuple(some or ()), accounts)
            for post_code, town, street, houses, some, accounts in cursor.fetchall()
        ]


def concerned(places: Sequence[Spot], *, at: datetime) -> Concerned:
    """Count whom something at some places concerns, at no places: everybody; and who agreed to be told of works."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(concerned=_whom(places)), _facts(places, at))
        return Concerned(*cursor.fetchone())


def customers_at(places: Sequence[Spot], *, at: datetime) -> list[int]:
    """Count the customers at each place."""
    with connection.cursor() as cursor:
        cursor.execute(_EACH, _facts(places, at))
        found = dict(cursor.fetchall())
    return [found.get(number, 0) for number in range(1, len(places) + 1)]


def tell(notice: Notice, *, at: datetime) -> tuple[int, int]:
    """Queue the letters and the SMS about a notice; return how many of each are new.

    They go to those whom it concerns and who agreed to be told of works in that way. An address gets one of each edition,
    of however many accounts it is.
    """
    places = of_kept(notice.places)
    facts = _facts(places, at) | {
        "key": f"notice:{notice.pk}:{notice.edition}",
        "about": f"notice:{notice.pk}",
        "context": Jsonb(_context(notice)),
    }
    mail, sms = (_TOLD.format(concerned=_whom(places), agreed=_AGREED.format(codes=codes)) for codes in ("mail", "sms"))
    return notify_selected(mail, facts, LETTER, at=at), text_selected(sms, facts, SMS, at=at)


def _whom(places: Sequence[Spot]) -> str:
    return _AT_PLACES if places else _EVERYBODY


def _facts(places: Sequence[Spot], at: datetime) -> dict[str, Any]:
    asked = [each for each in profile.current().panel.consents if each.tells == "WORKS"]
    return {
        "spots": Jsonb(kept(places)),
        "on": profile.today(at),
        "mail": [each.code for each in asked if each.channel == "MAIL"],
        "sms": [each.code for each in asked if each.channel == "SMS"],
        "no_mailbox": NO_MAILBOX,
    }


def _context(notice: Notice) -> dict[str, Any]:
    """Return the plain values of the letter; its words are chosen by the language of whoever reads it."""
    since, until = (notice.happens.lower, notice.happens.upper) if notice.happens else (None, None)
    return {
        "slug": notice.slug,
        "title": notice.title,
        "lead": notice.lead,
        "where": in_words(of_kept(notice.places)),
        "since": since.isoformat() if since else "",
        "until": until.isoformat() if until else "",
    }
