"""The routers of the demonstration, behind its one access device: they connect, tell what was carried, and do as they are told.

What they tell goes to FreeRADIUS where it runs, what was before through the functions of the database that it calls; what they
are told comes by UDP, signed, as from any house that runs RADIUS (RFC 5176).
"""

import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, NoReturn

from django.db import transaction
from django.db.models import QuerySet
from pyrad import packet

from abonent import profile, vault
from abonent.demo.before import DAYS, NOTHING, Stretch, connections, told
from abonent.demo.carrying import Counters, Speeds, more
from abonent.demo.lines import MODULE, mac_of
from abonent.demo.network import left_alone
from abonent.demo.script import script
from abonent.demo.telling import Teller
from abonent.modules.internet.actions.devices import Facts, add_device
from abonent.modules.internet.actions.thinning import make_parts
from abonent.modules.internet.bulk import radius
from abonent.modules.internet.bulk.now import Now, lines_now
from abonent.modules.internet.models import Device, Line, Session
from abonent.modules.internet.routers.asking import LONGEST
from abonent.modules.internet.routers.causes import GONE
from abonent.modules.internet.routers.questions import dictionary

NAME, ADDRESS, VENDOR, PORT = "bras-1", "127.0.0.1", "mikrotik", 3799
SECRET = "the-demo-and-its-routers"  # noqa: S105 - everybody may read it
GOES_ON = "Interim-Update"
BACK_AFTER, TRIES_EACH = timedelta(seconds=12), timedelta(minutes=10)
"""So long a router takes to connect anew when it was disconnected, and until one that was refused tries again."""
AWAY_AGO = timedelta(days=2)
"""Until when at least those who are away were there."""
OLD_PASSWORD = "100325"  # noqa: S105 - a login
"""Whose router still has the password of before."""
OFF, MISTYPED = 0.06, 0.03
"""So many routers are switched off, and so many know another password than the one that was set."""
HELD = 0.01
"""So much is carried of what would be, by a line that reaches nothing but the pay zone."""
A_ROUND, A_WHILE, AT_ONCE = 2.0, 1.0, 200
"""Seconds between two rounds, seconds in which as many connect as can, and how many at most: between rounds it is heard what
routers are told."""
SOON = 0.01


@dataclass(frozen=True, slots=True)
class Call:
    """A connection as its router knows it. `given` is what RADIUS let it do when it began."""

    login: str
    number: str
    given: str
    began_at: datetime
    told_at: datetime
    address: str
    counted: Counters = NOTHING


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
        self.teller = Teller(device)

    def wake(self) -> None:
        """Go on with the connections of last time, and make room for what has been before."""
        now = self.clock()
        make_parts(now, since=None if self._sessions().exists() else (now - DAYS).date())
        for session in self._sessions().filter(ended_at=None).exclude(line__login=self.others):
            counted = Counters(session.in_bytes, session.out_bytes, session.in_packets, session.out_packets)
            self.calls[session.number] = Call(
                session.line.login, session.number, session.given, session.began_at, session.heard_at,
                session.address4 or _address(session.line.login), counted,
            )  # fmt: skip

    def tell(self) -> bool:
        """Do what is due: connect, be refused, or tell how much was carried. Tell whether there is more to do at once."""
        now, every = self.clock(), self._every()
        until = time.monotonic() + A_WHILE
        for call in [call for call in self.calls.values() if now - call.told_at >= every]:
            if time.monotonic() > until:
                return True
            self._go_on(call, every, now)
        connected = {call.login for call in self.calls.values()} | {self.others}
        away = (line for line in Line.objects.all() if line.login not in connected)
        due = [line for line in away if now >= self.later.get(line.login, now)]
        due.sort(key=lambda line: not self._has_name(line.login))
        allowed = lines_now([line.pk for line in due[:AT_ONCE]], at=now)
        for line in (line for line in due[:AT_ONCE] if line.pk in allowed):
            if time.monotonic() > until:
                return True
            self._sign_in(line, allowed[line.pk], now)
        return len(due) > AT_ONCE

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
        now = self.clock()
        over = replace(call, counted=more(call.counted, call.login, _speeds(call.given), since=call.told_at, until=now))
        self.teller.tell(_packet("Stop", over, now, "Admin-Reset"), now=now)
        del self.calls[call.number]
        self.later[call.login] = now + BACK_AFTER

    def _go_on(self, call: Call, every: timedelta, now: datetime) -> None:
        """Tell what was carried meanwhile; all of it, should nobody have listened for long."""
        stretch = Stretch(max(call.told_at, now - DAYS), now)
        coarse = None if self._has_name(call.login) else now
        *missed, (_, last) = told(
            call.login, _speeds(call.given), stretch, every=every, now=coarse, counted=call.counted
        )
        self.calls[call.number] = replace(call, told_at=now, counted=last)
        if missed[1:]:
            radius.account_all(_packet(GOES_ON, replace(call, counted=counted), at) for at, counted in missed[1:])
        self.teller.tell(_packet(GOES_ON, self.calls[call.number], now), now=now)

    def _sign_in(self, line: Line, allowed: Now, now: datetime) -> None:
        """Connect a line, unless its router is switched off or is refused."""
        drawn = 1.0 if self._has_name(line.login) else self._lot(line.login).random()
        fate = OFF if line.login == OLD_PASSWORD else drawn
        why = (
            "closed"
            if not allowed.given
            else "no_password"
            if not line.secret
            else "password"
            if fate < OFF + MISTYPED
            else ""
        )
        self.later[line.login] = now + TRIES_EACH
        is_there = fate >= OFF and _answered(line.login, allowed.given, why)
        if line.secret and allowed.given and not self._sessions().filter(line=line).exists():
            self._have_been(line, allowed.given, now, goes_on=is_there)
        if is_there and line.login not in {call.login for call in self.calls.values()}:
            call = _call(line, allowed.given, now)
            self.calls[call.number] = call
            self.teller.tell(_packet("Start", call, now), now=now)

    @transaction.atomic
    def _have_been(self, line: Line, given: str, now: datetime, *, goes_on: bool) -> None:
        """Let a line that was never seen have been connected for two weeks, or for as long as there was one."""
        every, lot = self._every(), self._lot(f"{line.login} before")
        until = now - (every if goes_on else AWAY_AGO) * lot.random()
        known = connections(line.login, since=max(line.made_at, now - DAYS), until=until)
        coarse = None if self._has_name(line.login) else now
        for stretch in known:
            call = _call(line, given, stretch.began_at)
            said = list(told(line.login, _speeds(given), stretch, every=every, now=coarse))
            kinds = ["Start", *[GOES_ON] * (len(said) - 2), GOES_ON if goes_on and stretch == known[-1] else "Stop"]
            radius.account_all(
                _packet(kind, replace(call, counted=counted), at, "Lost-Carrier" if kind == "Stop" else "")
                for kind, (at, counted) in zip(kinds, said, strict=True)
            )
            if kinds[-1] == GOES_ON:
                self.calls[call.number] = replace(call, told_at=stretch.ended_at, counted=said[-1][1])

    def _has_name(self, login: str) -> bool:
        return login.partition("-")[0] in self.named

    def _sessions(self) -> QuerySet[Session]:
        return Session.objects.filter(device=self.device).select_related("line")

    def _every(self) -> timedelta:
        rules = profile.current().internet
        return timedelta(seconds=rules.interim_seconds if rules else 300)

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
            due = time.monotonic() + (0 if routers.tell() else A_ROUND)
        ear.settimeout(max(SOON, due - time.monotonic()))
        with suppress(TimeoutError):
            raw, sender = ear.recvfrom(LONGEST)
            if answer := routers.hear(raw):
                ear.sendto(answer, sender)


def _answered(login: str, given: str, why: str) -> bool:
    """Answer who wants to connect, in the place of FreeRADIUS; return whether they are let in."""
    said = {"login": login, "device": ADDRESS, "mac": mac_of(login)}
    if not why and radius.let_in(**said, given=given) == "accepted":
        return True
    radius.refuse(**said, why=why or "connected")
    return False


def _call(line: Line, given: str, began_at: datetime) -> Call:
    """Return a connection; its number says when it began."""
    number = f"{int(began_at.timestamp()):08x}{line.login}"
    return Call(line.login, number, given, began_at, began_at, line.address4 or _address(line.login))


def _packet(status: str, call: Call, at: datetime, cause: str = "") -> radius.Packet:
    counted = call.counted
    return radius.Packet(
        status, call.login, ADDRESS, call.number, at, mac_of(call.login), call.address, call.given,
        int((at - call.began_at).total_seconds()), counted.up, counted.down, counted.up_packets, counted.down_packets, cause,
    )  # fmt: skip


def _speeds(given: str) -> Speeds:
    level, _, speeds = given.partition(" ")
    down, _, up = speeds.partition("/")
    return Speeds(int(down or 0), int(up or 0), 1.0 if level == "FREE" else HELD)


def _address(login: str) -> str:
    """Return an address that nobody has (RFC 6598), the same for a line each time."""
    lot = Random(f"{NAME}:{login}")  # noqa: S311 - the same at every start, not a secret
    return f"100.{64 + lot.randrange(64)}.{lot.randrange(256)}.{lot.randrange(1, 255)}"
