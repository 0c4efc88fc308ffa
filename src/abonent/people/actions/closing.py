"""Closing one's sign-in: login and rights end, the contract and what it owes do not."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from abonent.journal.actions import record
from abonent.people.actions.accesses import end, tell_owner
from abonent.people.actions.letters import warn
from abonent.people.actions.locking import lock_account, lock_person
from abonent.people.leaving import LeftAccount, left_accounts
from abonent.people.models import Access, Code, Contact, Invitation, LostStep, Session, User


@transaction.atomic
def close_sign_in(user: User, *, at: datetime) -> None:
    """End a person's sign-in, rights, own addresses and all that waits for them; done twice it is done once.

    Their proofs of the second step are the door's (`web.door.closing`). What they did stays written down.
    """
    for account in _living(user, at).order_by("account").values_list("account", flat=True):
        lock_account(account)
    leaving = lock_person(user.pk)
    if not leaving.is_active:
        return
    left = left_accounts(leaving, at=at)
    record("sign_in.closed", at=at, by=leaving.pk, subject=f"user:{leaving.pk}")
    warn(leaving, "sign_in_closed", key=f"sign_in_closed:{leaving.pk}:{at.isoformat()}", at=at)
    _end_contacts(leaving, left, at=at)
    _end_rights(leaving, left, at=at)
    _end_what_waits(leaving, at=at)
    leaving.ended_at = at
    leaving.set_password(None)
    leaving.save(update_fields=["ended_at", "password", "password_is_long"])


def _end_contacts(user: User, left: list[LeftAccount], *, at: datetime) -> None:
    kept = [contact.pk for account in left for contact in account.keeps]
    Contact.objects.filter(user=user, ended_at=None).exclude(pk__in=kept).update(ended_at=at)


def _end_rights(user: User, left: list[LeftAccount], *, at: datetime) -> None:
    """End every right that goes on or has yet to begin; whoever else owns the account is told."""
    owned = {account.access.account_id for account in left if account.has_owner}
    for right in _living(user, at).select_related("account", "user").order_by("pk"):
        end(right, at=at, by=user)
        if right.account_id in owned:
            tell_owner(right, at=at)


def _living(user: User, at: datetime) -> QuerySet[Access]:
    return Access.objects.filter(Q(valid__contains=at) | Q(valid__startswith__gt=at), user=user)


def _end_what_waits(user: User, *, at: datetime) -> None:
    Session.objects.filter(user=user).delete()
    Code.objects.filter(user=user, used_at=None, until__gt=at).update(until=at)
    waiting = Invitation.objects.filter(invited_by=user, accepted_at=None, withdrawn_at=None)
    waiting.update(withdrawn_at=at)
    LostStep.objects.filter(user=user, stopped_at=None, done_at=None).update(stopped_at=at)
