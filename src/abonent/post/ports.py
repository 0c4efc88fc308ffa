"""What post needs from the street: somebody who carries an SMS, somebody who draws what is enclosed, and the print file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, Protocol

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
class Leaf:
    """One letter of a print file: to whom, in which language, its day and words; `file` is the PDF that follows it, if any."""

    address: Sequence[str]
    language: str
    day: date
    subject: str
    text: str
    file: str = ""


class Enclosures(Protocol):
    """Draws documents. The profile's `backends.documents` has a module `leaving` with these two functions."""

    def enclosed(self, about: str) -> Enclosure | None:
        """The document that a letter is about, as a file to go with it by mail; nothing where there is none."""
        ...

    def bind(self, folder: Path, leaves: Sequence[Leaf]) -> bytes:
        """All letters as one PDF, in their order: each begins a new sheet of paper, its address where an envelope's window is.

        Files that follow letters lie in the folder, which may be written to.
        """
        ...
