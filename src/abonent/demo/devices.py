"""Access devices of the demonstration that do not do what they should: one is out of reach, one has been ended."""

from datetime import datetime, timedelta

from django.db import transaction

from abonent import profile
from abonent.demo.lines import MODULE
from abonent.modules.internet.actions.devices import Facts, add_device, end_device, propose_secret
from abonent.modules.internet.actions.outcome import not_answered
from abonent.modules.internet.models import Device

AWAY = Facts("bras-2", "192.0.2.2", "generic", 3799, "Zapasowy, w szafie na ul. Leśnej.")
OLD = Facts("bras-0", "192.0.2.1", "mikrotik", 3799, "Wymieniony na bras-1.")
"""At addresses that are nobody's (RFC 5737)."""
SILENT = timedelta(hours=2)


@transaction.atomic
def add(at: datetime) -> None:
    """Add both, unless they have been added."""
    if MODULE not in profile.current().modules or Device.objects.filter(name=AWAY.name).exists():
        return
    begin = profile.midnight(profile.today(at)) - timedelta(days=20)
    old = add_device(OLD, secret=propose_secret(), at=begin, by=None, via="job")
    end_device(old, at=begin + timedelta(days=10), by=None, via="job")
    away = add_device(AWAY, secret=propose_secret(), at=begin, by=None, via="job")
    heard = (at - SILENT).replace(second=0, microsecond=0)
    Device.objects.filter(pk=away.pk).update(heard_at=heard)
    not_answered(away, "silent", at=at - SILENT / 2)
