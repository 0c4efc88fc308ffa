"""A lost second step: asked for behind the right password, confirmed by the office, opened after a waiting time.

The owner is told at each point, at all their addresses, with a link that stops it (NIST SP 800-63B-4, 4.2).
"""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction

from abonent import profile
from abonent.journal.actions import record
from abonent.people.actions.codes import make_link, use_link, void_links
from abonent.people.actions.letters import warn
from abonent.people.actions.locking import lock_person
from abonent.people.colleagues import administers
from abonent.people.models import LostStep, Session, User
from abonent.people.queries import lost_step

PURPOSE = "STOP_LOST"
LINK_LASTS = timedelta(days=60)
"""Longer than anybody waits; the link is void with what it stops."""


class NoLostStep(Exception):
    """Nothing is running: it was stopped, or is done, or nobody asked."""


class AlreadyConfirmed(Exception):
    """The office has confirmed it before; the waiting time is not begun anew."""


class NeedsAnother(Exception):
    """Somebody of the staff cannot confirm their own loss, nor can one who does not decide about the staff."""


class TooEarly(Exception):
    """The office has not confirmed it, or the waiting time still runs."""


@transaction.atomic
def ask_lost_step(user: User, *, at: datetime) -> LostStep:
    """Begin to settle that somebody has lost their second step; what runs already goes on."""
    lock_person(user.pk)
    if running := lost_step(user):
        return running
    made = LostStep.objects.create(user=user, asked_at=at)
    _tell(made, "lost_step.asked", at=at, by=user, stoppable=True)
    return made


@transaction.atomic
def confirm_lost_step(user: User, *, by: User | None, at: datetime, checked: str = "", via: str = "office") -> LostStep:
    """Say that the office has seen who it is, and how (`checked`); the waiting time begins.

    For somebody of the staff it is a colleague who decides about the staff (`people.colleagues`).
    Raises NoLostStep, AlreadyConfirmed, NeedsAnother.
    """
    if user.is_staff and (by is None or by.pk == user.pk or not administers(by)):
        raise NeedsAnother
    step = _running(user)
    if step.confirmed_at is not None:
        raise AlreadyConfirmed
    step.confirmed_at, step.confirmed_by = at, by
    step.opens_at = at + timedelta(hours=profile.current().panel.lost_step_hours)
    step.save(update_fields=["confirmed_at", "confirmed_by", "opens_at"])
    _tell(step, "lost_step.confirmed", at=at, by=by, stoppable=True, via=via, checked=checked)
    return step


@transaction.atomic
def stop_lost_step(user: User, *, by: User | None, at: datetime, via: str = "web") -> None:
    """Leave everything as it was. Raises NoLostStep."""
    step = _running(user)
    step.stopped_at = at
    step.save(update_fields=["stopped_at"])
    void_links(user, at=at, purposes=(PURPOSE,))
    _tell(step, "lost_step.stopped", at=at, by=by, via=via)


@transaction.atomic
def stop_lost_step_by_link(token: str, *, at: datetime) -> None:
    """Stop what the letter told of. Raises SpentCode."""
    code = use_link(PURPOSE, token, at=at)
    assert code.user  # noqa: S101 - these links are always about somebody
    stop_lost_step(code.user, by=code.user, at=at)


@transaction.atomic
def open_lost_step(user: User, *, at: datetime) -> None:
    """Let the password alone open the door, now that the waiting time is over; every session of the person ends.

    Taking the second step itself away is the caller's, in the same transaction. Raises NoLostStep, TooEarly.
    """
    step = _running(user)
    if not step.is_open(at):
        raise TooEarly
    step.done_at = at
    step.save(update_fields=["done_at"])
    Session.objects.filter(user=user).delete()
    void_links(user, at=at, purposes=(PURPOSE,))
    _tell(step, "lost_step.done", at=at, by=user)


def found_again(user: User, *, at: datetime) -> None:
    """Somebody has just signed in with the second step: it is not lost."""
    if lost_step(user):
        with suppress(NoLostStep):
            stop_lost_step(user, by=user, at=at)


def _running(user: User) -> LostStep:
    lock_person(user.pk)
    step = lost_step(user)
    if step is None:
        raise NoLostStep
    return step


def _tell(  # noqa: PLR0913 - what, when, by whom, how
    step: LostStep,
    kind: str,
    *,
    at: datetime,
    by: User | None,
    stoppable: bool = False,
    via: str = "web",
    checked: str = "",
) -> None:
    data = {"lost_step": step.pk} | ({"checked": checked} if checked else {})
    record(kind, at=at, by=by.pk if by else None, subject=f"user:{step.user_id}", via=via, data=data)
    template = kind.replace(".", "_")
    context = {"opens_at": step.opens_at.isoformat()} if step.opens_at else {}
    about = f"{template}:{step.pk}"
    link = make_link(PURPOSE, at=at, lasts=LINK_LASTS, user=step.user, subject=about) if stoppable else ""
    warn(step.user, template, key=about, at=at, context=context, secret={"token": link} if link else None)
