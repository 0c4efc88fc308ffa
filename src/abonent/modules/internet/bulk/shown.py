"""An account's lines as their customers see them: what each may do now, and its connection – in one statement."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from abonent import profile
from abonent.contracts.models import Restriction
from abonent.contracts.queries import strongest_first
from abonent.modules.internet.bulk.now import Level
from abonent.people.models import Account, Place

_SHOWN = """
SELECT now.id, now.subscription_id, now.login, now.level, now.given, now.down_kbits, now.up_kbits,
    line.secret <> '', delivered.label, delivered.ref, tariff.name,
    CASE WHEN place.id IS NOT NULL
        THEN ARRAY[place.post_code, place.town, place.street, place.house, place.flat]::text[] END,
    ARRAY(SELECT DISTINCT limits.reason || ' ' || limits.level FROM contracts_restriction limits
        WHERE limits.account_id = line.account_id AND limits.lifted_at IS NULL
          AND (limits.subscription_id IS NULL OR limits.subscription_id = line.subscription_id)),
    latest.id, latest.device_id, latest.began_at, latest.heard_at, latest.ended_at, latest.given, latest.drop
FROM internet_lines(%(at)s) now
JOIN internet_line line ON line.id = now.id
JOIN contracts_subscription delivered
  ON delivered.account_id = line.account_id AND delivered.id = line.subscription_id
LEFT JOIN contracts_tariff tariff ON tariff.id = now.tariff_id
LEFT JOIN people_place place ON place.id = delivered.place_id
LEFT JOIN LATERAL (
    (SELECT * FROM internet_session WHERE line_id = line.id AND ended_at IS NULL ORDER BY began_at DESC LIMIT 1)
    UNION ALL
    (SELECT * FROM internet_session WHERE line_id = line.id ORDER BY began_at DESC LIMIT 1)
    ORDER BY ended_at DESC NULLS FIRST LIMIT 1) latest ON true
WHERE now.account_id = %(account)s
ORDER BY now.level = 'OFF', now.id
"""

MISSED = 2.5


@dataclass(frozen=True, slots=True)
class Connection:
    """The session of a line that is open, or else its latest. `given` is what the router was told; `drop`: it is to be ended."""

    pk: int
    device: int | None
    began_at: datetime
    heard_at: datetime
    ended_at: datetime | None
    given: str
    drop: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A line as its customer sees it. Speeds are in kbit/s; `limits` are (reason, level) of what restricts it, the strongest first."""

    pk: int
    subscription: int
    login: str
    level: Level
    given: str
    down_kbits: int | None
    up_kbits: int | None
    has_password: bool
    label: str
    ref: str
    plan: Mapping[str, str]
    place: tuple[str, ...]
    limits: list[tuple[str, str]]
    latest: Connection | None

    @property
    def name(self) -> str:
        """What it is called: its own name, or else where it is, or else its reference."""
        return next(filter(None, (self.label, *self.place, self.ref)), "")

    @property
    def online(self) -> Connection | None:
        """The connection under way, as far as routers have told."""
        return self.latest if self.latest and self.latest.ended_at is None else None

    def is_silent(self, at: datetime) -> bool:
        """Tell whether the connection is under way but its router left out two of its regular reports."""
        rules = profile.current().internet
        return bool(
            rules and self.online and at - self.online.heard_at > timedelta(seconds=MISSED * rules.interim_seconds)
        )

    @property
    def is_changing(self) -> bool:
        """Tell whether the router still does what it was told before."""
        return bool(self.online and self.given and self.online.given != self.given)

    @property
    def for_debt(self) -> bool:
        """Tell whether something that is not paid restricts it."""
        return any(reason == Restriction.Reason.DEBT for reason, _ in self.limits)


def shown(account: Account, *, at: datetime) -> list[Shown]:
    """Return the lines of an account, those with a plan first."""
    with connection.cursor() as cursor:
        cursor.execute(_SHOWN, {"account": account.pk, "at": at})
        return [_shown(*row) for row in cursor.fetchall()]


def _shown(*row: Any) -> Shown:
    plan, place, limits, *session = row[10:]
    latest = Connection(*session) if session[0] else None
    facts = [*row[:10], json.loads(plan) if plan else {}, _lines(place), strongest_first(limits), latest]
    return Shown(*facts)


def _lines(place: Any) -> tuple[str, ...]:
    if not place:
        return ()
    post_code, town, street, house, flat = place
    return Place(post_code=post_code, town=town, street=street, house=house, flat=flat).lines
