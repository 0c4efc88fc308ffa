"""What is said to routers, and what they answer: CoA-Request and Disconnect-Request (RFC 5176).

What is sent is signed twice, by the authenticator of the request and by a Message-Authenticator, and says when it was made,
so that nobody can send it again later. An answer is believed when it is signed with the secret.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from pyrad import packet
from pyrad.dictionary import Dictionary

from abonent.modules.internet.routers.causes import GONE

TAKEN = frozenset({packet.CoAACK, packet.DisconnectACK})
NUMBERS = frozenset({"integer", "byte", "short", "integer64"})

type Attributes = Iterable[tuple[str, str]]


class Unsayable(Exception):
    """An attribute is not in our dictionary, or its value cannot be written: nothing was sent."""


@dataclass(frozen=True, slots=True)
class Router:
    """Where a router listens for changes, and the secret that both sides know."""

    address: str
    port: int
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """A packet that is ready to go. Sent again it is the same to the octet, so that a router does nothing twice."""

    router: Router
    packet: Any = field(repr=False)
    sent: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a router answered: it took it, or the Error-Cause (0 where it named none)."""

    taken: bool
    cause: int = 0

    @property
    def is_gone(self) -> bool:
        """Whether it does not know the session: what was wanted of it is done."""
        return not self.taken and self.cause == GONE

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do there."""
        return self.taken or self.is_gone


def change(router: Router, session: Attributes, wanted: Attributes, *, at: datetime) -> Question:
    """Return what tells a router what a session may do from now on. Raises Unsayable."""
    return _question(packet.CoARequest, router, [*session, *wanted], at)


def end(router: Router, session: Attributes, *, at: datetime) -> Question:
    """Return what tells a router to end a session. Raises Unsayable."""
    return _question(packet.DisconnectRequest, router, session, at)


def believed(question: Question, raw: bytes) -> Heard | None:
    """Return what an answer says when it is one to this question, signed with the secret."""
    try:
        answer = question.packet.CreateReply(packet=raw)
        if not question.packet.VerifyReply(answer, raw):
            return None
    except packet.PacketError:
        return None
    try:
        causes = answer.get("Error-Cause", [0])
    except ValueError:  # what cannot be read names none
        causes = [0]
    return Heard(answer.code in TAKEN, int(causes[0]))


@cache
def dictionary() -> Dictionary:
    """Return the attributes that may be said."""
    return Dictionary(str(Path(__file__).with_name("dictionary")))


def _question(code: int, router: Router, said: Attributes, at: datetime) -> Question:
    question = packet.CoAPacket(code=code, secret=router.secret, dict=dictionary())
    question.add_message_authenticator()
    try:
        for name, value in said:
            question.AddAttribute(name, _typed(name, value))
        question.AddAttribute("Event-Timestamp", int(at.timestamp()))
        return Question(router, question, question.RequestPacket())
    except (KeyError, TypeError, ValueError, struct.error, packet.PacketError) as wrong:
        raise Unsayable(str(wrong)) from None


def _typed(name: str, value: str) -> str | int:
    return int(value) if dictionary()[name].type in NUMBERS else value
