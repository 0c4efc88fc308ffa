"""What may be asked about how people are reached, and about what they have agreed to over time."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from abonent import profile
from abonent.people.models import Account, Code, Consent, Contact, User
from abonent.post.models import Message


def contacts(account: int, user: User) -> QuerySet[Contact]:
    """Return the addresses in force, confirmed or not: an account's, or for account 0 the person's own; the oldest first."""
    whose = {"account_id": account} if account else {"account_id": 0, "user": user}
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
