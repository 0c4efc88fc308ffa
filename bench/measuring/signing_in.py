"""Packets that routers send to RADIUS, made before anything is measured, and a crowd of routers that sends them.

Each of the crowd sends one, waits for its answer, and sends the next: so many are under way at a time as it has members.
"""

import socket
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from selectors import EVENT_READ, DefaultSelector
from time import monotonic
from typing import Any

from pyrad import client, dictionary

from bench.measuring.lines import SECRET, password_of

PATIENCE = 5.0
LONGEST = 4096
ADDRESS = "127.0.0.1"

type Make = Callable[[str, int], bytes]
"""Makes the packet about a login, of which this is the so many-th."""


@dataclass
class Answers:
    """What came back: how often each code of RADIUS, and nothing (0); by the clock."""

    codes: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0


def sign_in(how: str, *, wrong: bool = False) -> Make:
    """Return what makes sign-ins by "pap", "chap" or "mschap"."""

    from tests.modules.internet.freeradius import PASSWORDS  # noqa: PLC0415 - needs Django

    def make(login: str, _: int) -> bytes:
        asking = _router().CreateAuthPacket(User_Name=login, message_authenticator=True, NAS_Port_Id=f"pppoe-{login}")
        PASSWORDS[how](asking, login, password_of(login) + ("?" if wrong else ""))
        return bytes(asking.RequestPacket())

    return make


def account(status: str, **said: Any) -> Make:
    """Return what makes packets of accounting: "Start", "Interim-Update", "Stop"."""

    def make(login: str, _: int) -> bytes:
        telling = _router().CreateAcctPacket(
            User_Name=login, Acct_Session_Id=f"s{login}", NAS_Port_Id=f"pppoe-{login}", **said
        )
        telling["Acct-Status-Type"] = status
        return bytes(telling.RequestPacket())

    return make


def packets(make: Make, logins: Sequence[str], count: int) -> list[bytes]:
    """Make so many, about one after the other, round and round."""
    return [make(logins[place % len(logins)], place) for place in range(count)]


def send(made: Iterable[bytes], *, port: int, at_a_time: int) -> Answers:
    """Let a crowd of so many send all of it."""
    waiting, found, began = iter(made), Answers(), monotonic()
    with DefaultSelector() as selector:
        for _ in range(at_a_time):
            _next(selector, _line(port), waiting)
        while selector.get_map():
            heard = selector.select(PATIENCE)
            for key, _ in heard:
                line: Any = key.fileobj
                found.codes[line.recv(LONGEST)[0]] += 1
                selector.unregister(line)
                _next(selector, line, waiting)
            if not heard:
                found.codes[0] += len(selector.get_map())
                for key in list(selector.get_map().values()):
                    selector.unregister(key.fileobj)
    found.seconds = monotonic() - began
    return found


def _next(selector: DefaultSelector, line: socket.socket, waiting: Iterator[bytes]) -> None:
    packet = next(waiting, None)
    if packet is None:
        line.close()
        return
    line.send(packet)
    selector.register(line, EVENT_READ)


def _line(port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.connect((ADDRESS, port))
    return made


@cache
def _router() -> client.Client:
    from tests.modules.internet.freeradius import SPOKEN  # noqa: PLC0415 - needs Django

    spoken = dictionary.Dictionary(*(f"/usr/share/freeradius/dictionary.{name}" for name in SPOKEN))
    return client.Client(ADDRESS, secret=SECRET.encode(), dict=spoken)
