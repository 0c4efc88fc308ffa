"""First access: nobody sets or sees another's password, so a person gets a link to choose their own."""

from datetime import datetime, timedelta

from django.db import transaction

from abonent import profile
from abonent.journal.actions import record
from abonent.people.actions.codes import FIRST, make_link
from abonent.people.actions.locking import lock_person
from abonent.people.actions.recovering import send_link
from abonent.people.models import User
from abonent.people.queries import mail_addresses_of


class HasLeft(Exception):
    """The person has closed their sign-in."""


class NoConfirmedAddress(Exception):
    """The person has no confirmed e-mail address to which a link could go."""


@transaction.atomic
def invite_in(user: User, *, at: datetime, by: int | None) -> datetime:
    """Send a person the link to their first password; return until when it works. An earlier one works no more.

    Goes to one address, the first: a link that opens an account shall lie in one place. Raises HasLeft, NoConfirmedAddress.
    """
    user = lock_person(user.pk)
    if not user.is_active:
        raise HasLeft
    found = next(iter(mail_addresses_of(user)), None)
    if found is None:
        raise NoConfirmedAddress
    lasts = timedelta(days=profile.current().panel.links.invite_days)
    token = make_link(FIRST, at=at, lasts=lasts, user=user, subject=f"user:{user.pk}")
    day = profile.today(at + lasts).isoformat()
    template = "staff_invited" if user.is_staff else "first_access"
    send_link(template, token, user, found, key=f"{template}:{user.pk}:{at.isoformat()}", at=at, until=day)
    record("person.invited", at=at, by=by, subject=f"user:{user.pk}", for_id=user.pk, via="desk" if by else "office")
    return at + lasts
