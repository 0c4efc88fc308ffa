"""What the office changes about a customer: who they are, and how they are reached. Everybody whom it concerns is told.

An address that the office adds counts once the customer has confirmed it, or once somebody of the staff has seen that it is
theirs and says how (docs/decisions/0046).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from abonent.journal.actions import record
from abonent.people.actions.contacts import MOST, AlreadyThere, LastAddress, NoContact, TooManyContacts, end_contact
from abonent.people.actions.letters import notify, warn
from abonent.people.actions.locking import lock_account
from abonent.people.addresses import masked
from abonent.people.models import Account, Contact, User
from abonent.people.queries import access, is_last_address, owns, rights_on


class NotAsShown(Exception):
    """Somebody else has changed it since it was looked at."""


class NothingNew(Exception):
    """Everything is so already."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose an account is."""

    holder: str
    kind: str
    language: str
    tax_id: str

    @classmethod
    def of(cls, account: Account) -> "Holder":
        return cls(account.holder, account.kind, account.language, account.tax_id)


@transaction.atomic
def change_holder(account: Account, new: Holder, *, was: Holder, reason: str, at: datetime, by: User) -> Account:
    """Correct whose an account is. `was` is what the office looked at. Raises NotAsShown, NothingNew."""
    found = lock_account(account.pk)
    if Holder.of(found) != was:
        raise NotAsShown
    changed = [name for name in Holder.__slots__ if getattr(new, name) != getattr(was, name)]
    if not changed:
        raise NothingNew
    for name in changed:
        setattr(found, name, getattr(new, name))
    found.save(update_fields=changed)
    data = {"changed": changed, "reason": reason}
    record("customer.changed", at=at, account=found.pk, by=by.pk, via="desk", data=data)
    context = {"account": found.number, "changed": changed}
    notify(found, "customer_changed", key=f"customer_changed:{found.pk}:{at.isoformat()}", at=at, context=context)
    return found


@transaction.atomic
def take_contact(  # noqa: PLR0913 - what, instead of what, how it is known, by whom
    account: Account, kind: str, value: str, *, seen: str, at: datetime, by: User, instead: Contact | None = None
) -> Contact:
    """Write an address of a customer down, maybe `instead` of another one; `seen` says how the office knows it is theirs.

    Without that it waits for the customer's code, and what it stands instead of counts until then.
    Raises AlreadyThere, TooManyContacts, NoContact.
    """
    lock_account(account.pk)
    there = Contact.objects.filter(account=account, ended_at=None)
    if instead is not None and not (instead := there.select_related("user").filter(pk=instead.pk).first()):
        raise NoContact
    same = there.filter(kind=kind, value__iexact=value).first()
    if same is not None and (same.counts or same == instead):
        raise AlreadyThere
    if same is None and there.count() >= MOST:
        raise TooManyContacts
    contact = same or Contact(account=account, kind=kind, value=value, added_at=at)
    contact.user = contact.user or (instead.user if instead else _only_owner(account, at=at))
    contact.replaces = instead if instead and instead.confirmed_at else None
    contact.save()
    if instead and not instead.confirmed_at:
        end_contact(instead, by=by, at=at, via="desk")
    if same is None:
        record("contact.added", at=at, account=account.pk, by=by.pk, subject=f"contact:{contact.pk}", via="desk")
    return confirm_by_office(contact, seen=seen, at=at, by=by) if seen else contact


@transaction.atomic
def confirm_by_office(contact: Contact, *, seen: str, at: datetime, by: User) -> Contact:
    """Let an address count because the office knows whose it is, and says how. Done twice it is done once. Raises NoContact."""
    lock_account(contact.account_id)
    found = Contact.objects.select_related("user", "account", "replaces").filter(pk=contact.pk, ended_at=None).first()
    if found is None:
        raise NoContact
    if found.confirmed_at:
        return found
    replaced = found.replaces if found.replaces and found.replaces.ended_at is None else None
    found.confirmed_at, found.bounced_at, found.bounce = at, None, ""
    found.save(update_fields=["confirmed_at", "bounced_at", "bounce"])
    subject, data = f"contact:{found.pk}", {"reason": seen}
    record(
        "contact.confirmed_by_office", at=at, account=found.account_id, by=by.pk, subject=subject, via="desk", data=data
    )
    _tell(found, "replaced" if replaced else "added", at=at)
    if replaced:
        end_contact(replaced, by=by, at=at, via="desk")
    return found


@transaction.atomic
def drop_contact(contact: Contact, *, even_the_last: bool, at: datetime, by: User) -> None:
    """Use an address of a customer no more; it is told so itself. Removed twice is removed once.

    Raises LastAddress for the last e-mail address that counts, unless whoever removes it knows that.
    """
    lock_account(contact.account_id)
    found = Contact.objects.select_related("account", "user").get(pk=contact.pk)
    if found.ended_at:
        return
    if is_last_address(found) and not even_the_last:
        raise LastAddress
    if found.confirmed_at:
        _tell(found, "removed", at=at)
    end_contact(found, by=by, at=at, via="desk")


def _only_owner(account: Account, *, at: datetime) -> User | None:
    """Return who owns an account, when that is one person: then its addresses are theirs."""
    owners = [right.user for right in rights_on(account) if owns(right.role) and access(right.user, account.pk, at=at)]
    return owners[0] if len(owners) == 1 else None


def _tell(contact: Contact, what: str, *, at: datetime) -> None:
    """Tell every address that counts now, the new and the old: the customer has to know what the office did."""
    context = {"what": what, "kind": contact.kind, "shown": masked(contact.value), "at": at.isoformat(), "office": True}
    key = f"contact_changed:{contact.pk}:{what}:office"
    notify(contact.account, "contact_changed", key=key, at=at, context=context)
    if contact.user:
        warn(contact.user, "contact_changed", key=key, at=at, context=context)
