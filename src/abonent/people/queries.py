"""What may be asked about people and their accounts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q, QuerySet

from abonent import profile
from abonent.database.compiled import compiled
from abonent.journal.queries import last_time
from abonent.people.models import OPERATOR, Access, Account, Code, Consent, Contact, Invitation, LostStep, Session, User
from abonent.post.models import Message


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


def may(role: str, act: str) -> bool:
    """Say whether a role may do an act, by the profile's one table of acts. Raises KeyError for an unknown act."""
    return role in profile.current().acts[act].roles


@dataclass(frozen=True, slots=True)
class Addressee:
    """Where and in which language somebody is reached."""

    to: str
    language: str
    user_id: int | None


def mail_addresses(account: Account) -> list[Addressee]:
    """Return the confirmed e-mail addresses to which an account's letters go."""
    found = Contact.objects.filter(account=account, kind=Contact.Kind.MAIL, confirmed_at__isnull=False, ended_at=None)
    return [
        Addressee(contact.value, (contact.user and contact.user.language) or account.language, contact.user_id)
        for contact in found.select_related("user").order_by("id")
    ]


def mail_addresses_of(user: User) -> list[Addressee]:
    """Return the confirmed e-mail addresses of a person."""
    language = user.language or profile.current().languages[0]
    found = Contact.objects.filter(user=user, kind=Contact.Kind.MAIL, confirmed_at__isnull=False, ended_at=None)
    return [
        Addressee(to, language, user.pk) for to in found.order_by("value").values_list("value", flat=True).distinct()
    ]


def login_is_taken(login: str) -> bool:
    """Say whether somebody signs in, or has signed in, with a login."""
    return User.objects.filter(login=login).exists()


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


def invitations(account: Account) -> QuerySet[Invitation]:
    """Return the invitations to an account that nobody has accepted or withdrawn, the oldest first; their links may be too old."""
    found = Invitation.objects.filter(account=account, accepted_at=None, withdrawn_at=None)
    return found.select_related("invited_by").order_by("pk")


def invitation_of(code: Code, *, at: datetime) -> Invitation | None:
    """Return what a link invites to, if that still holds: whoever invited must still be the one who decides."""
    pk = int(code.subject.removeprefix("invitation:"))
    found = Invitation.objects.filter(pk=pk, accepted_at=None, withdrawn_at=None, until__gt=at)
    invitation = found.select_related("account", "invited_by").first()
    if invitation is None or not invitation.invited_by.is_active:
        return None
    right = access(invitation.invited_by, invitation.account_id, at=at)
    return invitation if right and owns(right.role) else None


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


def consents(account: Account) -> dict[str, Consent]:
    """Return what was said last of each consent, given or taken back, by its code."""
    said = Consent.objects.filter(account=account).select_related("wording", "user")
    return {newest.code: newest for newest in said.order_by("code", "-at", "-pk").distinct("code")}


def agrees(account: Account, code: str) -> bool:
    """Say whether a consent is given now: to whichever of its wordings. Without it nothing of the kind is sent."""
    said = Consent.objects.filter(account=account, code=code).order_by("-at", "-pk").values_list("given", flat=True)
    return bool(said.first())


def contacts(account: int, user: User) -> QuerySet[Contact]:
    """Return the addresses in force, confirmed or not: an account's, or for account 0 the person's own; the oldest first."""
    whose = {"account_id": account} if account else {"account_id": OPERATOR, "user": user}
    return Contact.objects.filter(ended_at=None, **whose).order_by("kind", "added_at", "id")


def is_last_address(contact: Contact) -> bool:
    """Say whether no other e-mail address would be left that counts: for the account, or for the person's sign-in."""
    if contact.kind != Contact.Kind.MAIL or not contact.confirmed_at:
        return False
    whose = {"account": contact.account_id} if contact.account_id else {"user": contact.user_id}
    others = Contact.objects.filter(kind=Contact.Kind.MAIL, ended_at=None, confirmed_at__isnull=False, **whose)
    return not others.exclude(pk=contact.pk).exists()


def code_again_at(purpose: str, subject: str, *, at: datetime) -> datetime | None:
    """Return from when on another code about something can be sent; nothing when it can be now."""
    last = Code.objects.filter(purpose=purpose, subject=subject).order_by("-pk").first()
    again_at = last and last.made_at + timedelta(seconds=profile.current().panel.codes.again_after_seconds)
    return again_at if again_at and again_at > at else None


def sms_left(number: str, *, at: datetime) -> int:
    """Return how many SMS may still go to a number within a day, whoever asks for them and why."""
    sent = Message.objects.filter(channel=Message.Channel.SMS, to=number, queued_at__gt=at - timedelta(days=1))
    return max(0, profile.current().panel.phones.sms_a_day - sent.count())


def consent_history(account: Account) -> QuerySet[Consent]:
    """Return each time that something was agreed to or taken back, the newest first."""
    return Consent.objects.filter(account=account).select_related("wording", "user").order_by("-at", "-pk")


def may_at_desk(role: str, act: str) -> bool:
    """Say whether a role of the staff may do an act, by the profile's table of the desk. Raises KeyError for an unknown act."""
    return role in profile.current().desk.acts[act].roles


def desk_acts_of(role: str) -> frozenset[str]:
    """Return what a role of the staff may do at the desk."""
    return frozenset(act for act, rule in profile.current().desk.acts.items() if role in rule.roles)


def staff() -> QuerySet[User]:
    """Return those who work or have worked at the desk, by name; who has left comes last."""
    return User.objects.exclude(staff_role="").order_by("ended_at", "name", "pk")
