"""Who signs in, from where, and who of them works here."""

from datetime import datetime

from django.db.models import QuerySet

from abonent import profile
from abonent.journal.queries import last_time
from abonent.people.models import Access, Account, LostStep, Session, User
from abonent.people.queries.rights import accesses


def words_about(user: User, *, at: datetime) -> list[str]:
    """Return what strangers may know of a person, and what is therefore no password: login, name, accounts, holders."""
    accounts = accesses(user, at=at).values_list("account__number", "account__holder")
    return [user.login, user.name, *(word for row in accounts for word in row)]


def sessions(user: User) -> QuerySet[Session]:
    """Return where a person is signed in, the latest seen first."""
    return Session.objects.filter(user=user).order_by("-seen_at", "session_key")


def lost_step(user: User) -> LostStep | None:
    """Return what is being settled about a person's lost second step, if anything is."""
    return LostStep.objects.filter(user=user, stopped_at=None, done_at=None).first()


def lost_steps() -> QuerySet[LostStep]:
    """Return everything of that kind that is being settled, the oldest first."""
    return LostStep.objects.filter(stopped_at=None, done_at=None).select_related("user").order_by("asked_at", "pk")


def lost_steps_on(account: Account, *, at: datetime) -> QuerySet[LostStep]:
    """Return what is being settled about lost second steps of those who have a right on an account."""
    having = Access.objects.filter(account=account, valid__contains=at).values("user")
    return lost_steps().filter(user__in=having)


def password_changed_at(user: User) -> datetime | None:
    """Return when a person last chose a password, if that was ever written down."""
    return last_time("password.changed", f"user:{user.pk}")


def login_is_taken(login: str) -> bool:
    """Say whether somebody signs in, or has signed in, with a login."""
    return User.objects.filter(login=login).exists()


def may_at_desk(role: str, act: str) -> bool:
    """Say whether a role of the staff may do an act, by the profile's table of the desk. Raises KeyError for an unknown act."""
    return role in profile.current().desk.acts[act].roles


def desk_acts_of(role: str) -> frozenset[str]:
    """Return what a role of the staff may do at the desk."""
    return frozenset(act for act, rule in profile.current().desk.acts.items() if role in rule.roles)


def staff() -> QuerySet[User]:
    """Return those who work or have worked at the desk, by name; who has left comes last."""
    return User.objects.exclude(staff_role="").order_by("ended_at", "name", "pk")
