"""What is delivered is limited for a reason, and released."""

from datetime import datetime

from django.db import transaction

from abonent.contracts.models import Restriction, Subscription
from abonent.journal.actions import record
from abonent.people.actions import lock_account, notify
from abonent.people.models import Account

BY_HAND = (Restriction.Reason.OFFICE, Restriction.Reason.REQUEST, Restriction.Reason.LOST)
"""For what the office may restrict; for a debt billing does it, by its rules and with its notices."""


class AlreadyRestricted(Exception):
    """The account is restricted for this reason already."""


class NotByHand(Exception):
    """Nobody is restricted for a debt by hand."""


class NoteNeeded(Exception):
    """Releasing somebody who owes something needs a reason in writing."""


class AlreadyReleased(Exception):
    """The restriction was lifted before."""


@transaction.atomic
def restrict(  # noqa: PLR0913 - who, why, how much, when, what of it, by whom
    account: Account,
    *,
    reason: str,
    level: str,
    at: datetime,
    subscription: Subscription | None = None,
    note: str = "",
    by: int | None = None,
    via: str = "web",
) -> Restriction:
    """Limit what is delivered, for a reason. The caller holds the account's lock.

    Raises AlreadyRestricted when a restriction for this reason is in force.
    """
    live = Restriction.objects.filter(account=account, subscription=subscription, reason=reason, lifted_at=None)
    if live.exists():
        raise AlreadyRestricted
    restriction = Restriction.objects.create(
        account=account, subscription=subscription, reason=reason, level=level, placed_at=at, note=note
    )
    record(
        "restriction.placed",
        at=at,
        by=by,
        account=account.pk,
        subject=f"restriction:{restriction.pk}",
        via=via,
        data={"reason": reason},
    )
    return restriction


@transaction.atomic
def lift(
    account: Account, *, reason: str, at: datetime, because: str = "", by: int | None = None, via: str = "web"
) -> int:
    """Lift every restriction of an account for one reason; return how many. Other reasons stay in force."""
    live = list(Restriction.objects.filter(account=account, reason=reason, lifted_at=None))
    for restriction in live:
        _lift(restriction, at=at, because=because, by=by, via=via)
    return len(live)


@transaction.atomic
def restrict_by_hand(  # noqa: PLR0913 - who, why, how much, when, what of it, by whom
    account: Account,
    *,
    reason: str,
    level: str,
    at: datetime,
    by: int | None,
    subscription: Subscription | None = None,
    note: str = "",
) -> Restriction:
    """Limit what is delivered because the office says so, and tell the customer. `note` is for the office.

    Raises NotByHand, AlreadyRestricted.
    """
    if reason not in BY_HAND:
        raise NotByHand
    account = lock_account(account.pk)
    placed = restrict(
        account, reason=reason, level=level, at=at, subscription=subscription, note=note, by=by, via="desk"
    )
    _tell(placed, "restriction_placed", at=at)
    return placed


@transaction.atomic
def release(restriction: Restriction, *, at: datetime, by: int | None, note: str = "") -> Restriction:
    """Lift one restriction because the office says so, and tell the customer. `note` is kept in the journal.

    Who is released and still owes something is restricted again when the rules say so. Raises AlreadyReleased, NoteNeeded.
    """
    lock_account(restriction.account_id)
    found = Restriction.objects.select_related("account").get(pk=restriction.pk)
    if found.lifted_at:
        raise AlreadyReleased
    if found.reason == Restriction.Reason.DEBT and not note.strip():
        raise NoteNeeded
    _lift(found, at=at, because="", by=by, via="desk", note=note.strip())
    _tell(found, "restriction_lifted", at=at)
    return found


def _lift(restriction: Restriction, *, at: datetime, because: str, by: int | None, via: str, note: str = "") -> None:
    restriction.lifted_at = at
    restriction.save(update_fields=["lifted_at"])
    record(
        "restriction.lifted",
        at=at,
        by=by,
        account=restriction.account_id,
        subject=because or f"restriction:{restriction.pk}",
        via=via,
        data={"restriction": restriction.pk} | ({"note": note} if note else {}),
    )


def _tell(restriction: Restriction, template: str, *, at: datetime) -> None:
    line = restriction.subscription
    context = {
        "account": restriction.account.number,
        "reason": restriction.reason,
        "level": restriction.level,
        "line": (line.label or str(line.place or line.ref)) if line else "",
    }
    notify(restriction.account, template, key=f"{template}:{restriction.pk}", at=at, context=context)
