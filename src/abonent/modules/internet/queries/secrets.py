"""Where the module keeps secrets, and a few of them opened, for whoever looks whether they lie about in clear."""

from collections.abc import Iterator

from abonent import vault
from abonent.modules.internet.models import Device, Line
from abonent.modules.internet.queries.passwords import line_password_faults
from abonent.vault.resealing import Column

LINE, DEVICE = "line:{}:secret", "device:{}:secret"
"""What the vault binds each to."""
SOME = 5
LONG = 10


def sealed() -> Iterator[Column]:
    """Give the columns that keep secrets."""
    yield Column("internet_line", "secret", LINE.format)
    yield Column("internet_device", "secret", DEVICE.format)


def sample() -> Iterator[bytes]:
    """Open some secrets, the last that were set; what others may write by chance, or does not open, is left out."""
    for line in Line.objects.exclude(secret="").order_by("-secret_at", "-pk")[:SOME]:
        password = _opened(line.secret, LINE.format(line.pk))
        if not line_password_faults(password.decode(errors="replace"), login=line.login):
            yield password
    for device in Device.objects.exclude(secret="").order_by("-secret_at", "-pk")[:SOME]:
        if len(secret := _opened(device.secret, DEVICE.format(device.pk))) >= LONG:
            yield secret


def _opened(secret: str, bound_to: str) -> bytes:
    try:
        return vault.open_sealed(secret, bound_to=bound_to)
    except vault.AlteredSecret:
        return b""
