"""Who works at the desk, and who of them may say who else does: what is asked before that is changed."""

from datetime import datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Max, QuerySet

from abonent.people.models import Code, Session, User
from abonent.people.queries import may_at_desk, staff

ADMINISTERS = "staff.change"
"""The act of whoever invites, disables and changes roles."""


def administers(user: User) -> bool:
    """Say whether somebody may change who works at the desk, today."""
    return user.is_staff and user.is_active and may_at_desk(user.staff_role, ADMINISTERS)


def administrators() -> QuerySet[User]:
    """Return those who may change who works at the desk, and can come in: whoever was only invited cannot yet."""
    roles = [role for role in staff().values_list("staff_role", flat=True) if may_at_desk(role, ADMINISTERS)]
    return staff().filter(staff_role__in=roles, ended_at=None).exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)


def is_last_administrator(user: User) -> bool:
    """Say whether nobody else could change who works at the desk."""
    return administers(user) and not administrators().exclude(pk=user.pk).exists()


def has_come_in(user: User) -> bool:
    """Say whether somebody has a password: invited people choose it by the link of their letter."""
    return user.has_usable_password()


def link_until(purpose: str, user: User, *, at: datetime) -> datetime | None:
    """Return until when a link that was sent to somebody works, if one does."""
    found = Code.objects.filter(purpose=purpose, user=user, used_at=None, until__gt=at).order_by("-until")
    return found.values_list("until", flat=True).first()


def last_seen(users: list[User]) -> dict[int, datetime]:
    """Return when each was here last: by the sessions that there are, or else by the last time of signing in."""
    found = Session.objects.filter(user__in=users).values("user").annotate(at=Max("seen_at"))
    came = {user.pk: user.last_login for user in users if user.last_login}
    return came | {each["user"]: each["at"] for each in found}
