"""Addresses that mail comes back from: marked, and mended again."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from abonent.journal.actions import record
from abonent.people.actions.locking import lock_account
from abonent.people.models import Contact, User
from abonent.post.models import Message


@transaction.atomic
def note_bounce(message: Message) -> int:
    """Mark the address that a letter came back from, wherever it is used; return at how many places.

    One that was confirmed since the letter left is right again, and stays so.
    """
    if message.bounced_at is None or message.sent_at is None:
        return 0
    found = Contact.objects.filter(kind=Contact.Kind.MAIL, value=message.to, ended_at=None)
    not_since = Q(confirmed_at=None) | Q(confirmed_at__lte=message.sent_at)
    return found.filter(not_since).update(bounced_at=message.bounced_at, bounce=message.trouble)


@transaction.atomic
def was_mended(contact: Contact, *, at: datetime, by: User) -> Contact:
    """Let the office say that an address takes mail again: letters go there from now on."""
    lock_account(contact.account_id)
    return mend(Contact.objects.select_related("user").get(pk=contact.pk), at=at, by=by, via="desk")


def mend(contact: Contact, *, at: datetime, by: User | None, via: str = "web") -> Contact:
    """Take the mark away from an address that is held already; where there is none nothing happens."""
    if contact.bounced_at is None:
        return contact
    contact.bounced_at, contact.bounce = None, ""
    contact.confirmed_at = max(contact.confirmed_at, at) if contact.confirmed_at else None
    contact.save(update_fields=["bounced_at", "bounce", "confirmed_at"])
    who, subject = by.pk if by else None, f"contact:{contact.pk}"
    record("contact.mended", at=at, account=contact.account_id or None, by=who, subject=subject, via=via)
    return contact
