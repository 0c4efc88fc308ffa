"""What lines may do at an instant, as the database computes it from what is held and restricted (`internet_lines`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import connection

from abonent.people.models import Account

type Level = Literal["FREE", "LIMITED", "SUSPENDED", "OFF"]

_NOW = """
SELECT id, account_id, subscription_id, tariff_id, down_kbits, up_kbits, level, given
FROM internet_lines(%(at)s) WHERE {} ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Now:
    """What one line may do. Level OFF: no plan is held, and there is no speed; speeds are in kbit/s.

    `given` is the same in one word, as routers are told and sessions keep it; empty when nobody may connect.
    """

    line: int
    account: int
    subscription: int
    tariff: int | None
    down_kbits: int | None
    up_kbits: int | None
    level: Level
    given: str


def lines_now(lines: Iterable[int], *, at: datetime) -> dict[int, Now]:
    """Return what these lines may do, by the number of the line."""
    return _asked("id = ANY(%(wanted)s)", list(lines), at)


def account_now(account: Account, *, at: datetime) -> dict[int, Now]:
    """Return what the lines of an account may do, by the number of the line."""
    return _asked("account_id = %(wanted)s", account.pk, at)


def _asked(which: str, wanted: int | list[int], at: datetime) -> dict[int, Now]:
    with connection.cursor() as cursor:
        cursor.execute(_NOW.format(which), {"wanted": wanted, "at": at})
        return {row[0]: Now(*row) for row in cursor.fetchall()}
