"""What can be done with the second step of signing in: each in one transaction with its line in the journal and its letter.

An authenticator app, or passkeys, or both; recovery codes come with the first of them and go with the last.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction

from abonent.journal.actions import record
from abonent.people.actions import change_password, lock_person, open_lost_step, warn
from abonent.people.models import User
from abonent.web.door.ceremony import PASSKEY, Copied, NotBelieved, Signed
from abonent.web.gate import is_obligatory, is_on

APP, CODES = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES
MOST_PASSKEYS = 20


class AlreadyOn(Exception):
    """The person has an authenticator app already."""


class NotThere(Exception):
    """The person has no such thing any more."""


class TooMany(Exception):
    """The person has as many passkeys as one may have."""


class Obligatory(Exception):
    """The person is of the staff, who must have a second step: the last one stays."""


class PasswordTooShort(Exception):
    """Without a second step the password would stand alone, and it is too short for that."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What a person can prove themselves with besides the password. `codes_left` are recovery codes."""

    app: Authenticator | None
    passkeys: list[Authenticator]
    codes_left: int

    @property
    def is_on(self) -> bool:
        return bool(self.app or self.passkeys)

    def is_last(self, of: Authenticator | None) -> bool:
        """Say whether nothing is left beside the password when this is taken away."""
        return all(each == of for each in (self.app, *self.passkeys) if each)


def keys(user: User) -> Keys:
    """Return what a person has, by one statement."""
    found = list(Authenticator.objects.filter(user_id=user.pk).order_by("created_at", "pk"))
    left = sum(len(each.wrap().get_unused_codes()) for each in found if each.type == CODES)
    app = next((each for each in found if each.type == APP), None)
    return Keys(app, [each for each in found if each.type == PASSKEY], left)


def has_app(user: User) -> bool:
    """Say whether that can be a code."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type=APP).exists())


def has_passkey(user: User) -> bool:
    """Say whether that can be a passkey."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type=PASSKEY).exists())


def codes(user: User) -> list[str]:
    """Return the recovery codes that were not used yet."""
    kept = Authenticator.objects.filter(user_id=user.pk, type=CODES).first()
    return list(kept.wrap().get_unused_codes()) if kept else []


@transaction.atomic
def switch_on(user: User, secret: str, *, at: datetime, code: str = "") -> Authenticator:
    """Let an authenticator app be a second step from now on.

    `code` is the one that proved the app; it is used up. Returns allauth's row of it. Raises AlreadyOn.
    """
    lock_person(user.pk)
    if has_app(user):
        raise AlreadyOn
    _make_codes_with_the_first(user)
    app = TOTP.activate(user, secret)
    if code:
        app.validate_code(code)
    _tell(user, "second_step.added", at=at)
    added: Authenticator = app.instance
    return added


@transaction.atomic
def add_passkey(user: User, name: str, made: dict[str, Any], *, at: datetime) -> Authenticator:
    """Let a passkey sign a person in from now on. Raises TooMany."""
    lock_person(user.pk)
    if Authenticator.objects.filter(user_id=user.pk, type=PASSKEY).count() >= MOST_PASSKEYS:
        raise TooMany
    _make_codes_with_the_first(user)
    added: Authenticator = Authenticator.objects.create(
        user=user, type=PASSKEY, data={"name": name, **made}, created_at=at
    )
    _tell(user, "passkey.added", at=at, about=added.pk, name=name)
    return added


@transaction.atomic
def rename_passkey(passkey: Authenticator, name: str) -> None:
    """Give a passkey another name."""
    kept = Authenticator.objects.select_for_update(no_key=True).get(pk=passkey.pk)
    kept.data["name"] = name
    kept.save(update_fields=["data"])


@transaction.atomic
def use_passkey(signed: Signed) -> None:
    """Write down how often a passkey has signed. Raises Copied when that is no more than before (7.2, step 22), NotBelieved."""
    kept = Authenticator.objects.select_for_update(no_key=True).filter(pk=signed.passkey.pk).first()
    if kept is None:
        raise NotBelieved
    before = kept.data["count"]
    if (before or signed.count) and signed.count <= before:
        raise Copied(kept.user)
    kept.data["count"] = signed.count
    kept.save(update_fields=["data"])


@transaction.atomic
def doubt_passkey(user: User, *, at: datetime) -> None:
    """Tell somebody that there may be a copy of their passkey."""
    _tell(user, "passkey.doubted", at=at)


@transaction.atomic
def remove(user: User, one: int, *, at: datetime, new_password: str = "", keep_session: str = "") -> None:
    """Take the app or a passkey away; with the last of them the recovery codes go.

    A password too short to stand alone is replaced by `new_password` in the same breath. Raises NotThere, Obligatory,
    PasswordTooShort.
    """
    person = lock_person(user.pk)
    found = keys(user)
    gone = next((each for each in (found.app, *found.passkeys) if each and each.pk == one), None)
    if gone is None:
        raise NotThere
    if found.is_last(gone) and is_obligatory(person):
        raise Obligatory
    if found.is_last(gone):
        _let_the_password_stand_alone(user, person, new_password, at=at, keep_session=keep_session)
        Authenticator.objects.filter(user_id=user.pk).delete()
    else:
        gone.delete()
    if gone.type == APP:
        _tell(user, "second_step.removed", at=at, alone=found.is_last(gone))
    else:
        _tell(user, "passkey.removed", at=at, about=one, name=gone.data["name"], alone=found.is_last(gone))


@transaction.atomic
def open_without(user: User, *, at: datetime, new_password: str = "") -> None:
    """Take every second step away that was lost, when its waiting time is over. Raises NoLostStep, TooEarly, PasswordTooShort."""
    person = lock_person(user.pk)
    open_lost_step(user, at=at)
    _let_the_password_stand_alone(user, person, new_password, at=at)
    Authenticator.objects.filter(user_id=user.pk).delete()


@transaction.atomic
def make_codes(user: User, *, at: datetime) -> None:
    """Replace the recovery codes by new ones. Raises NotThere when there is no second step any more."""
    lock_person(user.pk)
    if not is_on(user):
        raise NotThere
    Authenticator.objects.filter(user_id=user.pk, type=CODES).delete()
    RecoveryCodes.activate(user)
    _tell(user, "recovery_codes.made", at=at)


def _make_codes_with_the_first(user: User) -> None:
    if not is_on(user):
        Authenticator.objects.filter(user_id=user.pk).delete()
    RecoveryCodes.activate(user)


def _let_the_password_stand_alone(user: User, person: User, new: str, *, at: datetime, keep_session: str = "") -> None:
    """Look at the password as it is now that the person is locked, not as the page has seen it."""
    if new:
        change_password(user, new, at=at, keep_session=keep_session)
    elif not person.password_is_long:
        raise PasswordTooShort


def _tell(user: User, kind: str, *, at: datetime, about: int = 0, **context: Any) -> None:
    record(kind, at=at, by=user.pk, subject=f"user:{user.pk}", data={"passkey": about} if about else {})
    template = kind.replace(".", "_")
    key = f"{template}:{user.pk}:{at.isoformat()}"
    warn(user, template, key=key, at=at, context={"at": at.isoformat(), **context})
