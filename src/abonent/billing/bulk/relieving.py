"""Where less than the smallest sum is chased: reminding ends, and what was restricted for the debt works again."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from abonent import profile
from abonent.billing.bulk.chasing import Chased, chased
from abonent.billing.models import Reminder
from abonent.contracts import bulk as contracts
from abonent.contracts.models import Restriction
from abonent.journal.actions import Happening, record_all
from abonent.people.bulk import Told, notify_all
from abonent.people.models import Account
from abonent.post.bulk import forget_waiting

# While somebody may wait, what they were told of stays told: afterwards the ladder goes on from there, restricting anew.
# Money that waited for the account's lock may bear an instant before that of a step taken meanwhile: nothing ends before it began.
_END = """
UPDATE billing_reminder SET ended_at = greatest(%(at)s, taken_at)
WHERE ended_at IS NULL AND (account_id = ANY(%(paid)s)
   OR account_id = ANY(%(waiting)s) AND kind IN ('RESTRICTION', 'SUSPENSION'))
RETURNING account_id, id
"""


def relieve_all(because: Mapping[int, str], *, at: datetime) -> list[int]:
    """Let go of those of these accounts of which less than the smallest sum is chased; return who is released.

    `because` is what each is let go for ("payment:17"), to be told; the caller holds the accounts' locks. Whoever is
    released learns it by letter, but for a respite, which has letters of its own.
    """
    limited = contracts.restricted(list(because), reason=Restriction.Reason.DEBT)
    reminded = Reminder.objects.filter(account__in=list(because), ended_at=None).values_list("account", flat=True)
    concerned = sorted({*limited, *reminded})
    if not concerned:
        return []
    found = chased(concerned, on=profile.today(at))
    return let_go(concerned, found, limited=limited, because=because, at=at)


def let_go(
    accounts: Iterable[int],
    found: Mapping[int, Chased],
    *,
    limited: Sequence[int],
    because: Mapping[int, str],
    at: datetime,
) -> list[int]:
    """Let go of those of these accounts of which so little is chased (`found`); return who was restricted and is no more."""
    smallest = profile.current().dunning.smallest
    now = {account: found.get(account) or Chased(account) for account in accounts}
    settled = [account for account, each in now.items() if not each.told or each.told < smallest]
    if not settled:
        return []
    waiting = [account for account in settled if now[account].known and now[account].known >= smallest]
    _end(settled, waiting, because, at=at)
    released = sorted(set(limited) & set(settled))
    contracts.lift_all({account: because.get(account, "") for account in released}, reason="DEBT", at=at)
    _tell([each for each in released if not because.get(each, "").startswith("respite:")], at=at)
    return released


def _end(settled: Sequence[int], waiting: Sequence[int], because: Mapping[int, str], *, at: datetime) -> None:
    facts: dict[str, Any] = {"paid": sorted(set(settled) - set(waiting)), "waiting": list(waiting), "at": at}
    with connection.cursor() as cursor:
        cursor.execute(_END, facts)
        found = cursor.fetchall()
    if found:
        forget_waiting([f"reminder:{step}" for _, step in found])
    ended = {account for account, _ in found}
    record_all(
        [
            Happening("reminders.ended", at, account, because.get(account, ""), via="job")
            for account in sorted(ended - set(waiting))
        ]
    )


def _tell(released: Sequence[int], *, at: datetime) -> None:
    if not released:
        return
    numbers = Account.objects.filter(pk__in=released).order_by("pk").values_list("pk", "number")
    said = {"reason": "DEBT", "level": "", "line": "", "because": "paid"}
    key = f"restriction_lifted:debt:{at:%Y%m%d%H%M%S%f}"
    told = [Told(pk, f"{key}:{pk}", context={"account": number, **said}) for pk, number in numbers]
    notify_all(told, "restriction_lifted", at=at)
