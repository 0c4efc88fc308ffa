"""The rows of the ladder, many at once: steps that were taken against accounts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from abonent.billing.models import Reminder
from abonent.people.bulk import Told, notify_selected


@dataclass(frozen=True, slots=True)
class Taken:
    """A step against an account: its place in the ladder, what is chased and since when; `pk` once it has its row.

    Where nothing is delivered (`is_served`), nothing is restricted afterwards.
    """

    account: int
    number: int
    kind: str
    amount: Decimal
    oldest_due_on: date
    is_served: bool
    pk: int = 0

    @property
    def subject(self) -> str:
        """What the journal and its letters call it."""
        return f"reminder:{self.pk}"


def lock(accounts: Sequence[int]) -> list[int]:
    """Lock accounts in order of id, as everybody does who changes their money."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM people_account WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [list(accounts)]
        )
        return [account for (account,) in cursor.fetchall()]


def reminded(low: int, high: int) -> set[int]:
    """Return which accounts of a range have steps in force."""
    found = Reminder.objects.filter(ended_at=None, account__gte=low, account__lte=high)
    return set(found.values_list("account_id", flat=True))


_ADD = """
INSERT INTO billing_reminder (account_id, step, kind, amount, oldest_due_on, taken_at)
SELECT *, %(at)s FROM unnest(%(accounts)s::bigint[], %(numbers)s::smallint[], %(kinds)s::text[], %(amounts)s::numeric[],
                             %(days)s::date[])
ON CONFLICT DO NOTHING RETURNING account_id, id
"""


def add(steps: Sequence[Taken], *, at: datetime) -> list[Taken]:
    """Add the rows of steps; return those that were not taken before, with their numbers."""
    facts: dict[str, Any] = {
        "accounts": [step.account for step in steps],
        "numbers": [step.number for step in steps],
        "kinds": [step.kind for step in steps],
        "amounts": [step.amount for step in steps],
        "days": [step.oldest_due_on for step in steps],
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ADD, facts)
        known: dict[int, int] = dict(cursor.fetchall())
    return [replace(step, pk=known[step.account]) for step in steps if step.account in known]


def end_last(accounts: Sequence[int], *, at: datetime) -> None:
    """End the restricting steps of accounts, so that they are taken anew."""
    restricting = (Reminder.Kind.RESTRICTION, Reminder.Kind.SUSPENSION)
    Reminder.objects.filter(account__in=accounts, ended_at=None, kind__in=restricting).update(ended_at=at)


_UNHEARD = """
SELECT DISTINCT ON (letter.about) letter.account_id, letter.about, letter.template, letter.context
FROM billing_reminder reminder
JOIN post_message letter ON letter.about = 'reminder:' || reminder.id AND letter.about <> ''
WHERE reminder.account_id = ANY(%(accounts)s) AND reminder.ended_at IS NULL AND NOT EXISTS (
    SELECT FROM post_message other WHERE other.about = letter.about AND other.about <> ''
      AND (other.state IN ('WAITING', 'SENT') OR other.channel = 'PAPER'))
ORDER BY letter.about, letter.id
"""


def unheard(accounts: Sequence[int]) -> list[tuple[int, str, str, dict[str, Any]]]:
    """Return the letters of steps in force of which none got through: account, subject, template, and what it said."""
    with connection.cursor() as cursor:
        cursor.execute(_UNHEARD, {"accounts": list(accounts)})
        return [(*row, json.loads(said)) for *row, said in cursor.fetchall()]


_ON_PAPER = """
SELECT account_id, about AS key, about, context::jsonb, 'PAPER' AS way
FROM unnest(%(accounts)s::bigint[], %(abouts)s::text[], %(contexts)s::text[]) AS told (account_id, about, context)
"""


def tell_on_paper(told: Sequence[Told], template: str, *, at: datetime) -> int:
    """Queue letters on paper, whatever addresses the accounts have; return how many are new."""
    facts: dict[str, Any] = {
        "accounts": [each.account for each in told],
        "abouts": [each.about for each in told],
        "contexts": [json.dumps(each.context) for each in told],
    }
    return notify_selected(_ON_PAPER, facts, template, at=at)


def end_all(accounts: Sequence[int], *, at: datetime) -> None:
    """End all steps of accounts, so that the ladder begins anew."""
    if accounts:
        Reminder.objects.filter(account__in=accounts, ended_at=None).update(ended_at=at)
