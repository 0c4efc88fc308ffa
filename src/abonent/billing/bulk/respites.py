"""Respites whose day has come: kept when what they covered is paid, else broken. In a few statements, however many they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from abonent import profile

_ACCOUNTS = """
SELECT account_id FROM (
    SELECT account_id FROM billing_respite
    WHERE ended_at IS NULL AND until <= %(day)s ORDER BY until, id LIMIT %(some)s) ending
GROUP BY account_id ORDER BY account_id
"""

_LOCK = "SELECT id FROM people_account WHERE id = ANY(%(accounts)s) ORDER BY id FOR NO KEY UPDATE"

# A plan is kept as long as so much has been paid since of what was there as its parts come to by now: a payment of before that
# is taken back opens a debt anew, which no part was agreed for. A promise, or a respite of the office, is kept when nothing is
# left of what was late then. What is too little to be chased for breaks neither.
_END = """
WITH ending AS MATERIALIZED (
    SELECT id, account_id, kind, plan, entry_id, until, made_at, (made_at AT TIME ZONE %(zone)s)::date AS made_on
    FROM billing_respite WHERE account_id = ANY(%(accounts)s) AND ended_at IS NULL AND until <= %(day)s
), judged AS (
    SELECT ending.id, CASE WHEN ending.kind = 'INSTALMENTS' THEN agreed.amount - paid.amount ELSE late.amount END AS missing
    FROM ending
    CROSS JOIN LATERAL (
        SELECT sum(part.amount) AS amount FROM billing_respite part
        WHERE part.account_id = ending.account_id AND part.plan = ending.plan AND part.until <= ending.until) agreed
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(pays.amount), 0) AS amount FROM billing_allocation pays
        JOIN billing_entry debt ON debt.id = pays.debit_id JOIN billing_entry credit ON credit.id = pays.credit_id
        WHERE ending.kind = 'INSTALMENTS' AND pays.account_id = ending.account_id AND pays.at > ending.made_at
          AND debt.recorded_at <= ending.made_at AND credit.recorded_at > ending.made_at) paid
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(debt.amount - coalesce((
            SELECT sum(amount) FROM billing_allocation WHERE debit_id = debt.id), 0)), 0) AS amount
        FROM billing_entry debt
        WHERE ending.kind <> 'INSTALMENTS' AND debt.account_id = ending.account_id AND debt.debit_id = 1
          AND debt.recorded_at <= ending.made_at AND debt.due_on < ending.made_on
          AND (ending.entry_id IS NULL OR debt.id = ending.entry_id)
          AND NOT EXISTS (
              SELECT FROM billing_respite dispute WHERE dispute.account_id = debt.account_id
              AND dispute.entry_id = debt.id AND dispute.kind = 'DISPUTE' AND dispute.ended_at IS NULL)) late
)
UPDATE billing_respite respite
SET ended = CASE WHEN missing <= 0 OR missing < %(smallest)s THEN 'KEPT' ELSE 'BROKEN' END, ended_at = %(at)s
FROM judged WHERE judged.id = respite.id
RETURNING respite.id, respite.account_id, respite.kind, respite.plan, respite.until, respite.ended, judged.missing
"""

_END_PLANS = """
UPDATE billing_respite respite SET ended = 'BROKEN', ended_at = %(at)s
FROM unnest(%(accounts)s::bigint[], %(plans)s::text[]) AS broken (account_id, plan)
WHERE respite.account_id = broken.account_id AND respite.plan = broken.plan AND respite.kind = 'INSTALMENTS'
  AND respite.ended_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class EndedRespite:
    """A respite that has ended by the clock; `missing` is what should have been paid by then and was not."""

    pk: int
    account: int
    kind: str
    plan: str
    until: date
    ended: str
    missing: Decimal

    @property
    def is_broken(self) -> bool:
        return self.ended == "BROKEN"


def to_end(*, on: date, some: int) -> list[int]:
    """Return accounts of which respites end by a day, those that ended first; of at most so many respites."""
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNTS, {"day": on, "some": some})
        return [account for (account,) in cursor.fetchall()]


def end(accounts: Sequence[int], *, at: datetime) -> list[EndedRespite]:
    """Lock these accounts and end those of their respites whose day has come; a broken part ends the rest of its plan."""
    facts: dict[str, Any] = {
        "accounts": list(accounts),
        "day": profile.today(at),
        "at": at,
        "zone": profile.current().time_zone,
        "smallest": profile.current().dunning.smallest,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, facts)
        cursor.execute(_END, facts)
        ended = sorted((EndedRespite(*row) for row in cursor.fetchall()), key=lambda each: each.pk)
        broken = sorted({(each.account, each.plan) for each in ended if each.is_broken and each.kind == "INSTALMENTS"})
        whose = [account for account, _plan in broken]
        cursor.execute(_END_PLANS, {"at": at, "accounts": whose, "plans": [plan for _account, plan in broken]})
    return ended
