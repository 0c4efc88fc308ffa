"""What can be done with the second step of signing in: each in one transaction with its line in the journal and its letter."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction

from abonent.journal.actions import record
from abonent.people.actions import change_password, warn
from abonent.people.models import User

APP, CODES = Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES


class AlreadyOn(Exception):
    """The person has an authenticator app already."""


def is_on(user: User) -> bool:
    """Say whether signing in asks this person for a code."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type=APP).exists())


def codes(user: User) -> list[str]:
    """Return the recovery codes that were not used yet."""
    kept = Authenticator.objects.filter(user_id=user.pk, type=CODES).first()
    return list(kept.wrap().get_unused_codes()) if kept else []


@transaction.atomic
def switch_on(user: User, secret: str, *, at: datetime, code: str = "") -> None:
    """Let an authenticator app be the second step from now on, with fresh recovery codes.

    `code` is the one that proved the app; it is used up. Raises AlreadyOn.
    """
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if is_on(user):
        raise AlreadyOn
    Authenticator.objects.filter(user_id=user.pk).delete()
    app = TOTP.activate(user, secret)
    if code:
        app.validate_code(code)
    RecoveryCodes.activate(user)
    _tell(user, "second_step.added", at=at)


@transaction.atomic
def switch_off(user: User, *, at: datetime, new_password: str = "", keep_session: str = "") -> None:
    """Let the password be all there is again; a short one has to be replaced by `new_password` in the same breath."""
    if new_password:
        change_password(user, new_password, at=at, keep_session=keep_session)
    Authenticator.objects.filter(user_id=user.pk).delete()
    _tell(user, "second_step.removed", at=at)


@transaction.atomic
def make_codes(user: User, *, at: datetime) -> None:
    """Replace the recovery codes by new ones."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    Authenticator.objects.filter(user_id=user.pk, type=CODES).delete()
    RecoveryCodes.activate(user)
    _tell(user, "recovery_codes.made", at=at)


def _tell(user: User, kind: str, *, at: datetime) -> None:
    record(kind, at=at, by=user.pk, subject=f"user:{user.pk}")
    template = kind.replace(".", "_")
    warn(user, template, key=f"{template}:{user.pk}:{at.isoformat()}", at=at, context={"at": at.isoformat()})
