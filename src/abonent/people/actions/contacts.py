"""E-mail addresses and telephone numbers: added, confirmed by a code, replaced, removed.

Account 0 stands for the person alone: `by` looks after addresses of their own, where only news about their sign-in goes.
"""

from datetime import datetime

from django.db import transaction

from abonent import profile
from abonent.journal.actions import record
from abonent.people import bulk
from abonent.people.actions.codes import live_code, make_code, try_code, void_links
from abonent.people.actions.letters import notify, warn
from abonent.people.actions.locking import lock_account, lock_person
from abonent.people.actions.mending import mend
from abonent.people.addresses import masked
from abonent.people.models import OPERATOR, Account, Code, Contact, User
from abonent.people.queries import code_again_at, contacts, is_last_address, sms_left
from abonent.post.actions import queue

PURPOSES = {Contact.Kind.MAIL: "CONFIRM_MAIL", Contact.Kind.PHONE: "CONFIRM_PHONE"}
CHANNELS = {Contact.Kind.MAIL: "MAIL", Contact.Kind.PHONE: "SMS"}
MOST = 10
"""So many addresses in force nobody needs."""


class AlreadyThere(Exception):
    """The address is there and confirmed."""


class TooManyContacts(Exception):
    """No more addresses can be added before others are removed."""


class NoContact(Exception):
    """The address was removed meanwhile."""


class CountsAlready(Exception):
    """The address counts already."""


class TooSoon(Exception):
    """A code was sent a moment ago; another one can be sent from `again_at`."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__(again_at)
        self.again_at = again_at


class TooManySms(Exception):
    """So many SMS went to this number within a day that no more are sent."""


class LastAddress(Exception):
    """The last confirmed e-mail address stays: letters, and what proves whose the sign-in is, have no other way."""


@transaction.atomic
def add_contact(
    account: int, kind: str, value: str, *, by: User, at: datetime, instead: Contact | None = None
) -> Contact:
    """Write an address down; it counts once it is confirmed, and then ends the one it stands `instead` of.

    The same address, not confirmed yet, is that one again. Raises AlreadyThere, TooManyContacts.
    """
    _lock(account, by)
    if instead is not None:
        instead.refresh_from_db()
    there = contacts(account, by)
    same = there.filter(kind=kind, value__iexact=value).first()
    if same is not None and same.confirmed_at:
        raise AlreadyThere
    if instead is not None and not instead.confirmed_at and instead != same:
        end_contact(instead, by=by, at=at)
    if same is None and there.count() >= MOST:
        raise TooManyContacts
    contact = same or Contact(account_id=account, user=by, kind=kind, value=value, added_at=at)
    contact.replaces = instead if instead and instead.confirmed_at else None
    contact.save()
    if same is None:
        record("contact.added", at=at, account=account or None, by=by.pk, subject=f"contact:{contact.pk}")
    return contact


@transaction.atomic
def send_code(contact: Contact, *, by: User, bound_to: str, at: datetime) -> None:
    """Send the code that confirms an address, to be typed in the browser `bound_to`.

    Raises NoContact, CountsAlready, TooSoon, TooManySms.
    """
    found = _locked(contact, by)
    if found.counts:
        raise CountsAlready
    _be_patient(found, at)
    purpose, subject = PURPOSES[Contact.Kind(found.kind)], about(found)
    code = make_code(purpose, at=at, subject=subject, bound_to=bound_to, user=by, account=found.account_id)
    queue(
        purpose.lower(),
        to=found.value,
        channel=CHANNELS[Contact.Kind(found.kind)],
        language=by.language or profile.current().languages[0],
        key=f"confirm:{found.pk}:{at.isoformat()}",
        at=at,
        account=found.account_id or None,
        user=by.pk,
        context={"minutes": profile.current().panel.codes.minutes},
        secret={"code": code},
    )


def confirm_contact(contact: Contact, typed: str, *, by: User, bound_to: str, at: datetime) -> Contact:
    """Let an address count by the code that went there; everybody it concerns is told.

    Raises NoContact, WrongCode, SpentCode. A wrong try is counted for good: this must not run inside a transaction.
    """
    try_code(PURPOSES[Contact.Kind(contact.kind)], typed, subject=about(contact), bound_to=bound_to, at=at)
    with transaction.atomic():
        found = _locked(contact, by)
        if found.confirmed_at:
            return mend(found, at=at, by=by)
        # Whoever has read the code has the address: it is theirs, whoever of the owners has typed it.
        Contact.objects.filter(pk=found.pk).update(confirmed_at=at, user=by)
        found.user = by
        replaced = found.replaces if found.replaces and found.replaces.ended_at is None else None
        record("contact.confirmed", at=at, account=found.account_id or None, by=by.pk, subject=about(found))
        _tell(found, "replaced" if replaced else "added", by=by, at=at)
        if replaced:
            end_contact(replaced, by=by, at=at)
    found.confirmed_at = at
    return found


@transaction.atomic
def remove_contact(contact: Contact, *, by: User, at: datetime) -> None:
    """Use an address no more; it is told so itself. Removed twice is removed once. Raises LastAddress."""
    _lock(contact.account_id, by)
    found = Contact.objects.select_related("account", "user").get(pk=contact.pk)
    if found.ended_at:
        return
    if is_last_address(found):
        raise LastAddress
    if found.confirmed_at:
        _tell(found, "removed", by=by, at=at)
    end_contact(found, by=by, at=at)


def code_there(contact: Contact, *, bound_to: str, at: datetime) -> Code | None:
    """Return the code that waits to be typed in this browser, if one was sent and still works."""
    return live_code(PURPOSES[Contact.Kind(contact.kind)], subject=about(contact), bound_to=bound_to, at=at)


def code_later(contact: Contact, *, at: datetime) -> datetime | None:
    """Return from when on another code can be sent; nothing when it can be now."""
    return code_again_at(PURPOSES[Contact.Kind(contact.kind)], about(contact), at=at)


def about(contact: Contact) -> str:
    """Return what codes and events call an address."""
    return f"contact:{contact.pk}"


def _lock(account: int, by: User) -> None:
    """Hold what the addresses belong to: the account, or the person themselves."""
    if account == OPERATOR:
        lock_person(by.pk)
    else:
        lock_account(account)


def _locked(contact: Contact, by: User) -> Contact:
    _lock(contact.account_id, by)
    found = contacts(contact.account_id, by).filter(pk=contact.pk).select_related("replaces").first()
    if found is None:
        raise NoContact
    return found


def _be_patient(contact: Contact, at: datetime) -> None:
    """Raises TooSoon, TooManySms."""
    if again_at := code_later(contact, at=at):
        raise TooSoon(again_at)
    if contact.kind == Contact.Kind.PHONE:
        bulk.one_at_a_time(f"sms:{contact.value}")
        if sms_left(contact.value, at=at) < 1:
            raise TooManySms


def end_contact(contact: Contact, *, by: User, at: datetime, via: str = "web") -> None:
    """End an address that is held, the codes that wait for it, and the links that may have gone there."""
    Contact.objects.filter(pk=contact.pk).update(ended_at=at)
    if contact.user and contact.kind == Contact.Kind.MAIL:
        void_links(contact.user, at=at)
    purpose = PURPOSES[Contact.Kind(contact.kind)]
    Code.objects.filter(purpose=purpose, subject=about(contact), used_at=None, until__gt=at).update(until=at)
    record("contact.removed", at=at, account=contact.account_id or None, by=by.pk, subject=about(contact), via=via)


def _tell(contact: Contact, what: str, *, by: User, at: datetime) -> None:
    """Tell every address that counts now, the new and the old, what was done: whoever did not do it has to know."""
    context = {"what": what, "kind": contact.kind, "shown": masked(contact.value), "at": at.isoformat()}
    key = f"contact_changed:{contact.pk}:{what}"
    if contact.account_id != OPERATOR:
        notify(Account.objects.get(pk=contact.account_id), "contact_changed", key=key, at=at, context=context)
    warn(by, "contact_changed", key=key, at=at, context=context)
    if contact.user and contact.user != by:
        warn(contact.user, "contact_changed", key=key, at=at, context=context)
