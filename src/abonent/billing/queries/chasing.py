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
    the whole where there are none. `step` is the last step in force (0: none), `proof_on` the day on which its letter had
    been sent, or the later one on which a dispute was answered; None as long as its letter has not been sent.
    """

    account: int
    overdue: Decimal = NOTHING
    amount: Decimal = NOTHING
    known: Decimal = NOTHING
    told: Decimal = NOTHING
    oldest_due_on: date | None = None
    step: int = 0
    proof_on: date | None = None


# Account by account (LATERAL, fenced by OFFSET 0), as billing_allocate does: the planner never reads the whole ledger.
# What is disputed covers its own entry; every other respite covers the oldest debts first. About which entry the office has
# answered once waits no more, whoever disagrees with it again: else nobody would ever have to pay.
_CHASED = """
WITH debt AS MATERIALIZED (
    SELECT account.id AS account_id, part.id, max(part.due_on) AS due_on, sum(part.amount) AS rest
    FROM unnest(%(accounts)s::bigint[]) AS account (id)
    CROSS JOIN LATERAL (
        SELECT id, amount, due_on FROM billing_entry WHERE account_id = account.id AND debit_id = 1
        UNION ALL SELECT debit_id, -amount, NULL FROM billing_allocation WHERE account_id = account.id OFFSET 0) part
    GROUP BY account.id, part.id HAVING sum(part.amount) > 0 AND max(part.due_on) < %(day)s
), dispute AS MATERIALIZED (
    SELECT DISTINCT ON (account_id, entry_id) id, account_id, entry_id, until, ended_at FROM billing_respite
    WHERE account_id = ANY(%(accounts)s) AND kind = 'DISPUTE' ORDER BY account_id, entry_id, made_at, id
), waiting AS MATERIALIZED (
    SELECT account_id, entry_id, amount FROM billing_respite
    WHERE account_id = ANY(%(accounts)s) AND ended_at IS NULL AND (until IS NULL OR until > %(day)s)
      AND (kind <> 'DISPUTE' OR id IN (SELECT id FROM dispute))
), covered AS (
    SELECT account_id, bool_or(amount IS NULL) AS whole, coalesce(sum(amount), 0) AS amount
    FROM waiting WHERE entry_id IS NULL GROUP BY account_id
), ladder AS (
    SELECT account_id, max((taken_at AT TIME ZONE %(zone)s)::date) FILTER (WHERE kind IN ('REMINDER', 'NOTICE')) AS told_on,
           max(step) AS step, (array_agg(id ORDER BY step DESC))[1] AS last
    FROM billing_reminder WHERE account_id = ANY(%(accounts)s) AND ended_at IS NULL GROUP BY account_id
), undisputed AS (
    SELECT debt.*, greatest(0, rest - coalesce((
        SELECT sum(coalesce(waiting.amount, debt.rest)) FROM waiting WHERE waiting.entry_id = debt.id), 0)) AS open
    FROM debt
), summed AS (
    SELECT *, sum(open) OVER (PARTITION BY account_id ORDER BY due_on, id) AS upto FROM undisputed
), asked AS (
    SELECT summed.*, CASE WHEN covered.whole THEN 0
           ELSE greatest(0, least(open, upto - coalesce(covered.amount, 0))) END AS chased
    FROM summed LEFT JOIN covered USING (account_id)
), owed AS (
    SELECT account_id, sum(rest) AS overdue, sum(chased) AS amount,
           coalesce(sum(rest) FILTER (WHERE told_on IS NULL OR due_on < told_on), 0) AS known,
           coalesce(sum(chased) FILTER (WHERE told_on IS NULL OR due_on < told_on), 0) AS told,
           min(due_on) FILTER (WHERE chased > 0) AS oldest_due_on
    FROM asked LEFT JOIN ladder USING (account_id) GROUP BY account_id
)
SELECT account_id, overdue, owed.amount, known, told, oldest_due_on, coalesce(step, 0) AS step, CASE WHEN proof.on IS NOT NULL
       THEN greatest(proof.on, (
            SELECT max(coalesce((dispute.ended_at AT TIME ZONE %(zone)s)::date, dispute.until))
            FROM dispute JOIN debt ON debt.account_id = dispute.account_id AND debt.id = dispute.entry_id
            WHERE dispute.account_id = owed.account_id AND (dispute.ended_at IS NOT NULL OR dispute.until <= %(day)s))) END AS proof_on
FROM owed LEFT JOIN ladder USING (account_id)
LEFT JOIN LATERAL (
    SELECT min(CASE WHEN letter.channel = 'PAPER' THEN printing.posted_on
               WHEN letter.state = 'SENT' THEN (letter.sent_at AT TIME ZONE %(zone)s)::date END) AS on
    FROM post_message letter LEFT JOIN post_printing printing ON printing.id = letter.printing_id
    WHERE letter.about = 'reminder:' || ladder.last AND letter.about <> '' AND letter.state <> 'BOUNCED') proof ON true
ORDER BY account_id
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
