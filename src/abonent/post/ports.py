"""What post needs from the street: somebody who carries an SMS."""

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
