"""Customers to be found at the desk, each at an address."""

from typing import Any

from abonent.people.models import Account, Place
from tests import people


def opened(number: str, holder: str, street: str = "", house: str = "", flat: str = "", **more: Any) -> Account:
    account = people.account(number, holder)
    if street:
        place = Place.objects.create(
            street=street, house=house, flat=flat, post_code="16-999", town=more.pop("town", "Gródek Leśny")
        )
        Account.objects.filter(pk=account.pk).update(post_place=place)
    Account.objects.filter(pk=account.pk).update(**more)
    return Account.objects.get(pk=account.pk)
