"""The database is told what the profile says of lines."""

from django.db import transaction

from abonent.modules.internet.models import Reply, Rules
from abonent.profile.internet import Vendor
from abonent.profile.tree import Profile

LEVELS = {"FREE": "free", "LIMITED": "limited", "SUSPENDED": "suspended"}


@transaction.atomic
def enter_replies(profile: Profile) -> None:
    """Bring what RADIUS answers, and the rules by which it does, up to date with [internet]; without it nothing is changed."""
    internet = profile.internet
    if internet is None:
        return
    Rules.objects.update_or_create(
        id=1,
        defaults={
            "sessions": internet.sessions,
            "silent_minutes": internet.silent_minutes,
            "interim_seconds": internet.interim_seconds,
            "pool": internet.pool,
            "zone": str(profile.zone),
        },
    )
    Reply.objects.all().delete()
    Reply.objects.bulk_create(reply for name, vendor in internet.vendors.items() for reply in _replies(name, vendor))


def _replies(name: str, vendor: Vendor) -> list[Reply]:
    made = []
    for level, key in LEVELS.items():
        for place, said in enumerate((*vendor.always, *getattr(vendor, key)), start=1):
            attribute, _, value = said.partition(" = ")
            made.append(Reply(vendor=name, level=level, place=place, attribute=attribute, value=value))
    return made
