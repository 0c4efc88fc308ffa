"""Who in the demonstration has not come in yet: an invitation that works lies in the outbox."""

from datetime import datetime

from abonent.demo.cast import people
from abonent.people.actions import FIRST, invite_in
from abonent.people.models import Code, User


def invite_newcomers(*, at: datetime) -> int:
    """Invite those with a name and no password, unless a link of theirs still works; return how many.

    The history sends nothing; this is sent when it is over, whenever a demo starts, so that the link is always fresh enough.
    """
    logins = [person.login for person in people() if not person.password]
    waiting = [user for user in User.objects.filter(login__in=logins, ended_at=None) if not user.has_usable_password()]
    links = Code.objects.filter(purpose=FIRST, used_at=None, until__gt=at)
    found = [user for user in waiting if not links.filter(user=user).exists()]
    for user in found:
        invite_in(user, at=at, by=None)
    return len(found)
