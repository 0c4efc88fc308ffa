"""Inviting somebody to an account, and joining it by the link of the letter."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from abonent import profile
from abonent.journal.actions import record
from abonent.people.actions.codes import SpentCode, make_link, seen_link, use_link
from abonent.people.actions.letters import notify
from abonent.people.actions.locking import lock_account
from abonent.people.models import OPERATOR, Access, Account, Contact, Invitation, User
from abonent.people.queries import access_end, invitation_of, invitations, inviter, right_in_the_way, roles_to_give
from abonent.post.actions import queue

JOIN = "JOIN"


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is invited, as what, and until when: the first day without the right, or none."""

    name: str
    mail: str
    role: str
    access_until: date | None = None


class NotToGive(ValueError):
    """This role is not one that an owner can give, and this is not the office; or it would have ended before it began."""


class AlreadyInvited(Exception):
    """An invitation to this address waits already."""

    def __init__(self, invitation: Invitation) -> None:
        super().__init__(invitation.pk)
        self.invitation = invitation


class NoInvitation(Exception):
    """The invitation was accepted or withdrawn before."""


class HasRight(Exception):
    """The person has a right on the account that may do more, or as much for as long."""

    def __init__(self, access: Access) -> None:
        super().__init__(access.pk)
        self.access = access


class LoginTaken(Exception):
    """Somebody else signs in with this login."""


@transaction.atomic
def invite(account: Account, guest: Guest, *, at: datetime, by: User) -> Invitation:
    """Ask somebody by mail to join an account; the office may ask them to own it, too. Raises NotToGive, AlreadyInvited."""
    account = lock_account(account.pk)
    _check(guest.role, guest.access_until, at=at, by=by)
    if before := invitations(account).filter(mail__iexact=guest.mail).first():
        raise AlreadyInvited(before)
    invitation = Invitation(account=account, invited_by=by, made_at=at, role=guest.role, name=guest.name)
    invitation.mail, invitation.access_until = guest.mail, guest.access_until
    _send(invitation, at=at, by=by)
    return invitation


@transaction.atomic
def resend_invitation(invitation: Invitation, *, at: datetime, by: User) -> None:
    """Send a fresh link; the one before does not work any more. Raises NoInvitation, NotToGive."""
    waiting = _lock(invitation)
    _check(waiting.role, waiting.access_until, at=at, by=by)
    waiting.invited_by = by
    _send(waiting, at=at, by=by)


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, at: datetime, by: User) -> None:
    """Take an invitation back; its link does not work any more. Raises NoInvitation."""
    waiting = _lock(invitation)
    waiting.withdrawn_at = at
    waiting.save(update_fields=["withdrawn_at"])
    subject = f"invitation:{waiting.pk}"
    record("invitation.withdrawn", at=at, account=waiting.account_id, by=by.pk, subject=subject, via=_via(by))


@transaction.atomic
def accept_invitation(token: str, user: User, *, at: datetime) -> Access:
    """Join the account of a link as somebody who has a sign-in. Raises SpentCode, HasRight."""
    return _join(_use(token, at=at), user, at=at)


@transaction.atomic
def join_as_newcomer(token: str, newcomer: User, *, at: datetime) -> Access:
    """Join the account of a link with a new sign-in; that the letter came proves the e-mail address.

    `newcomer` is not saved yet and has a password. Raises SpentCode, LoginTaken.
    """
    invitation = _use(token, at=at)
    _welcome(newcomer)
    Contact.objects.create(
        account_id=OPERATOR, user=newcomer, kind=Contact.Kind.MAIL, value=invitation.mail, added_at=at, confirmed_at=at
    )
    record("sign_in.made", at=at, by=newcomer.pk, subject=f"user:{newcomer.pk}")
    return _join(invitation, newcomer, at=at)


def _check(role: str, access_until: date | None, *, at: datetime, by: User) -> None:
    """Raise NotToGive where this person cannot give this role, or it would be over before it began."""
    given = profile.current().roles if by.is_staff else roles_to_give()
    if role not in given or (access_until and access_until <= profile.today(at)):
        raise NotToGive(role)


def _via(by: User) -> str:
    return "desk" if by.is_staff else "web"


def _welcome(newcomer: User) -> None:
    try:
        with transaction.atomic():
            newcomer.save(force_insert=True)
    except IntegrityError:
        raise LoginTaken from None


def _lock(invitation: Invitation) -> Invitation:
    """Hold the account, and return the invitation as it is now."""
    account = lock_account(invitation.account_id)
    waiting = invitations(account).filter(pk=invitation.pk).first()
    if waiting is None:
        raise NoInvitation
    waiting.account = account
    return waiting


def _use(token: str, *, at: datetime) -> Invitation:
    """Use a link up. The account is locked before the link, as whoever sends a fresh one does."""
    lock_account(seen_link(JOIN, token, at=at).account_id)
    invitation = invitation_of(use_link(JOIN, token, at=at), at=at)
    if invitation is None:
        raise SpentCode
    return invitation


def _send(invitation: Invitation, *, at: datetime, by: User) -> None:
    """Save an invitation with the end of its link, and send the letter."""
    ends = access_end(invitation)
    longest = at + timedelta(days=profile.current().panel.links.invite_days)
    invitation.until = min(longest, ends) if ends else longest
    invitation.save()
    account, subject = invitation.account, f"invitation:{invitation.pk}"
    token = make_link(JOIN, at=at, lasts=invitation.until - at, account=account.pk, subject=subject)
    last = profile.today(ends - timedelta(days=1)).isoformat() if ends else ""
    queue(
        "invitation", to=invitation.mail, channel="MAIL", language=(not by.is_staff and by.language) or account.language,
        key=f"{subject}:{at.isoformat()}", at=at, account=account.pk, secret={"token": token},
        context={"account": account.number, "inviter": inviter(invitation), "role": invitation.role, "last_day": last,
                 "until": profile.today(invitation.until).isoformat()},
    )  # fmt: skip
    facts = {"role": invitation.role}
    record("invitation.sent", at=at, account=account.pk, by=by.pk, subject=subject, via=_via(by), data=facts)


def _join(invitation: Invitation, user: User, *, at: datetime) -> Access:
    """Give the right, in place of what it contains; tell the owner."""
    if right := right_in_the_way(user, invitation, at=at):
        raise HasRight(right)
    valid = DateTimeTZRange(at, access_end(invitation))
    _make_room(user, invitation.account, valid)
    given = Access.objects.create(
        account=invitation.account, user=user, role=invitation.role, how="invitation", valid=valid, granted_by=invitation.invited_by
    )  # fmt: skip
    invitation.accepted_by, invitation.accepted_at = user, at
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    facts = {"role": given.role, "person": user.pk}
    record("access.granted", at=at, account=given.account_id, by=user.pk, subject=f"access:{given.pk}", data=facts)
    said = {"account": invitation.account.number, "person": user.name, "role": given.role}
    notify(invitation.account, "joined", key=f"joined:{given.pk}", at=at, context=said)
    return given


def _make_room(user: User, account: Account, valid: DateTimeTZRange) -> None:
    """Shorten the lesser rights in whose time a greater one comes; what of them lies behind it goes on after it."""
    for right in Access.objects.filter(user=user, account=account, valid__overlap=valid):
        began, ends = right.valid.lower, right.valid.upper
        goes_on = valid.upper is not None and (ends is None or ends > valid.upper)
        if began < valid.lower:
            Access.objects.filter(pk=right.pk).update(valid=DateTimeTZRange(began, valid.lower))
        else:
            right.delete()
        if goes_on:
            right.pk, right._state.adding, right.valid = None, True, DateTimeTZRange(valid.upper, ends)  # noqa: SLF001
            right.save()
