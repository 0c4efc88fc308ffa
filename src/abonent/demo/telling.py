"""How the routers of the demonstration tell what they carry: to FreeRADIUS where it runs, else by the function that it calls."""

import os
import socket
from datetime import datetime, timedelta
from typing import Any

from pyrad import packet

from abonent import vault
from abonent.demo.network import RADIUS
from abonent.modules.internet.bulk import radius
from abonent.modules.internet.models import Device
from abonent.modules.internet.routers.asking import LONGEST
from abonent.modules.internet.routers.questions import dictionary

CAUSES = {"Lost-Carrier": 2, "Admin-Reset": 6}
"""RFC 2866, 5.10."""
PATIENCE, TRIES, LET_ALONE = 0.4, 3, timedelta(minutes=1)
"""Seconds to wait for an answer, how often it is told, and how long nobody asks a FreeRADIUS that was silent."""
LOW = 2**32 - 1


class Teller:
    """Tells the house what sessions of a device do."""

    def __init__(self, device: Device) -> None:
        self.device = device
        host, _, port = os.environ.get(RADIUS, "").rpartition(":")
        self.server = (host, int(port) + 1) if host else None
        self.silent_since: datetime | None = None

    def tell(self, said: radius.Packet, *, now: datetime) -> None:
        """Tell it as a router does; where nobody acknowledges it, to the database itself."""
        if self.silent_since and now - self.silent_since < LET_ALONE:
            radius.account_all([said])
        elif self.server is None or not self._acknowledged(said, self.server, now):
            self.silent_since = now if self.server else None
            radius.account_all([said])

    def _acknowledged(self, said: radius.Packet, server: tuple[str, int], now: datetime) -> bool:
        telling = _packet(said, self._secret(), now)
        raw = telling.RequestPacket()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
            line.settimeout(PATIENCE)
            for _ in range(TRIES):
                try:
                    line.sendto(raw, server)
                    answer = line.recv(LONGEST)
                    return bool(telling.VerifyReply(telling.CreateReply(packet=answer), answer))
                except TimeoutError:
                    continue
                except (OSError, packet.PacketError):
                    return False
        return False

    def _secret(self) -> bytes:
        self.device.refresh_from_db(fields=["secret"])
        return vault.open_sealed(self.device.secret, bound_to=f"device:{self.device.pk}:secret")


def _packet(said: radius.Packet, secret: bytes, now: datetime) -> Any:
    """Return the packet (RFC 2866; octets above 32 bits by RFC 2869, 5.1)."""
    telling = packet.AcctPacket(secret=secret, dict=dictionary())
    attributes: dict[str, Any] = {
        "User-Name": said.login,
        "Acct-Status-Type": said.status,
        "Acct-Session-Id": said.number,
        "Acct-Session-Time": said.seconds,
        "Acct-Delay-Time": max(0, round((now - said.at).total_seconds())),
        "Calling-Station-Id": said.mac,
        "Framed-IP-Address": said.address4,
        "Class": said.given.encode(),
        "Acct-Input-Octets": said.in_octets & LOW,
        "Acct-Input-Gigawords": said.in_octets >> 32,
        "Acct-Output-Octets": said.out_octets & LOW,
        "Acct-Output-Gigawords": said.out_octets >> 32,
        "Acct-Input-Packets": said.in_packets & LOW,
        "Acct-Output-Packets": said.out_packets & LOW,
    }
    if said.cause:
        attributes["Acct-Terminate-Cause"] = CAUSES[said.cause]
    for name, value in attributes.items():
        telling.AddAttribute(name, value)
    return telling
