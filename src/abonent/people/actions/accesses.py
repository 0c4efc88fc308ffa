"""Ending a right on an account: by its owner, or by whoever has it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from abonent.journal.actions import record
from abonent.people.actions.letters import notify, warn
from abonent.people.actions.locking import lock_account
from abonent.people.models import Access, User
from abonent.people.queries import has_other_owner, owns

A_MOMENT = timedelta(microseconds=1)
"""A range from an instant to the same instant would be empty, and not say any more when it was."""


class AlreadyEnded(Exception):
    """The right has ended before."""


class OwnersRight(Exception):
    """An owner's right is ended by the office alone, and only while somebody else owns the account, too."""


@transaction.atomic
def end_access(access: Access, *, at: datetime, by: User) -> None:
    """End a right at once; whoever had it and the account's owner are told. Raises AlreadyEnded, OwnersRight.

    An account without an owner could not be settled by anybody, so the last one's right stays.
    """
    account = lock_account(access.account_id)
    right = Access.objects.select_related("user", "account").get(pk=access.pk, account=account)
    if right.valid.upper is not None and right.valid.upper <= at:
        raise AlreadyEnded
    if owns(right.role) and not (by.is_staff and has_other_owner(right, at=at)):
        raise OwnersRight
    end(right, at=at, by=by)
    tell_owner(right, at=at)
    warn(right.user, "revoked", key=f"revoked:{right.pk}:person", at=at, context=_said(right))


def end(right: Access, *, at: datetime, by: User) -> None:
    """End a right on an account that is held already."""
    right.valid = DateTimeTZRange(right.valid.lower, max(at, right.valid.lower + A_MOMENT))
    right.save(update_fields=["valid"])
    subject, facts = f"access:{right.pk}", {"role": right.role, "person": right.user_id}
    via = "desk" if by.is_staff else "web"
    record("access.ended", at=at, account=right.account_id, by=by.pk, subject=subject, via=via, data=facts)


def tell_owner(right: Access, *, at: datetime) -> None:
    """Tell everybody whom the account's letters reach that a right has ended."""
    notify(right.account, "revoked", key=f"revoked:{right.pk}", at=at, context=_said(right))


def _said(right: Access) -> dict[str, str]:
    return {"account": right.account.number, "role": right.role, "person": right.user.name}
