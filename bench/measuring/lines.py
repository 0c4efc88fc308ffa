"""Lines, the devices where they end and their sessions, for accounts that `subscribers` has made; account n has line n."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import psycopg

SECRET = "between-us-and-a-measured-router"  # noqa: S105 - of a measurement
ADDRESS = "127.0.0.{}"
"""Each device has an address of its own, as RADIUS knows them apart."""

_SESSIONS = """
INSERT INTO internet_session (account_id, line_id, device_id, mark, number, port, mac, prefix6, given, began_at, heard_at,
    cause, in_bytes, out_bytes, in_packets, out_packets, "drop", because, refused)
SELECT line.account_id, line.id, devices[line.id %% cardinality(devices) + 1], md5('session ' || line.id),
    's' || line.id, 'ether1', lpad(to_hex(line.id), 12, '0'), '', line.given, now() - interval '1 hour', now(),
    '', 0, 0, 0, 0, false, '', ''
FROM internet_lines(now()) line CROSS JOIN (SELECT %s::bigint[]) all_of (devices)
"""


def make_devices(ports: list[int]) -> list[int]:
    """Add a device for each port on which one listens; return their numbers."""
    from abonent import vault  # noqa: PLC0415 - needs Django
    from abonent.modules.internet.models import Device  # noqa: PLC0415 - the same

    at, made = datetime.now(UTC), []
    for place, port in enumerate(ports, start=1):
        device = Device.objects.create(
            name=f"bras-{place}", address=ADDRESS.format(place), vendor="mikrotik", port=port, secret_at=at, added_at=at
        )
        device.secret = vault.seal(SECRET.encode(), bound_to=f"device:{device.pk}:secret")
        device.save(update_fields=["secret"])
        made.append(device.pk)
    return made


def make_lines() -> dict[int, str]:
    """Make everybody's line; return their logins."""
    from abonent.modules.internet.actions import make_lines as make  # noqa: PLC0415 - needs Django
    from abonent.modules.internet.models import Line  # noqa: PLC0415 - the same

    make(at=datetime.now(UTC))
    return dict(Line.objects.values_list("pk", "login"))


def set_passwords(logins: Mapping[int, str]) -> None:
    """Give each line its password (`password_of`), sealed as any is."""
    from abonent import vault  # noqa: PLC0415 - needs Django
    from abonent.modules.internet.bulk.making import set_secrets  # noqa: PLC0415 - the same

    sealed = {
        line: vault.seal(password_of(login).encode(), bound_to=f"line:{line}:secret") for line, login in logins.items()
    }
    set_secrets(sealed, at=datetime.now(UTC))


def password_of(login: str) -> str:
    """Return what was set for a login."""
    return f"slowo-{login}"


def connect(owner: psycopg.Connection, devices: list[int]) -> None:
    """Let every line be connected and be given what it may do now."""
    owner.execute(_SESSIONS, [devices])


def changed(log: bytes) -> Iterator[tuple[int, float]]:
    """Read what the measured routers note: which line was changed, and when by the clock."""
    for words in log.decode().splitlines():
        kind, number, at = words.split()
        if kind == "change":
            yield int(number.removeprefix("s")), float(at)
