"""A router for tests that speaks RFC 5176 on a real socket: `python -m tests.router PORT SECRET` is one alone.

It believes nothing that is not signed twice and fresh, answers a packet that comes again without doing it again, and answers
as it was told to: "ack", "silent", "unsigned" (signed with another secret), or a number: a NAK with that Error-Cause.
"""

import socket
import sys
import time
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any, Self

from pyrad import packet

from abonent.modules.internet.routers.questions import dictionary

SECRET = b"a secret between two devices"
FRESH = 300
"""Seconds (RFC 5176, section 6.3)."""

NAKS = {packet.CoARequest: packet.CoANAK, packet.DisconnectRequest: packet.DisconnectNAK}


@dataclass(frozen=True)
class Told:
    """What came in: "change" or "end", and the attributes by their names."""

    what: str
    said: dict[str, Any]

    @property
    def number(self) -> str:
        return str(self.said["Acct-Session-Id"])


@dataclass
class Router:
    """A context; `heard` is what it was told, each once, `again` how often something came again, `doubted` what it threw away.

    So many answers as `loses` says get lost on their way.
    """

    secret: bytes = SECRET
    port: int = 0
    address: str = "127.0.0.1"
    change: str = "ack"
    end: str = "ack"
    heard: list[Told] = field(default_factory=list)
    again: int = 0
    loses: int = 0
    doubted: int = 0

    def __enter__(self) -> Self:
        self._family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        self._socket = socket.socket(self._family, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self._socket.bind((self.address, self.port))
        self.port = self._socket.getsockname()[1]
        self._over = Event()
        self._answers: dict[bytes, bytes] = {}
        self._thread = Thread(target=self._listen, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        with socket.socket(self._family, socket.SOCK_DGRAM) as waker:
            waker.sendto(b"", (self.address, self.port))
        self._thread.join()
        self._socket.close()

    def wait(self) -> None:
        """Go on until the process is ended."""
        self._thread.join()

    @property
    def changed(self) -> list[Told]:
        return [told for told in self.heard if told.what == "change"]

    @property
    def ended(self) -> list[Told]:
        return [told for told in self.heard if told.what == "end"]

    def _listen(self) -> None:
        while not self._over.is_set():
            raw, whence = self._socket.recvfrom(4096)
            if raw and (answer := self._answer(raw)):
                if self.loses:
                    self.loses -= 1
                else:
                    self._socket.sendto(answer, whence)

    def _answer(self, raw: bytes) -> bytes:
        if raw in self._answers:
            self.again += 1
            return self._answers[raw]
        asked = packet.CoAPacket(packet=raw, secret=self.secret, dict=dictionary())
        asked.authenticator, asked.code = raw[4:20], raw[0]
        if not _is_believable(asked):
            self.doubted += 1
            return b""
        what = "change" if asked.code == packet.CoARequest else "end"
        how = self.change if what == "change" else self.end
        self._answers[raw] = self._said(asked, how)
        self.heard.append(Told(what, _named(asked)))
        return self._answers[raw]

    def _said(self, asked: Any, how: str) -> bytes:
        if how == "silent":
            return b""
        answer = asked.CreateReply()
        if how == "unsigned":
            answer.secret = b"another secret"
        elif how not in ("ack", "odd"):
            answer.code = NAKS[asked.code]
            answer.AddAttribute("Error-Cause", int(how))
        if how == "odd":
            answer[101] = [b"503"]
        answer.add_message_authenticator()
        return bytes(answer.ReplyPacket())


def _named(asked: Any) -> dict[str, Any]:
    """Return what is said by names that the dictionary knows: `keys()` has names, iterating has numbers."""
    return {name: asked[name][0] for name in list(asked.keys()) if isinstance(name, str)}


def _is_believable(asked: Any) -> bool:
    if asked.code not in NAKS or not asked.VerifyCoARequest():
        return False
    if not asked.message_authenticator or not asked.verify_message_authenticator():
        return False
    return bool(abs(time.time() - asked["Event-Timestamp"][0]) < FRESH)


def main(port: int, secret: str) -> None:
    with Router(secret=secret.encode(), port=port) as router:
        print(router.port, flush=True)  # noqa: T201 - where it listens, for whoever started it
        router.wait()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
