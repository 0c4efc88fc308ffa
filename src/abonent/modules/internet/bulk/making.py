"""Lines for many subscriptions at once, and which of their addresses are taken."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection

# The first line of an account is called as the account, each further one with its number. Numbers of accounts have digits
# only, so no two of these are alike; whoever makes the same lines meanwhile is first, and the rest comes the next time.
_MAKE = """
INSERT INTO internet_line (account_id, subscription_id, login, secret, prefix6, pool, macs, mac_bound, made_at)
SELECT wanted.account_id, wanted.id,
    account.number || CASE WHEN wanted.place = 1 THEN '' ELSE '-' || wanted.place END, '', '', '', '{}', false, %(at)s
FROM (
    SELECT held.id, held.account_id, (
            SELECT count(*) FROM internet_line line WHERE line.account_id = held.account_id
        ) + row_number() OVER (PARTITION BY held.account_id ORDER BY held.id) AS place
    FROM contracts_subscription held
    WHERE held.kind = 'line' AND (upper_inf(held.valid) OR upper(held.valid) > %(today)s)
      AND (%(accounts)s::bigint[] IS NULL OR held.account_id = ANY(%(accounts)s::bigint[]))
      AND NOT EXISTS (
          SELECT FROM internet_line line WHERE line.account_id = held.account_id AND line.subscription_id = held.id)
) wanted JOIN people_account account ON account.id = wanted.account_id
ORDER BY wanted.id
ON CONFLICT DO NOTHING RETURNING id, account_id
"""

_OVERLAPS = """
SELECT id FROM internet_line
WHERE prefix6 <> '' AND id <> %(but)s AND prefix6::cidr && %(prefix)s::cidr ORDER BY id LIMIT 1
"""


def make_missing(accounts: list[int] | None, *, today: date, at: datetime) -> list[tuple[int, int]]:
    """Make the lines that subscriptions lack, of these accounts or of all; return each as (line, account)."""
    with connection.cursor() as cursor:
        cursor.execute(_MAKE, {"accounts": accounts, "today": today, "at": at})
        return sorted(cursor.fetchall())


def with_prefix_in(prefix: str, *, but: int) -> int | None:
    """Return a line, other than one, whose fixed prefix has addresses of this one."""
    with connection.cursor() as cursor:
        cursor.execute(_OVERLAPS, {"prefix": prefix, "but": but})
        found = cursor.fetchone()
    return found and int(found[0])


_SET = """
UPDATE internet_line line SET secret = sealed.secret, secret_at = %(at)s
FROM unnest(%(lines)s::bigint[], %(secrets)s::text[]) AS sealed (id, secret)
WHERE line.id = sealed.id AND line.secret = '' RETURNING line.id, line.account_id
"""


def set_secrets(sealed: Mapping[int, str], *, at: datetime) -> list[tuple[int, int]]:
    """Give lines that have no password the sealed one that is theirs; return each as (line, account)."""
    facts: dict[str, Any] = {"lines": list(sealed), "secrets": list(sealed.values()), "at": at}
    with connection.cursor() as cursor:
        cursor.execute(_SET, facts)
        return sorted(cursor.fetchall())
