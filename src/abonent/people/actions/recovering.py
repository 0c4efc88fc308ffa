"""The way back in for whoever has forgotten the password: a link by mail, for the right pair of login and address.

What a stranger can see is the same for every pair (OWASP ASVS 5.0, 6.3.8): asking puts one sealed note on the list of
jobs, and only the job looks whether anybody is meant.
"""

import json
from datetime import datetime, timedelta

from django.db import transaction
from procrastinate.contrib.django import app as jobs

from abonent import profile, vault
from abonent.journal.actions import record
from abonent.people.actions.codes import FIRST, RECOVER, SpentCode, make_link, use_link
from abonent.people.actions.signing_in import change_password
from abonent.people.models import User
from abonent.people.queries import Addressee, mail_addresses_of
from abonent.post.actions import queue

ASKED = "recovery:asked"
"""What the vault binds a note to."""


def ask_for_link(login: str, mail: str) -> None:
    """Ask for a link to a new password, whether or not the two belong together."""
    note = vault.seal(json.dumps([login, mail]).encode(), bound_to=ASKED)
    jobs.configure_task("people.recover").defer(asked=note)


@transaction.atomic
def answer_recovery(asked: str, *, at: datetime) -> bool:
    """Send the link if login and address are one person's; return whether it was sent. Raises AlteredSecret."""
    login, mail = json.loads(vault.open_sealed(asked, bound_to=ASKED))
    user = User.objects.filter(login=login).first()
    found = _address(user, mail) if user and user.is_active else None
    subject = f"user:{user.pk}" if user else ""
    if not user or not found:
        record("recovery.refused", at=at, subject=subject)
        return False
    minutes = profile.current().panel.links.recover_minutes
    token = make_link(RECOVER, at=at, lasts=timedelta(minutes=minutes), user=user, subject=subject)
    key = f"recover:{user.pk}:{at.isoformat()}"
    send_link("recover", token, user, found, key=key, at=at, minutes=minutes)
    record("recovery.asked", at=at, subject=subject)
    return True


def send_link(
    template: str, token: str, user: User, to: Addressee, *, key: str, at: datetime, **context: object
) -> None:
    """Queue a letter that carries a link."""
    queue(
        template,
        to=to.to,
        channel="MAIL",
        language=to.language,
        key=key,
        at=at,
        user=user.pk,
        context=context,
        secret={"token": token},
    )


@transaction.atomic
def choose_password(purpose: str, token: str, new: str, *, at: datetime) -> User:
    """Use a link up (RECOVER or FIRST) and let its person have a password; all their sessions end. Raises SpentCode.

    The rule is asked before (`people.passwords.faults`). A second step stays as it is (OWASP ASVS 5.0, 6.4.3).
    """
    user = use_link(purpose, token, at=at).user
    if user is None or not user.is_active:
        raise SpentCode
    change_password(user, new, at=at, letter="password_chosen" if purpose == FIRST else "password_changed")
    return user


def _address(user: User, typed: str) -> Addressee | None:
    """Return the person's own confirmed address as it is kept: letters never go to what somebody typed."""
    wanted = typed.strip().casefold()
    return next((found for found in mail_addresses_of(user) if found.to.casefold() == wanted), None)
