"""A person's own sign-in: language, password, sessions."""

from datetime import datetime

from django.db import transaction

from abonent.journal.actions import record
from abonent.people.actions.letters import warn
from abonent.people.models import Session, User


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
