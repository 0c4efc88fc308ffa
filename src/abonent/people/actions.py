"""What may be done with people and accounts."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from abonent.journal.actions import record
from abonent.people.models import Account, Session, User
from abonent.people.queries import Addressee, mail_addresses, mail_addresses_of
from abonent.post.actions import queue

LONGEST_KEY = 160
"""Characters that the outbox keeps of a letter's key."""


def lock_account(account: int) -> Account:
    """Hold the one lock of an account until the transaction ends. Does not block rows that refer to the account."""
    return Account.objects.select_for_update(no_key=True).get(pk=account)


def notify(account: Account, template: str, *, key: str, at: datetime, context: dict[str, Any] | None = None) -> int:
    """Queue a letter to everyone an account's letters go to; return how many. Rooms never choose channels themselves."""
    return _write(mail_addresses(account), template, key=key, at=at, context=context, account=account.pk)


def warn(user: User, template: str, *, key: str, at: datetime, context: dict[str, Any] | None = None) -> int:
    """Queue a letter about a person's own sign-in to all their addresses; return how many."""
    return _write(mail_addresses_of(user), template, key=key, at=at, context=context)


def _write(
    addressees: list[Addressee],
    template: str,
    *,
    key: str,
    at: datetime,
    account: int | None = None,
    context: Any = None,
) -> int:
    for addressee in addressees:
        queue(
            template,
            to=addressee.to,
            channel="MAIL",
            language=addressee.language,
            key=_key(key, addressee.to),
            at=at,
            account=account,
            user=addressee.user_id,
            context=context or {},
        )
    return len(addressees)


def _key(key: str, to: str) -> str:
    """An address can be longer than a key; no letter may stop what it tells of."""
    whole = f"{key}:{to}"
    return whole if len(whole) <= LONGEST_KEY else f"{key}:{sha256(to.encode()).hexdigest()}"


@transaction.atomic
def speak(user: User, language: str) -> None:
    """Remember the language in which a person reads the portal."""
    User.objects.filter(pk=user.pk).update(language=language)


@transaction.atomic
def change_password(user: User, new: str, *, at: datetime, keep_session: str = "") -> None:
    """Give a person another password; every other session of theirs ends, and they are told by mail.

    The rule is asked before (`people.passwords.faults`): the office may give a password that only opens the first door.
    """
    user.set_password(new)
    user.save(update_fields=["password", "password_is_long"])
    Session.objects.filter(user=user).exclude(session_key=keep_session).delete()
    record("password.changed", at=at, by=user.pk, subject=f"user:{user.pk}")
    warn(
        user,
        "password_changed",
        key=f"password_changed:{user.pk}:{at.isoformat()}",
        at=at,
        context={"at": at.isoformat()},
    )


@transaction.atomic
def sign_out_elsewhere(user: User, *, but: str, at: datetime) -> int:
    """End a person's other sessions; return how many there were."""
    ended, _ = Session.objects.filter(user=user).exclude(session_key=but).delete()
    if ended:
        record("session.ended", at=at, by=user.pk, subject=f"user:{user.pk}", data={"others": ended})
    return ended
