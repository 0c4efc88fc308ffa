"""Where an account's letters on paper go."""

from datetime import datetime

from django.db import transaction

from abonent.journal.actions import record
from abonent.people.actions.letters import notify
from abonent.people.actions.locking import lock_account
from abonent.people.models import Account, Place, User

FIELDS = ("street", "house", "flat", "post_code", "town")
"""What a customer says of a place; also the names under which an order keeps it."""


@transaction.atomic
def move_post(  # noqa: PLR0913 - an address has that many parts
    account: Account,
    *,
    at: datetime,
    by: User | None,
    street: str,
    house: str,
    flat: str,
    post_code: str,
    town: str,
    via: str = "web",
) -> Account:
    """Send letters to another place from now on. It is a new place: the old one may be somebody's home. The same changes nothing."""
    found = lock_account(account.pk)
    wanted = {"street": street, "house": house, "flat": flat, "post_code": post_code, "town": town}
    if found.post_place and written(found.post_place) == wanted:
        return found
    found.post_place = Place.objects.create(**wanted)
    found.save(update_fields=["post_place"])
    subject = f"place:{found.post_place.pk}"
    record("address.changed", at=at, account=found.pk, by=by.pk if by else None, subject=subject, via=via)
    context = {
        "account": found.number,
        "address": ", ".join(filter(None, found.post_place.lines)),
        "at": at.isoformat(),
    }
    notify(found, "address_changed", key=f"address_changed:{found.post_place.pk}", at=at, context=context)
    return found


def written(place: Place | None) -> dict[str, str]:
    """Return what a place is, by the names of FIELDS; nothing at all where there is none."""
    return {name: getattr(place, name, "") for name in FIELDS}
