"""Access devices are added, changed, given another secret, and ended. FreeRADIUS reads them from the database within a minute."""

import secrets
import string
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from abonent import vault
from abonent.journal.actions import record
from abonent.modules.internet.models import Device
from abonent.modules.internet.queries.devices import mark_of

LEAST, MOST = 16, 64
"""Characters of a shared secret: at least 16 octets (RFC 2865, 3); more than 64 some devices cut off silently."""
PROPOSED = 32
ALPHABET = string.ascii_letters + string.digits
"""What a proposed secret is made of: every device takes these, and every console leaves them as they are."""


class NameTaken(Exception):
    """Another device that is in use has this name."""


class AddressTaken(Exception):
    """Another device that is in use has this address."""


class SecretNotFit(Exception):
    """A shared secret is 16 to 64 printable ASCII characters without spaces."""


class DeviceEnded(Exception):
    """The device was ended before."""


class DeviceChanged(Exception):
    """The device is not what somebody has looked at any more: they shall look again."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What people say of a device."""

    name: str
    address: str
    vendor: str
    port: int
    note: str = ""


def propose_secret() -> str:
    """Return a new shared secret of 190 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(PROPOSED))


def is_fit(secret: str) -> bool:
    """Say whether something can be a shared secret."""
    return LEAST <= len(secret) <= MOST and all("!" <= sign <= "~" for sign in secret)


@transaction.atomic
def add_device(facts: Facts, *, secret: str, at: datetime, by: int | None, via: str = "desk") -> Device:
    """Let a device ask RADIUS from now on. Adding the very same twice, with the same secret, adds it once.

    Raises SecretNotFit, NameTaken, AddressTaken.
    """
    if not is_fit(secret):
        raise SecretNotFit
    try:
        with transaction.atomic():
            device = Device.objects.create(**asdict(facts), secret="", secret_at=at, added_at=at)
    except IntegrityError:
        if there := _added_before(facts, secret):
            return there
        raise _taken(facts, 0) from None
    _seal(device, secret)
    record("device.added", at=at, by=by, subject=f"device:{device.pk}", via=via, data={"name": device.name})
    return device


@transaction.atomic
def change_device(
    device: Device, facts: Facts, *, seen: str, at: datetime, by: int | None, via: str = "desk"
) -> Device:
    """Change what is said of a device; `seen` is the mark of what somebody looked at (`mark_of`).

    Raises DeviceEnded, DeviceChanged, NameTaken, AddressTaken.
    """
    found = _held(device, seen)
    said = asdict(facts)
    changed = sorted(name for name, value in said.items() if getattr(found, name) != value)
    if not changed:
        return found
    for name, value in said.items():
        setattr(found, name, value)
    try:
        with transaction.atomic():
            found.save(update_fields=changed)
    except IntegrityError:
        raise _taken(facts, found.pk) from None
    record("device.changed", at=at, by=by, subject=f"device:{found.pk}", via=via, data={"fields": changed})
    return found


@transaction.atomic
def set_device_secret(
    device: Device, secret: str, *, seen: str, at: datetime, by: int | None, via: str = "desk"
) -> Device:
    """Give a device another shared secret. Raises SecretNotFit, DeviceEnded, DeviceChanged."""
    if not is_fit(secret):
        raise SecretNotFit
    found = _held(device, seen)
    found.secret_at = at
    _seal(found, secret)
    record("device.secret_set", at=at, by=by, subject=f"device:{found.pk}", via=via)
    return found


@transaction.atomic
def end_device(device: Device, *, at: datetime, by: int | None, via: str = "desk") -> Device:
    """Answer a device no more. What is connected there stays so until the device itself ends it. Raises DeviceEnded."""
    found = Device.objects.select_for_update().get(pk=device.pk)
    if found.ended_at:
        raise DeviceEnded
    found.ended_at = at
    found.save(update_fields=["ended_at"])
    record("device.ended", at=at, by=by, subject=f"device:{found.pk}", via=via, data={"name": found.name})
    return found


def _held(device: Device, seen: str) -> Device:
    found = Device.objects.select_for_update().get(pk=device.pk)
    if found.ended_at:
        raise DeviceEnded
    if mark_of(found) != seen:
        raise DeviceChanged
    return found


def _seal(device: Device, secret: str) -> None:
    device.secret = vault.seal(secret.encode(), bound_to=_bound(device))
    device.save(update_fields=["secret", "secret_at"])


def _added_before(facts: Facts, secret: str) -> Device | None:
    """Return the device that the same press has added already."""
    there = Device.objects.filter(**asdict(facts), ended_at=None).first()
    same = there and vault.open_sealed(there.secret, bound_to=_bound(there)) == secret.encode()
    return there if same else None


def _bound(device: Device) -> str:
    return f"device:{device.pk}:secret"


def _taken(facts: Facts, besides: int) -> Exception:
    others = Device.objects.filter(ended_at=None).exclude(pk=besides)
    return NameTaken() if others.filter(name=facts.name).exists() else AddressTaken()
