"""The routers of the demonstration, behind its one access device: they connect, tell what was carried, and do as they are told.

What they tell goes through the functions of the database by which FreeRADIUS speaks; what they are told comes by UDP, signed,
as from any house that runs RADIUS (RFC 5176).
"""

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any, NoReturn

from django.db.models import QuerySet
from pyrad import packet

from abonent import profile, vault
from abonent.demo.lines import MODULE, mac_of
from abonent.demo.network import left_alone
from abonent.demo.script import script
from abonent.modules.internet.actions.devices import Facts, add_device
from abonent.modules.internet.bulk import radius
from abonent.modules.internet.bulk.now import Now, lines_now
from abonent.modules.internet.models import Device, Line, Session
from abonent.modules.internet.routers.asking import LONGEST
from abonent.modules.internet.routers.causes import GONE
from abonent.modules.internet.routers.questions import dictionary

NAME, ADDRESS, VENDOR, PORT = "bras-1", "127.0.0.1", "mikrotik", 3799
SECRET = "the-demo-and-its-routers"  # noqa: S105 - everybody may read it
BACK_AFTER, TRIES_EACH = timedelta(seconds=12), timedelta(minutes=10)
"""So long a router takes to connect anew when it was disconnected, and until one that was refused tries again."""
LONGEST_AGO, AWAY_AGO = timedelta(days=9), timedelta(days=2)
"""Since when at most connections of the first start have been there, and until when at least those who are away were."""
EARLIER = 3
OLD_PASSWORD = "100325"  # noqa: S105 - a login
"""Whose router still has the password of before."""
OFF, MISTYPED = 0.06, 0.03
"""So many routers are switched off, and so many know another password than the one that was set."""
BUSY, UP, OCTETS, PACKET = 0.04, 0.09, 125, 900
"""So much of its speed a line carries at most on average; so much of that goes up; octets a second in a kbit/s and in a packet."""
A_ROUND, AT_ONCE = 2.0, 200
"""Seconds between two rounds, and so many connect in one: between rounds it is heard what routers are told."""


@dataclass(frozen=True, slots=True)
class Call:
    """A connection as its router knows it. `given` is what RADIUS let it do when it began; speeds are its means in octets a second."""

    login: str
    number: str
    given: str
    began_at: datetime
    told_at: datetime
    down: int
    up: int


def set_up(*, at: datetime) -> None:
    """Add the access device through which the lines of the demonstration connect, unless there is one."""
    if MODULE in profile.current().modules and not Device.objects.filter(address=ADDRESS, ended_at=None).exists():
        add_device(Facts(NAME, ADDRESS, VENDOR, PORT), secret=SECRET, at=at, by=None, via="job")


class Routers:
    """All routers of the demonstration. `calls` are the connections under way, by number; `later` when who is away tries again."""

    def __init__(self, device: Device, *, clock: Callable[[], datetime]) -> None:
        self.device, self.clock = device, clock
        self.calls: dict[str, Call] = {}
        self.later: dict[str, datetime] = {}
        self.named = {account["number"] for account in script().accounts}
        self.others = left_alone()

    def wake(self) -> None:
        """Go on with the connections of last time."""
        for session in self._sessions().filter(ended_at=None).exclude(line__login=self.others):
            self.calls[session.number] = self._call(session.line.login, session.given, session.began_at, session.number)

    def tell(self) -> None:
        """Do what is due: connect, be refused, or tell how much was carried."""
        now, rules = self.clock(), profile.current().internet
        every = timedelta(seconds=rules.interim_seconds if rules else 0)
        for call in [call for call in self.calls.values() if now - call.told_at >= every]:
            self._account("Interim-Update", call, at=now)
        connected = {call.login for call in self.calls.values()} | {self.others}
        away = (line for line in Line.objects.all() if line.login not in connected)
        due = (line for line in away if now >= self.later.get(line.login, now))
        lines = {line.pk: line for line in islice(due, AT_ONCE)}
        for pk, allowed in lines_now(lines, at=now).items():
            self._sign_in(lines[pk], allowed, now)

    def hear(self, raw: bytes) -> bytes | None:
        """Answer a request to change or end a connection; nothing to one that is not signed with our secret."""
        asked = self._understood(raw)
        if asked is None:
            return None
        numbers = asked.get("Acct-Session-Id", [""])
        call = self.calls.get(str(numbers[0]))
        answer = asked.CreateReply()
        answer.code = asked.code + (1 if call else 2)
        if call is None:
            answer.AddAttribute("Error-Cause", GONE)
        elif asked.code == packet.DisconnectRequest:
            self._hang_up(call)
        answer.add_message_authenticator()
        return bytes(answer.ReplyPacket())

    def _understood(self, raw: bytes) -> Any:
        self.device.refresh_from_db(fields=["secret"])
        secret = vault.open_sealed(self.device.secret, bound_to=f"device:{self.device.pk}:secret")
        try:
            asked = packet.CoAPacket(packet=raw, secret=secret, dict=dictionary())
            signed = asked.VerifyCoARequest() and asked.verify_message_authenticator()
        except (packet.PacketError, KeyError, ValueError):
            return None
        return asked if signed and asked.code in (packet.CoARequest, packet.DisconnectRequest) else None

    def _hang_up(self, call: Call) -> None:
        self._account("Stop", call, at=self.clock(), cause="Admin-Reset")
        self.later[call.login] = self.clock() + BACK_AFTER

    def _sign_in(self, line: Line, allowed: Now, now: datetime) -> None:
        """Connect a line, unless its router is switched off or is refused."""
        lot = self._lot(line.login)
        drawn = 1.0 if line.login.partition("-")[0] in self.named else lot.random()
        fate = OFF if line.login == OLD_PASSWORD else drawn
        away = fate < OFF + MISTYPED
        self.later[line.login] = now + TRIES_EACH
        began_at = now
        if line.secret and allowed.given and not self._sessions().filter(line=line).exists():
            began_at = self._past(line, allowed, until=now - (AWAY_AGO if away else LONGEST_AGO) * lot.random())
        if fate >= OFF:
            why = "closed" if not allowed.given else "no_password" if not line.secret else "password" if away else ""
            radius.answer(login=line.login, device=ADDRESS, mac=mac_of(line.login), given=allowed.given, why=why)
            if not why:
                self._begin(self._call(line.login, allowed.given, max(began_at, line.made_at)))

    def _past(self, line: Line, allowed: Now, *, until: datetime) -> datetime:
        """Let a line that was never seen have been connected before; return when the last of that ended."""
        lot, ends = self._lot(f"{line.login} before"), until
        for _ in range(EARLIER):
            began_at = ends - LONGEST_AGO * lot.random()
            if began_at > line.made_at:
                call = self._call(line.login, allowed.given, began_at)
                self._account("Start", call, at=began_at)
                self._account("Stop", call, at=ends, cause="Lost-Carrier")
            ends = began_at - timedelta(minutes=1)
        return until

    def _begin(self, call: Call) -> None:
        self._account("Start", call, at=call.began_at)

    def _account(self, status: str, call: Call, *, at: datetime, cause: str = "") -> None:
        age = int((at - call.began_at).total_seconds())
        line = self._lot(call.login)
        radius.account(
            status=status, login=call.login, device=ADDRESS, number=call.number, at=at, mac=mac_of(call.login),
            address4=_address(line), given=call.given, seconds=age, cause=cause,
            in_octets=call.up * age, out_octets=call.down * age,
            in_packets=call.up * age // PACKET, out_packets=call.down * age // PACKET,
        )  # fmt: skip
        if status == "Stop":
            self.calls.pop(call.number, None)
        else:
            self.calls[call.number] = replace(call, told_at=at)

    def _call(self, login: str, given: str, began_at: datetime, number: str = "") -> Call:
        """Return a connection; its number says when it began, so it is the same whenever the demonstration starts."""
        level, _, speeds = given.partition(" ")
        down = float(speeds.partition("/")[0] or 0) * OCTETS * BUSY * self._lot(f"{login} carries").random()
        down = down if level == "FREE" else down / 100
        return Call(
            login,
            number or f"{int(began_at.timestamp()):08x}{login}",
            given,
            began_at,
            began_at,
            int(down),
            int(down * UP),
        )

    def _sessions(self) -> QuerySet[Session]:
        return Session.objects.filter(device=self.device).select_related("line")

    def _lot(self, what: str) -> Random:
        return Random(f"{NAME}:{what}")  # noqa: S311 - the same at every start, not a secret


def listen(device: Device) -> socket.socket:
    """Return an ear for what the device is told: at its port, or at another one, which it then has."""
    ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        ear.bind((ADDRESS, device.port))
    except OSError:
        ear.bind((ADDRESS, 0))
        Device.objects.filter(pk=device.pk).update(port=ear.getsockname()[1])
    return ear


def serve(routers: Routers, ear: socket.socket) -> NoReturn:
    """Play on until the process is ended."""
    routers.wake()
    due = time.monotonic()
    while True:
        if time.monotonic() >= due:
            routers.tell()
            due = time.monotonic() + A_ROUND
        ear.settimeout(A_ROUND)
        with suppress(TimeoutError):
            raw, sender = ear.recvfrom(LONGEST)
            if answer := routers.hear(raw):
                ear.sendto(answer, sender)


def _address(lot: Random) -> str:
    """Return an address that nobody has (RFC 6598), the same for a line each time."""
    return f"100.{64 + lot.randrange(64)}.{lot.randrange(256)}.{lot.randrange(1, 255)}"
