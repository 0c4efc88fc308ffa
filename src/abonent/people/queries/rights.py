"""Who may do what: rights on accounts, and the invitations that give them."""

from datetime import datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q, QuerySet

from abonent import profile
from abonent.database.compiled import compiled
from abonent.people.models import Access, Account, Code, Invitation, User


def accesses(user: User | int, *, at: datetime) -> QuerySet[Access]:
    """Return the rights a person has at an instant, in order of account number; held and ended ones are not among them."""
    return (
        Access.objects.filter(Q(held_until=None) | Q(held_until__lte=at), user=user, valid__contains=at)
        .select_related("account")
        .order_by("account__number")
    )


ACCESS = tuple(field.attname for field in Access._meta.concrete_fields)
ACCOUNT = tuple(field.attname for field in Account._meta.concrete_fields if not field.generated)


def _key(*row: Any) -> Access:
    found = Access.from_db("default", ACCESS, row[: len(ACCESS)])
    found.account = Account.from_db("default", ACCOUNT, row[len(ACCESS) :])
    return found


@compiled(_key)
def _keys(user: int, at: datetime) -> QuerySet[Any, Any]:
    return accesses(user, at=at).values_list(*ACCESS, *(f"account__{name}" for name in ACCOUNT))


def keys(user: User, *, at: datetime) -> list[Access]:
    """Return the same as `accesses`, by a statement made once: every page of every customer asks this."""
    return _keys(user=user.pk, at=at)


def access(user: User, account: int, *, at: datetime) -> Access | None:
    """Return the person's right on one account at an instant, if there is one."""
    return accesses(user, at=at).filter(account_id=account).first()


def may(role: str, act: str) -> bool:
    """Say whether a role may do an act, by the profile's one table of acts. Raises KeyError for an unknown act."""
    return role in profile.current().acts[act].roles


def acts_of(role: str) -> frozenset[str]:
    """Return what a role may do, by the profile's one table of acts."""
    return frozenset(act for act, rule in profile.current().acts.items() if role in rule.roles)


def owns(role: str) -> bool:
    """Say whether a role makes its holder the one who decides about an account: who else has a right on it."""
    return may(role, "people.change")


def roles_to_give() -> list[str]:
    """Return the roles that an owner can give to others, in the profile's order: all but the owner's own."""
    return [role for role in profile.current().roles if not owns(role)]


def rights_on(account: Account) -> QuerySet[Access]:
    """Return all rights that people have, had and will have on an account, the oldest first."""
    return Access.objects.filter(account=account).select_related("user", "granted_by").order_by("valid", "pk")


def has_other_owner(right: Access, *, at: datetime) -> bool:
    """Say whether somebody else owns the same account at an instant, and can sign in."""
    others = Access.objects.filter(account=right.account_id, valid__contains=at, user__ended_at=None)
    roles = others.exclude(user=right.user_id).values_list("role", flat=True)
    return any(owns(role) for role in roles)


def invitations(account: Account) -> QuerySet[Invitation]:
    """Return the invitations to an account that nobody has accepted or withdrawn, the oldest first; their links may be too old."""
    found = Invitation.objects.filter(account=account, accepted_at=None, withdrawn_at=None)
    return found.select_related("invited_by").order_by("pk")


def invitation_of(code: Code, *, at: datetime) -> Invitation | None:
    """Return what a link invites to, if that still holds: whoever invited must still decide, as an owner or at the office."""
    pk = int(code.subject.removeprefix("invitation:"))
    found = Invitation.objects.filter(pk=pk, accepted_at=None, withdrawn_at=None, until__gt=at)
    invitation = found.select_related("account", "invited_by").first()
    return invitation if invitation and _invites(invitation.invited_by, invitation.account_id, at=at) else None


def inviter(invitation: Invitation) -> str:
    """Return who invites, as the invited read it: an owner by name, the office as the operator."""
    by = invitation.invited_by
    return profile.current().name if by.is_staff else by.name


def _invites(user: User, account: int, *, at: datetime) -> bool:
    """Say whether somebody may invite to an account today."""
    if not user.is_active:
        return False
    if user.is_staff:
        return user.staff_role in profile.current().desk.acts["people.invite"].roles
    right = access(user, account, at=at)
    return right is not None and owns(right.role)


def right_in_the_way(user: User, invitation: Invitation, *, at: datetime) -> Access | None:
    """Return the right that makes an invitation useless: one that may do more, or as much for as long. Joining takes nothing away."""
    wanted = DateTimeTZRange(at, access_end(invitation))
    for right in Access.objects.filter(user=user, account=invitation.account_id, valid__overlap=wanted):
        more = acts_of(right.role) - acts_of(invitation.role)
        as_much = acts_of(right.role) >= acts_of(invitation.role) and _covers(right.valid, wanted)
        if more or as_much:
            return right
    return None


def access_end(invitation: Invitation) -> datetime | None:
    """Return the instant at which the right that an invitation gives ends; none, when it lasts until somebody ends it."""
    return profile.midnight(invitation.access_until) if invitation.access_until else None


def _covers(long: Any, short: DateTimeTZRange) -> bool:
    return long.lower <= short.lower and (long.upper is None or (short.upper is not None and short.upper <= long.upper))
