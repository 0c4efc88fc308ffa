"""A person's own sign-in: language, password, sessions."""

from datetime import datetime

from django.db import transaction

from abonent.journal.actions import record
from abonent.people.actions.codes import void_links
from abonent.people.actions.letters import warn
from abonent.people.models import Session, User


@transaction.atomic
def speak(user: User, language: str) -> None:
    """Remember the language in which a person reads the portal."""
    User.objects.filter(pk=user.pk).update(language=language)


@transaction.atomic
def change_password(
    user: User, new: str, *, at: datetime, keep_session: str = "", letter: str = "password_changed"
) -> None:
    """Give a person another password; every other session of theirs and every link to a password ends; a letter tells.

    The rule is asked before (`people.passwords.faults`).
    """
    user.set_password(new)
    user.save(update_fields=["password", "password_is_long"])
    void_links(user, at=at)
    Session.objects.filter(user=user).exclude(session_key=keep_session).delete()
    record("password.changed", at=at, by=user.pk, subject=f"user:{user.pk}")
    warn(user, letter, key=f"{letter}:{user.pk}:{at.isoformat()}", at=at, context={"at": at.isoformat()})


@transaction.atomic
def sign_out_elsewhere(user: User, *, but: str, at: datetime) -> int:
    """End a person's other sessions; return how many there were."""
    ended, _ = Session.objects.filter(user=user).exclude(session_key=but).delete()
    if ended:
        record("session.ended", at=at, by=user.pk, subject=f"user:{user.pk}", data={"others": ended})
    return ended


@transaction.atomic
def note_arrival(user: User, *, at: datetime, agent: str, is_new: bool) -> None:
    """Write down that somebody signs in; where the browser is new to them, tell them by mail.

    `agent` is the browser in words that letters may say, blank where it is not known.
    """
    data = {"new_device": True} if is_new else {}
    record("session.began", at=at, by=user.pk, subject=f"user:{user.pk}", data=data)
    if is_new:
        warn(user, "new_device", key=f"new_device:{user.pk}:{at.isoformat()}", at=at, context={"agent": agent})


@transaction.atomic
def end_session(user: User, session_key: str, *, at: datetime) -> None:
    """End one of a person's sessions; one that has ended already stays so."""
    ended, _ = Session.objects.filter(user=user, session_key=session_key).delete()
    if ended:
        record("session.ended", at=at, by=user.pk, subject=f"user:{user.pk}", data={"others": ended})
