"""What post needs from the street: somebody who carries an SMS, somebody who draws what is enclosed, and the print file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

type Mood = Literal["", "BUSY", "LOST", "ENOUGH"]
"""What a letter that was not taken says of the carrier: nothing; that it may take others; that the conversation broke off;
that it wants nothing more for now, from anybody."""


class NotSent(Exception):
    """The carrier did not take the message. `final`: trying again is of no use (no such number)."""

    def __init__(self, why: str = "", *, final: bool, mood: Mood = "") -> None:
        super().__init__(why)
        self.final = final
        self.mood = mood


class Sms(Protocol):
    """Carries short messages. The profile names a module that has `carrier() -> Sms`."""

    def send(self, to: str, text: str, *, key: str) -> str:
        """Hand a message over; the carrier's own reference of it.

        `to` is E.164 ("+48501234567"). `key` is ours and the same for every try of one message,
        so that a carrier that knows it sends once.

        Raises NotSent.
        """
        ...


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with a letter."""

    name: str
    content: bytes
    media_type: str = "application/pdf"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One letter of a print file: to whom, in which language, its words, and what it is about ("invoice:12")."""

    address: Sequence[str]
    language: str
    subject: str
    text: str
    about: str
    context: dict[str, Any]


class Enclosures(Protocol):
    """Draws documents. The profile's `backends.documents` has a module `leaving` with these two functions."""

    def enclosed(self, about: str) -> Enclosure | None:
        """The document that a letter is about, as a file to go with it by mail; nothing where there is none."""
        ...

    def print_file(self, sheets: Sequence[Sheet]) -> bytes:
        """All letters as one PDF, in their order: each begins on a new leaf, its address where the envelope's window is."""
        ...
