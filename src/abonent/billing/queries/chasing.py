"""What is chased: debts whose day has passed, minus what a respite lets wait. Of one account, or of many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from abonent import profile
from abonent.billing.queries.ledger import NOTHING
from abonent.people.models import Account


@dataclass(frozen=True, slots=True)
class Chased:
    """What is asked of an account on a day. `oldest_due_on` is the day of the oldest debt of it; None when nothing is.

    `overdue` is what is late whether or not it may wait. Of both, `told` and `known` are what the letters in force told of:
    the whole where there are none. `step` is the last step in force (0: none), `kind` what it was when it was taken.
    `proof_on` is the day on which its letter had been sent, or the later one on which a dispute was answered; None as long as
    its letter has not been sent.
    """

    account: int
    overdue: Decimal = NOTHING
    amount: Decimal = NOTHING
    known: Decimal = NOTHING
    told: Decimal = NOTHING
    oldest_due_on: date | None = None
    step: int = 0
    proof_on: date | None = None
    kind: str = ""


# Account by account (LATERAL, fenced by OFFSET 0), as billing_allocate does: however the planner guesses, it looks up each
# account by its indexes and never joins all with all. What is disputed covers its own entry; every other respite covers the
# oldest debts first. About which entry the office has answered once waits no more, whoever disagrees with it again: else
# nobody would ever have to pay.
_CHASED = """
SELECT account.id AS account_id, owed.overdue, owed.amount, owed.known, owed.told, owed.oldest_due_on,
       coalesce(ladder.step, 0) AS step,
       CASE WHEN proof.on IS NOT NULL THEN greatest(proof.on, owed.answered_on) END AS proof_on,
       coalesce(ladder.kind, '') AS kind
FROM unnest(%(accounts)s::bigint[]) AS account (id)
CROSS JOIN LATERAL (
    SELECT max((taken_at AT TIME ZONE %(zone)s)::date) FILTER (WHERE kind IN ('REMINDER', 'NOTICE')) AS told_on,
           max(step) AS step, (array_agg(id ORDER BY step DESC))[1] AS last, (array_agg(kind ORDER BY step DESC))[1] AS kind
    FROM billing_reminder WHERE account_id = account.id AND ended_at IS NULL OFFSET 0) ladder
CROSS JOIN LATERAL (
    SELECT coalesce(bool_or(amount IS NULL), false) AS whole, coalesce(sum(amount), 0) AS amount
    FROM billing_respite WHERE account_id = account.id AND entry_id IS NULL AND ended_at IS NULL
     AND (until IS NULL OR until > %(day)s) OFFSET 0) covered
CROSS JOIN LATERAL (
    SELECT sum(rest) AS overdue, sum(chased) AS amount, max(answered_on) AS answered_on,
           coalesce(sum(rest) FILTER (WHERE ladder.told_on IS NULL OR due_on < ladder.told_on), 0) AS known,
           coalesce(sum(chased) FILTER (WHERE ladder.told_on IS NULL OR due_on < ladder.told_on), 0) AS told,
           min(due_on) FILTER (WHERE chased > 0) AS oldest_due_on
    FROM (
        SELECT due_on, rest, answered_on, CASE WHEN covered.whole THEN 0 ELSE greatest(0, least(
               open, sum(open) OVER (ORDER BY due_on, debt.id) - covered.amount)) END AS chased
        FROM (
            SELECT part.id, max(part.due_on) AS due_on, sum(part.amount) AS rest FROM (
                SELECT id, amount, due_on FROM billing_entry WHERE account_id = account.id AND debit_id = 1
                UNION ALL SELECT debit_id, -amount, NULL FROM billing_allocation WHERE account_id = account.id OFFSET 0) part
            GROUP BY part.id HAVING sum(part.amount) > 0 AND max(part.due_on) < %(day)s OFFSET 0) debt
        CROSS JOIN LATERAL (
            SELECT greatest(0, debt.rest - coalesce(sum(coalesce(amount, debt.rest)) FILTER (
                       WHERE ended_at IS NULL AND (until IS NULL OR until > %(day)s)), 0)) AS open,
                   max(coalesce((ended_at AT TIME ZONE %(zone)s)::date, until)) FILTER (
                       WHERE kind = 'DISPUTE' AND (ended_at IS NOT NULL OR until <= %(day)s)) AS answered_on
            FROM billing_respite respite
            WHERE respite.account_id = account.id AND respite.entry_id = debt.id AND (kind <> 'DISPUTE' OR NOT EXISTS (
                SELECT FROM billing_respite earlier
                WHERE earlier.account_id = account.id AND earlier.entry_id = debt.id AND earlier.kind = 'DISPUTE'
                  AND (earlier.made_at, earlier.id) < (respite.made_at, respite.id)))
            OFFSET 0) disputed
    ) asked
    HAVING count(*) > 0
) owed
LEFT JOIN LATERAL (
    SELECT min(CASE WHEN letter.channel = 'PAPER' THEN printing.posted_on
               WHEN letter.state = 'SENT' THEN (letter.sent_at AT TIME ZONE %(zone)s)::date END) AS on
    FROM post_message letter LEFT JOIN post_printing printing ON printing.id = letter.printing_id
    WHERE letter.about = 'reminder:' || ladder.last AND letter.about <> '' AND letter.state <> 'BOUNCED'
    OFFSET 0) proof ON true
ORDER BY account.id
"""


def all_chased(accounts: Sequence[int], *, on: date) -> dict[int, Chased]:
    """Return what is asked of these accounts on a day, in one statement; who owes nothing late is not among them."""
    facts: dict[str, Any] = {"accounts": list(accounts), "day": on, "zone": profile.current().time_zone}
    with connection.cursor() as cursor:
        cursor.execute(_CHASED, facts)
        return {row[0]: Chased(*row) for row in cursor.fetchall()}


def chased(account: Account | int, *, on: date) -> Chased:
    """Return what is asked of an account on a day."""
    pk = account if isinstance(account, int) else account.pk
    return all_chased([pk], on=on).get(pk) or Chased(pk)


_SERVED = """
SELECT chased.*, EXISTS (
    SELECT FROM contracts_holding held
    WHERE held.account_id = chased.account_id AND held.withdrawn_at IS NULL AND held.valid @> %(at)s), (
    SELECT min(until) FROM billing_respite
    WHERE account_id = chased.account_id AND entry_id IS NULL AND ended_at IS NULL AND until > %(day)s)
FROM ({chased}) chased
"""


def chased_of(account: int, *, at: datetime) -> tuple[Chased, bool, date | None]:
    """Return what is asked of one account at an instant, in one statement.

    And whether anything is delivered to it, and the first day on which a part of it, or all, may not wait any more.
    """
    facts: dict[str, Any] = {
        "accounts": [account],
        "day": profile.today(at),
        "zone": profile.current().time_zone,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SERVED.format(chased=_CHASED), facts)
        for *columns, is_served, until in cursor.fetchall():
            return Chased(*columns), is_served, until
    return Chased(account), False, None
