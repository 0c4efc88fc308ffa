"""What stays behind when somebody closes their sign-in: the accounts they had a right on, who else has one, where letters go."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from abonent.people.models import Access, Contact, User
from abonent.people.queries import accesses, owns


@dataclass(frozen=True, slots=True)
class LeftAccount:
    """An account that somebody leaves. `others` have rights on it, too; `keeps` are the person's addresses that it needs.

    Letters of an account that would otherwise be nobody's go where they went: bills have to reach somebody.
    """

    access: Access
    others: tuple[Access, ...]
    keeps: tuple[Contact, ...]

    @property
    def has_owner(self) -> bool:
        """Say whether somebody else decides about it."""
        return any(owns(other.role) for other in self.others)

    @property
    def letters(self) -> tuple[str, ...]:
        """Return the e-mail addresses to which its letters go on, as far as they are the person's."""
        return tuple(contact.value for contact in self.keeps if contact.kind == Contact.Kind.MAIL)


def left_accounts(user: User, *, at: datetime) -> list[LeftAccount]:
    """Return what a person would leave behind now, in order of account number."""
    mine = list(accesses(user, at=at))
    numbers = [access.account_id for access in mine]
    others, contacts = _others(user, numbers, at), _contacts(numbers)
    return [
        LeftAccount(access, tuple(others[access.account_id]), _keeps(user, access, others, contacts)) for access in mine
    ]


def _others(user: User, accounts: list[int], at: datetime) -> dict[int, list[Access]]:
    held = Q(held_until=None) | Q(held_until__lte=at)
    found = Access.objects.filter(held, account_id__in=accounts, valid__contains=at).exclude(user=user)
    rights = defaultdict(list)
    for right in found.filter(user__ended_at=None).select_related("user").order_by("pk"):
        rights[right.account_id].append(right)
    return rights


def _contacts(accounts: list[int]) -> dict[int, list[Contact]]:
    reached = defaultdict(list)
    for contact in Contact.objects.filter(account_id__in=accounts, ended_at=None).order_by("pk"):
        reached[contact.account_id].append(contact)
    return reached


def _keeps(
    user: User, access: Access, others: dict[int, list[Access]], contacts: dict[int, list[Contact]]
) -> tuple[Contact, ...]:
    """Return the person's own among an account's addresses, if no other owner is there or no other address."""
    confirmed = [contact for contact in contacts[access.account_id] if contact.confirmed_at]
    mine = tuple(contact for contact in confirmed if contact.user_id == user.pk)
    is_reached = any(contact.kind == Contact.Kind.MAIL for contact in confirmed if contact.user_id != user.pk)
    has_owner = any(owns(other.role) for other in others[access.account_id])
    return () if has_owner and is_reached else mine
