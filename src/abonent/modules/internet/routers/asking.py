"""One question to one router and its answer: CoA-Request and Disconnect-Request (RFC 5176) by UDP.

What is sent is signed twice, by the authenticator of the request and by a Message-Authenticator, and says when it was made,
so that nobody can send it again later. An answer is believed when it is signed with the secret. A question that nothing
came back to is sent again, the same to the octet: a router that had heard it answers again and does nothing twice.
"""

import socket
import struct
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from pyrad import packet
from pyrad.dictionary import Dictionary

from abonent.modules.internet.routers.causes import CLOSED, GONE, SILENT, UNSIGNED

PATIENCE = (0.7, 1.3, 2.0)
"""Seconds after each sending; after the last the router is out of reach. A healthy one answers within a few milliseconds."""

LONGEST = 4096
TAKEN = frozenset({packet.CoAACK, packet.DisconnectACK})

type Attributes = Iterable[tuple[str, str]]


class OutOfReach(Exception):
    """No answer came that could be believed; the argument is the word for it (`causes.NO_ANSWER`)."""

    @property
    def word(self) -> str:
        """Which of NO_ANSWER it was."""
        return str(self.args[0])


class Unsayable(Exception):
    """An attribute is not in our dictionary, or its value cannot be written: nothing was sent."""


@dataclass(frozen=True, slots=True)
class Router:
    """Where a router listens for changes, and the secret that both sides know."""

    address: str
    port: int
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a router answered: it took it, or the Error-Cause (0 where it named none)."""

    taken: bool
    cause: int = 0

    @property
    def is_gone(self) -> bool:
        """Whether it does not know the session: what was wanted of it is done."""
        return not self.taken and self.cause == GONE


def change(router: Router, session: Attributes, wanted: Attributes, *, at: datetime) -> Heard:
    """Tell a router what a session may do from now on. Raises OutOfReach, Unsayable."""
    return _ask(router, _question(packet.CoARequest, router, [*session, *wanted], at))


def end(router: Router, session: Attributes, *, at: datetime) -> Heard:
    """Tell a router to end a session. Raises OutOfReach, Unsayable."""
    return _ask(router, _question(packet.DisconnectRequest, router, session, at))


@cache
def dictionary() -> Dictionary:
    """Return the attributes that may be said."""
    return Dictionary(str(Path(__file__).with_name("dictionary")))


def _question(code: int, router: Router, said: Attributes, at: datetime) -> Any:
    question = packet.CoAPacket(code=code, secret=router.secret, dict=dictionary())
    question.add_message_authenticator()
    try:
        for name, value in said:
            question.AddAttribute(name, _typed(name, value))
        question.AddAttribute("Event-Timestamp", int(at.timestamp()))
    except (KeyError, TypeError, ValueError, struct.error, packet.PacketError) as wrong:
        raise Unsayable(str(wrong)) from None
    return question


def _typed(name: str, value: str) -> str | int:
    return int(value) if dictionary()[name].type in {"integer", "byte", "short", "integer64"} else value


def _ask(router: Router, question: Any) -> Heard:
    sent = question.RequestPacket()
    family = socket.AF_INET6 if ":" in router.address else socket.AF_INET
    unsigned = False
    with socket.socket(family, socket.SOCK_DGRAM) as line:
        try:
            line.connect((router.address, router.port))
            for patience in PATIENCE:
                line.send(sent)
                until = time.monotonic() + patience
                while raw := _received(line, until):
                    if heard := _believed(question, raw):
                        return heard
                    unsigned = True
        except OSError:
            raise OutOfReach(CLOSED) from None
    raise OutOfReach(UNSIGNED if unsigned else SILENT)


def _received(line: socket.socket, until: float) -> bytes:
    """Return the next packet that comes until then, or nothing."""
    left = until - time.monotonic()
    if left <= 0:
        return b""
    line.settimeout(left)
    try:
        return line.recv(LONGEST)
    except TimeoutError:
        return b""


def _believed(question: Any, raw: bytes) -> Heard | None:
    """Return what an answer says when it is one to this question, signed with the secret."""
    try:
        answer = question.CreateReply(packet=raw)
        if not question.VerifyReply(answer, raw):
            return None
    except packet.PacketError:
        return None
    causes = answer.get("Error-Cause", [0])
    return Heard(answer.code in TAKEN, int(causes[0]))
