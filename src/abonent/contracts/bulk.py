"""Agreements of many accounts at once: lines are opened, plans changed, services restricted and released."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange, DateTimeTZRange

from abonent.contracts.models import Agreement, Holding, Restriction, Subscription, Tariff
from abonent.journal.actions import Happening, record_all
from abonent.people.models import Account

SOME = 2_000
"""Rows of one statement."""


@dataclass(frozen=True, slots=True)
class NewLine:
    """What one account signed: a line that holds tariffs (by code and slot) from an instant on.

    `minimum_until` is the first day without a minimum term, `until` the first one without the agreement.
    """

    account: Account
    signed_on: date
    since: datetime
    tariffs: tuple[tuple[str, str], ...]
    minimum_until: date | None = None
    until: date | None = None


def open_lines(lines: Sequence[NewLine]) -> list[Subscription]:
    """Sign an agreement for each line, and let it hold its tariffs; return the subscriptions in the same order.

    Raises KeyError for a tariff that is not on the price list.
    """
    known = dict(Tariff.objects.values_list("code", "pk"))
    signed = Agreement.objects.bulk_create([_agreement(line) for line in lines], batch_size=SOME)
    opened = Subscription.objects.bulk_create(map(_subscription, lines, signed), batch_size=SOME)
    holdings = [
        Holding(
            account=line.account,
            subscription=subscription,
            tariff_id=known[code],
            slot=slot,
            valid=DateTimeTZRange(line.since, None),
        )
        for line, subscription in zip(lines, opened, strict=True)
        for code, slot in line.tariffs
    ]
    Holding.objects.bulk_create(holdings, batch_size=SOME)
    return opened


def _agreement(line: NewLine) -> Agreement:
    return Agreement(
        account=line.account,
        number=f"U/{line.signed_on.year}/{line.account.number}",
        signed_on=line.signed_on,
        valid=DateRange(line.signed_on, line.until),
        minimum_until=line.minimum_until,
    )


def _subscription(line: NewLine, agreement: Agreement) -> Subscription:
    return Subscription(
        account=line.account,
        agreement=agreement,
        kind="line",
        ref=line.account.number,
        place_id=line.account.post_place_id,
        valid=DateRange(line.signed_on, None),
    )


_END = """
UPDATE contracts_holding held SET valid = tstzrange(lower(held.valid), %(at)s)
FROM unnest(%(accounts)s::bigint[], %(codes)s::text[]) AS wanted (account_id, code)
JOIN contracts_tariff tariff ON tariff.code = wanted.code
WHERE held.account_id = wanted.account_id AND held.slot = %(slot)s AND held.withdrawn_at IS NULL
  AND upper_inf(held.valid) AND lower(held.valid) < %(at)s AND held.tariff_id <> tariff.id
RETURNING held.account_id, held.subscription_id, tariff.id, held.quantity
"""


def change_tariffs(wanted: Sequence[tuple[int, str]], *, slot: str, at: datetime) -> list[int]:
    """Let accounts hold other tariffs (account, code) in a slot from an instant on; return the accounts that changed.

    Who holds the wanted tariff already is left alone.
    """
    facts: dict[str, Any] = {
        "accounts": [account for account, _ in wanted],
        "codes": [code for _, code in wanted],
        "slot": slot,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_END, facts)
        ended = sorted(cursor.fetchall())
    Holding.objects.bulk_create(
        [
            Holding(
                account_id=account,
                subscription_id=subscription,
                tariff_id=tariff,
                slot=slot,
                quantity=quantity,
                valid=DateTimeTZRange(at, None),
            )
            for account, subscription, tariff, quantity in ended
        ],
        batch_size=SOME,
    )
    return [account for account, *_ in ended]


_RESTRICT = """
INSERT INTO contracts_restriction (account_id, reason, level, placed_at, note)
SELECT unnest(%(accounts)s::bigint[]), %(reason)s, %(level)s, %(at)s, ''
ON CONFLICT DO NOTHING RETURNING account_id, id
"""


def restrict_all(accounts: Sequence[int], *, reason: str, level: str, at: datetime) -> list[int]:
    """Limit what is delivered to many accounts; return those that were not restricted for this reason before.

    The caller holds the accounts' locks.
    """
    facts: dict[str, Any] = {"accounts": sorted(accounts), "reason": reason, "level": level, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(_RESTRICT, facts)
        placed = cursor.fetchall()
    return _recorded("restriction.placed", placed, at=at, said={"reason": reason})


_REPLACE = """
UPDATE contracts_restriction SET lifted_at = %(at)s
WHERE account_id = ANY(%(accounts)s) AND subscription_id IS NULL AND reason = %(reason)s AND level <> %(level)s
  AND lifted_at IS NULL
"""


def raise_all(accounts: Sequence[int], *, reason: str, level: str, at: datetime) -> list[int]:
    """Let a stronger level take the place of the weaker one, and stand where there was none; return whose is new.

    The caller holds the accounts' locks.
    """
    facts: dict[str, Any] = {"accounts": sorted(accounts), "reason": reason, "level": level, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(_REPLACE, facts)
        cursor.execute(_RESTRICT, facts)
        placed = cursor.fetchall()
    return _recorded("restriction.raised", placed, at=at, said={"reason": reason, "level": level})


def _recorded(kind: str, placed: Sequence[tuple[int, int]], *, at: datetime, said: dict[str, Any]) -> list[int]:
    """Write into the journal what was placed (account, restriction); return the accounts."""
    record_all([Happening(kind, at, account, f"restriction:{pk}", via="job", data=said) for account, pk in placed])
    return [account for account, _ in placed]


# Whoever lifts may have waited while it was placed: nothing ends before it began.
_LIFT = """
UPDATE contracts_restriction SET lifted_at = greatest(%(at)s, placed_at)
WHERE account_id = ANY(%(accounts)s) AND reason = %(reason)s AND lifted_at IS NULL RETURNING account_id, id
"""


def restricted(accounts: Sequence[int], *, reason: str) -> list[int]:
    """Return which of these accounts are restricted for a reason."""
    found = Restriction.objects.filter(account__in=accounts, reason=reason, lifted_at=None)
    return sorted(set(found.values_list("account_id", flat=True)))


def served(accounts: Sequence[int], *, at: datetime) -> set[int]:
    """Return which of these accounts hold anything at an instant."""
    held = Holding.objects.filter(account__in=accounts, withdrawn_at=None, valid__contains=at)
    return set(held.values_list("account_id", flat=True))


def lift_all(because: dict[int, str], *, reason: str, at: datetime) -> int:
    """Lift every restriction of these accounts for one reason, each because of something; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(_LIFT, {"accounts": sorted(because), "reason": reason, "at": at})
        lifted = sorted(cursor.fetchall())
    record_all(
        [
            Happening(
                "restriction.lifted",
                at,
                account,
                because[account] or f"restriction:{pk}",
                via="job",
                data={"restriction": pk},
            )
            for account, pk in lifted
        ]
    )
    return len(lifted)
