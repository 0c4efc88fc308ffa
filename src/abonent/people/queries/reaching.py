"""How people are reached, and what they have agreed to."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from abonent import profile
from abonent.people.models import OPERATOR, Account, Code, Consent, Contact, User
from abonent.post.models import Message

NO_MAILBOX = "5.1."
"""Statuses that say that an address leads nowhere (RFC 3463, 3.2); a full mailbox or a suspicious filter may pass."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Where and in which language somebody is reached."""

    to: str
    language: str
    user_id: int | None


def _reachable() -> QuerySet[Contact]:
    """Return the e-mail addresses that count and are there: to what a server says is no mailbox, nothing more is sent."""
    found = Contact.objects.filter(kind=Contact.Kind.MAIL, confirmed_at__isnull=False, ended_at=None)
    return found.exclude(bounced_at__isnull=False, bounce__startswith=NO_MAILBOX)


def mail_addresses(account: Account) -> list[Addressee]:
    """Return the confirmed e-mail addresses to which an account's letters go."""
    found = _reachable().filter(account=account)
    return [
        Addressee(contact.value, (contact.user and contact.user.language) or account.language, contact.user_id)
        for contact in found.select_related("user").order_by("id")
    ]


def mail_addresses_of(user: User) -> list[Addressee]:
    """Return the confirmed e-mail addresses of a person."""
    language = user.language or profile.current().languages[0]
    found = _reachable().filter(user=user)
    return [
        Addressee(to, language, user.pk) for to in found.order_by("value").values_list("value", flat=True).distinct()
    ]


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


def bounced() -> QuerySet[Contact]:
    """Return the addresses in force from which mail has come back, the longest ago first, with whose they are."""
    found = Contact.objects.filter(ended_at=None, bounced_at__isnull=False).select_related("account", "user")
    return found.order_by("bounced_at", "id")


def unconfirmed() -> QuerySet[Contact]:
    """Return the addresses that were typed and never confirmed, with whose they are."""
    return Contact.objects.filter(ended_at=None, confirmed_at=None).select_related("account", "user")


def number_of(account: int | None) -> str:
    """Return the number of a customer's account; nothing for what is about no customer."""
    if not account:
        return ""
    return Account.objects.filter(pk=account).values_list("number", flat=True).first() or ""


def contacts_of(account: int) -> QuerySet[Contact]:
    """Return the addresses in force of a customer's account, telephone numbers last; nothing for the operator's own account."""
    return Contact.objects.filter(account_id=account, ended_at=None).exclude(account_id=OPERATOR).order_by("kind", "id")
