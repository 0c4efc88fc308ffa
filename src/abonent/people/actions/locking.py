"""The one lock of an account."""

from abonent.people.models import Account


def lock_account(account: int) -> Account:
    """Hold the one lock of an account until the transaction ends. Does not block rows that refer to the account."""
    return Account.objects.select_for_update(no_key=True).get(pk=account)
