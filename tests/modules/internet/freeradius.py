"""A real FreeRADIUS for tests, on the worker's database, and a router that asks it: pyrad, a peer of other makers."""

import hashlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pyrad import client, dictionary, packet

from abonent.management import freeradius
from abonent.modules.internet.bulk.radius import ROLE
from abonent.modules.internet.models import Device
from tests.database import House
from tests.listening import eventually
from tests.modules.internet import SECRET, device, mschap

SPOKEN = ("rfc2865", "rfc2866", "rfc2869", "rfc3162", "rfc4818", "mikrotik", "microsoft")
OWN_PORTS = 20_000
"""Workers look for ports from different places on, so that they do not find the same ones."""
PATIENCE = 1.0
TRIES = 5


@dataclass(frozen=True)
class Said:
    """What RADIUS answered."""

    accepted: bool
    attributes: dict[str, list[Any]] = field(default_factory=dict)
    raw: packet.Packet | None = None


class Radius:
    """The running server and a router at 127.0.0.1 that asks it."""

    secret = SECRET

    def __init__(self, port: int, log: Path) -> None:
        self.port, self.log = port, log

    def device(self, vendor: str = "mikrotik", **more: Any) -> Device:
        """Let the router be known."""
        return device(vendor=vendor, **more)

    def sign_in(
        self, login: str, password: str, how: str = "pap", *, mac: str = "", port: str = "", **more: Any
    ) -> Said:
        """Ask whether somebody may connect. Raises client.Timeout.

        `secret` is the router's own idea of it, `raw` what it says besides, in octets.
        """
        with self._client(more.pop("secret", self.secret), more.pop("tries", TRIES)) as asking:
            signed = more.pop("signed", True)
            request = asking.CreateAuthPacket(User_Name=login, message_authenticator=signed, **_place(mac, port))
            PASSWORDS[how](request, login, password)
            for name, said in more.pop("raw", {}).items():
                request[request.dict[name].code] = [said]
            answer = asking.SendPacket(request)
        said = {name: answer[name] for name in answer.keys() if isinstance(name, str)}  # noqa: SIM118 - not a dict
        return Said(answer.code == packet.AccessAccept, said, answer)

    def account(self, status: str, login: str, number: str, *, mac: str = "", port: str = "", **more: Any) -> bool:
        """Tell what a session does; return whether it was acknowledged."""
        with self._client(more.pop("secret", self.secret), more.pop("tries", TRIES)) as asking:
            request = asking.CreateAcctPacket(User_Name=login, Acct_Session_Id=number, **_place(mac, port), **more)
            request["Acct-Status-Type"] = status
            try:
                return bool(asking.SendPacket(request).code == packet.AccountingResponse)
            except client.Timeout:
                return False

    @contextmanager
    def _client(self, secret: str, tries: int) -> Iterator[client.Client]:
        made = client.Client(
            "127.0.0.1", authport=self.port, acctport=self.port + 1, secret=secret.encode(), dict=_dictionary()
        )
        made.timeout, made.retries = PATIENCE if tries > 1 else PATIENCE / 2, tries
        try:
            yield made
        finally:
            made._CloseSocket()  # noqa: SLF001 - it has no other way


@contextmanager
def running(house: House, folder: Path) -> Iterator[Radius]:
    """Run FreeRADIUS on a worker's database, whatever happens to that meanwhile."""
    keys = folder / "keys"
    keys.write_text(os.environ["ABONENT_KEYS"])
    port = freeradius.free_ports(OWN_PORTS + os.getpid() % 5000 * 4)
    url = house.postgres.url(ROLE, house.name)
    told = freeradius.Radius(url, keys, "127.0.0.1", port, lifetime=1, reject_delay=0)
    log = folder / "log"
    with log.open("wb") as written:
        process = subprocess.Popen(freeradius.command(), env=told.environment(), stdout=written, stderr=written)
        try:
            eventually(lambda: b"Ready to process requests" in log.read_bytes())
            yield Radius(port, log)
        finally:
            process.terminate()
            process.wait()


@cache
def _dictionary() -> dictionary.Dictionary:
    """FreeRADIUS's own files."""
    return dictionary.Dictionary(*(f"/usr/share/freeradius/dictionary.{name}" for name in SPOKEN))


def _place(mac: str, port: str) -> dict[str, str]:
    return {"NAS_Port_Id": port or "ether1", **({"Calling_Station_Id": mac} if mac else {})}


def _pap(request: packet.AuthPacket, login: str, password: str) -> None:
    request["User-Password"] = request.PwCrypt(password)


def _chap(request: packet.AuthPacket, login: str, password: str) -> None:
    challenge, number = os.urandom(16), b"\x07"
    digest = hashlib.md5(number + password.encode() + challenge).digest()  # noqa: S324 - RFC 1994
    request["CHAP-Challenge"] = challenge
    request["CHAP-Password"] = number + digest


def _mschap(request: packet.AuthPacket, login: str, password: str) -> None:
    challenge, peer = os.urandom(16), os.urandom(16)
    response = mschap.response(challenge, peer, login, password)
    request["MS-CHAP-Challenge"] = challenge
    request["MS-CHAP2-Response"] = b"\x07\x00" + peer + bytes(8) + response


PASSWORDS = {"pap": _pap, "chap": _chap, "mschap": _mschap}
