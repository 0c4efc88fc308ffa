"""Locks, taken in one order, so that no two wait for each other: accounts by their ids, then a person, then that person's links."""

from abonent.people.models import Account, User


def lock_account(account: int) -> Account:
    """Hold the one lock of an account until the transaction ends. Does not block rows that refer to the account."""
    return Account.objects.select_for_update(no_key=True).get(pk=account)


def lock_person(person: int) -> User:
    """Hold the one lock of a person: of two who change a sign-in at once, one is first."""
    return User.objects.select_for_update(no_key=True).get(pk=person)
