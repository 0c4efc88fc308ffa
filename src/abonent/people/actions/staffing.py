"""Who works at the desk: invited by a colleague who may, given another role, disabled at once, invited again.

Nobody decides about themselves, and the last one who may decide stays: otherwise nobody could let anybody in. One change
of the staff is made at a time, so that of two administrators who disable each other the second is told that they may not.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from abonent import profile
from abonent.journal.actions import record
from abonent.people import bulk
from abonent.people.actions.inviting_in import invite_in
from abonent.people.actions.joining import LoginTaken
from abonent.people.actions.letters import warn
from abonent.people.actions.locking import lock_person
from abonent.people.colleagues import ADMINISTERS, administers, has_come_in, is_last_administrator
from abonent.people.models import OPERATOR, Code, Contact, LostStep, Session, User
from abonent.people.queries import login_is_taken, may_at_desk

VIA = "desk"


class Oneself(Exception):
    """Nobody changes their own role, disables or invites themselves."""


class MayNot(Exception):
    """Whoever decides may not do so (any more): disabled or given another role in the meantime."""


class LastAdministrator(Exception):
    """Nobody would be left who can let others in."""


class AlreadySo(Exception):
    """A colleague, or a second click, has done it before."""


class HasComeIn(Exception):
    """The person has chosen a password: who has forgotten it asks for a link at the sign-in."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who is to work at the desk."""

    login: str
    name: str
    mail: str
    role: str
    language: str = ""


@transaction.atomic
def invite_staff(new: Colleague, *, at: datetime, by: User | None) -> User:
    """Let somebody work at the desk as soon as they have chosen a password by the link that is sent to them.

    `by` is None at the machine itself, for the first of all. Raises LoginTaken, MayNot; KeyError for an unknown role.
    """
    _decide(by)
    if login_is_taken(new.login):
        raise LoginTaken
    made = User(login=new.login, name=new.name, language=new.language, joined_at=at, staff_role=_known(new.role))
    made.set_password(None)
    made.save(force_insert=True)
    _reach(made, new.mail, at=at)
    _note("staff.invited", made, at=at, by=by, role=new.role)
    invite_in(made, at=at, by=by.pk if by else None)
    return made


@transaction.atomic
def invite_staff_again(person: User, mail: str, *, at: datetime, by: User | None) -> User:
    """Send a fresh link, to this address; whoever was disabled may come back by it. The one before works no more.

    Raises HasComeIn, Oneself, MayNot.
    """
    user = _hold(person, by=by)
    if user.is_active and has_come_in(user):
        raise HasComeIn
    if not user.is_active:
        user.ended_at = None
        user.save(update_fields=["ended_at"])
        _note("staff.enabled", user, at=at, by=by, role=user.staff_role)
    _reach(user, mail, at=at)
    invite_in(user, at=at, by=by.pk if by else None)
    return user


@transaction.atomic
def change_staff_role(person: User, role: str, *, at: datetime, by: User) -> User:
    """Give somebody another role, from their next page on; they are told. Raises Oneself, MayNot, LastAdministrator, AlreadySo."""
    user = _hold(person, by=by)
    before, is_last = user.staff_role, is_last_administrator(user)
    if before == role:
        raise AlreadySo
    if is_last and not may_at_desk(role, ADMINISTERS):
        raise LastAdministrator
    user.staff_role = _known(role)
    user.save(update_fields=["staff_role"])
    _note("staff.role_changed", user, at=at, by=by, role=role, before=before)
    warn(user, "staff_role_changed", key=f"staff_role:{user.pk}:{at.isoformat()}", at=at, context={"role": role})
    return user


@transaction.atomic
def change_staff_mail(person: User, mail: str, *, at: datetime, by: User) -> User:
    """Let letters about somebody's sign-in go to another address; the one before is told. Raises Oneself, MayNot, AlreadySo."""
    user = _hold(person, by=by)
    if Contact.objects.filter(_own(user), value=mail).exists():
        raise AlreadySo
    warn(user, "staff_mail_changed", key=f"staff_mail:{user.pk}:{at.isoformat()}", at=at)
    _reach(user, mail, at=at)
    _note("staff.mail_changed", user, at=at, by=by)
    return user


@transaction.atomic
def disable_staff(person: User, *, at: datetime, by: User | None) -> User:
    """End somebody's work at the desk at once: sessions, links and password; what they did stays written down.

    Their proofs of the second step are the door's to take away, in the same transaction.
    Raises Oneself, MayNot, LastAdministrator, AlreadySo.
    """
    user = _hold(person, by=by)
    if not user.is_active:
        raise AlreadySo
    if is_last_administrator(user):
        raise LastAdministrator
    warn(user, "staff_disabled", key=f"staff_disabled:{user.pk}:{at.isoformat()}", at=at)
    Session.objects.filter(user=user).delete()
    Code.objects.filter(user=user, used_at=None, until__gt=at).update(until=at)
    LostStep.objects.filter(user=user, stopped_at=None, done_at=None).update(stopped_at=at)
    user.ended_at = at
    user.set_password(None)
    user.save(update_fields=["ended_at", "password", "password_is_long"])
    _note("staff.disabled", user, at=at, by=by)
    return user


@transaction.atomic
def end_staff_sessions(person: User, *, at: datetime, by: User) -> int:
    """Sign somebody out wherever they are; return in how many browsers. Raises Oneself, MayNot."""
    user = _hold(person, by=by)
    ended, _ = Session.objects.filter(user=user).delete()
    if ended:
        _note("session.ended", user, at=at, by=by, others=ended)
    return ended


def _known(role: str) -> str:
    profile.current().desk.roles[role]  # KeyError
    return role


def _decide(by: User | None) -> None:
    """Let one change of the staff be made at a time, by somebody who may make it by now."""
    bulk.one_at_a_time("staff")
    if by is not None and not administers(User.objects.get(pk=by.pk)):
        raise MayNot


def _hold(person: User, *, by: User | None) -> User:
    _decide(by)
    if by is not None and by.pk == person.pk:
        raise Oneself
    return lock_person(person.pk)


def _own(user: User) -> Any:
    return Q(account_id=OPERATOR, user=user, kind=Contact.Kind.MAIL, ended_at=None)


def _reach(user: User, mail: str, *, at: datetime) -> None:
    """Let one address of a person count, and no other. Nobody confirms it: whoever invites them knows it."""
    Contact.objects.filter(_own(user)).exclude(value=mail).update(ended_at=at)
    if not Contact.objects.filter(_own(user)).exists():
        Contact.objects.create(
            account_id=OPERATOR, user=user, kind=Contact.Kind.MAIL, value=mail, added_at=at, confirmed_at=at
        )


def _note(kind: str, user: User, *, at: datetime, by: User | None, **data: object) -> None:
    whose = by.pk if by else None
    record(kind, at=at, by=whose, for_id=user.pk, subject=f"user:{user.pk}", via=VIA, data=data)
