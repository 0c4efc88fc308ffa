"""One-time codes and links: made, sent in clear once, proven once. What is kept is a digest (OWASP ASVS 5.0, 6.5.1 to 6.5.5).

A code is six digits, typed in the browser that asked for it, within minutes and a few tries. A link's token has 256 bits,
works once, in any browser, and is not used up by being looked at: machines that read mail open links too.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from abonent import profile
from abonent.people.actions.locking import lock_person
from abonent.people.models import OPERATOR, Code, User

RECOVER, FIRST = "RECOVER", "FIRST"
TO_A_PASSWORD = (RECOVER, FIRST)
"""What links are for that let somebody choose a password."""


class WrongCode(Exception):
    """What was typed is not the code; `left` tries are left, none: a new code is needed."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


class SpentCode(Exception):
    """There is no such code or link any more: used, too old, replaced by a newer one, or never made."""


@transaction.atomic
def make_link(
    purpose: str,
    *,
    at: datetime,
    lasts: timedelta,
    user: User | None = None,
    account: int = OPERATOR,
    subject: str = "",
) -> str:
    """Make a link's token, which goes into a letter's `secret` and nowhere else. An older one of the same subject is void."""
    token = secrets.token_urlsafe(32)
    _replace(purpose, token, at=at, until=at + lasts, user=user, account=account, subject=subject)
    return token


@transaction.atomic
def use_link(purpose: str, token: str, *, at: datetime) -> Code:
    """Use a link up and return what it was about; its person is held before it. Raises SpentCode."""
    if person := seen_link(purpose, token, at=at).user_id:
        lock_person(person)
    found = Code.objects.select_for_update(no_key=True, of=("self",))
    found = found.filter(purpose=purpose, digest=digest(purpose, "", token))
    code = found.filter(used_at=None, until__gt=at).select_related("user", "account").first()
    if code is None:
        raise SpentCode
    code.used_at = at
    code.save(update_fields=["used_at"])
    return code


@transaction.atomic
def void_links(user: User, *, at: datetime, purposes: Sequence[str] = TO_A_PASSWORD) -> None:
    """Let a person's links work no more."""
    lock_person(user.pk)
    Code.objects.filter(purpose__in=purposes, user=user, used_at=None, until__gt=at).update(until=at)


def seen_link(purpose: str, token: str, *, at: datetime) -> Code:
    """Return what a link is about without using it up. Raises SpentCode."""
    found = Code.objects.filter(purpose=purpose, digest=digest(purpose, "", token), used_at=None, until__gt=at)
    code = found.select_related("user", "account").first()
    if code is None:
        raise SpentCode
    return code


@transaction.atomic
def make_code(
    purpose: str, *, at: datetime, subject: str, bound_to: str, user: User | None = None, account: int = OPERATOR
) -> str:
    """Make a six-digit code for the browser `bound_to`; it goes into a letter's `secret`. An older one of the subject is void."""
    typed = f"{secrets.randbelow(1_000_000):06}"
    until = at + timedelta(minutes=profile.current().panel.codes.minutes)
    _replace(
        purpose, typed, at=at, until=until, user=user, account=account, subject=subject, bound_to=_browser(bound_to)
    )
    return typed


def live_code(purpose: str, *, subject: str, bound_to: str, at: datetime) -> Code | None:
    """Return the code that the browser `bound_to` could still type right, if there is one."""
    found = Code.objects.filter(purpose=purpose, subject=subject, used_at=None, until__gt=at)
    code = found.filter(bound_to=_browser(bound_to)).order_by("-pk").first()
    return code if code and code.tries < profile.current().panel.codes.tries else None


def try_code(purpose: str, typed: str, *, subject: str, bound_to: str, at: datetime) -> Code:
    """Use a code up that was typed right. Raises WrongCode, SpentCode.

    A wrong try is counted for good: this must not run inside a transaction that the exception undoes.
    """
    with transaction.atomic():
        found = Code.objects.select_for_update(no_key=True).filter(purpose=purpose, subject=subject, used_at=None)
        code = found.filter(until__gt=at, bound_to=_browser(bound_to)).order_by("-pk").first()
        most = profile.current().panel.codes.tries
        if code is None or code.tries >= most:
            raise SpentCode
        right = constant_time_compare(code.digest, digest(purpose, subject, "".join(typed.split())))
        code.tries += 1
        code.used_at = at if right else None
        code.save(update_fields=["tries", "used_at"])
    if not right:
        raise WrongCode(most - code.tries)
    return code


def digest(purpose: str, subject: str, secret: str) -> str:
    """Return what is kept of a code or token; without the portal's key nobody can try out a million codes."""
    return salted_hmac("abonent.code", f"{purpose}:{subject}:{secret}", algorithm="sha256").hexdigest()


def _browser(key: str) -> str:
    return salted_hmac("abonent.browser", key, algorithm="sha256").hexdigest()


def _replace(
    purpose: str, secret: str, *, at: datetime, until: datetime, subject: str, account: int, **more: object
) -> None:
    """Keep a secret; those made before for the same subject work no more."""
    if subject:
        Code.objects.filter(purpose=purpose, subject=subject, used_at=None, until__gt=at).update(until=at)
    kept = digest(purpose, subject if "bound_to" in more else "", secret)
    Code.objects.create(
        purpose=purpose, subject=subject, account_id=account, digest=kept, made_at=at, until=until, **more
    )
