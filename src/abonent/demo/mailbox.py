"""A mail server that keeps every letter in a folder and passes nothing on: for the demo and for tests.

It holds a real SMTP conversation on the loopback address. Each letter is one .eml file, complete
from the moment it can be seen; names sort by time of arrival. Where it is told to, it sends back what
goes to a domain that is not there, as a server would that finds out later.
"""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Final

from aiosmtpd.smtp import SMTP, Envelope, Session

from abonent.demo.sending_back import opened, send_back

_STAMP: Final = "%Y%m%dT%H%M%S.%fZ"
TAKEN: Final = "250 2.0.0 taken"
LATER: Final = "451 4.2.0 not now, try again later"
NEVER: Final = "550 5.1.1 there is no such mailbox"


@dataclass(frozen=True)
class Letter:
    """One mail as it arrived."""

    to: str
    """All recipients of the conversation (not of the header), joined by ", "."""
    subject: str
    text: str
    html: str
    sender: str
    at: datetime
    """When it arrived, UTC."""
    path: Path
    message: EmailMessage


class Mailbox:
    """The server: `start()`, then send to `address`, then `stop()`.

    What a recipient answers can be changed at any time by these sets of addresses: `failing`
    (451 always), `failing_once` (451 at the first try), `refusing` (550).
    """

    def __init__(
        self, folder: Path, port: int = 0, *, failing: set[str] | None = None, returned: Path | None = None
    ) -> None:
        self.folder = folder
        self.returned = returned
        self.failing = failing if failing is not None else set()
        self.failing_once: set[str] = set()
        self.refusing: set[str] = set()
        self._port = port
        self._numbers = count(1)

    @property
    def address(self) -> tuple[str, int]:
        """Host and port; the port is known once it has started."""
        return "127.0.0.1", self._port

    @property
    def url(self) -> str:
        """As ABONENT_SMTP wants it."""
        return f"smtp://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Raises OSError when the port is taken."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.returned:
            opened(self.returned)
        listening = socket.create_server(self.address, backlog=128)
        self._port = listening.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="mailbox", daemon=True)
        self._server = self._loop.run_until_complete(self._loop.create_server(self._conversation, sock=listening))
        self._thread.start()

    def stop(self) -> None:
        """Hang up on everybody; what was not answered with 250 was not taken."""
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def handle_RCPT(  # noqa: N802 – the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refusing:
            return NEVER
        if address in self.failing:
            return LATER
        if address in self.failing_once:
            self.failing_once.discard(address)
            return LATER
        envelope.rcpt_tos.append(address)
        return TAKEN

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        try:
            self._keep(envelope)
            if self.returned:
                send_back(envelope, self.returned)
        except OSError:
            return LATER
        return TAKEN

    def _conversation(self) -> SMTP:
        return SMTP(self, loop=self._loop, hostname="mailbox.invalid", enable_SMTPUTF8=True)

    async def _hang_up(self) -> None:
        self._server.close()
        self._server.close_clients()
        talking = asyncio.all_tasks() - {asyncio.current_task()}
        for task in talking:
            task.cancel()
        await asyncio.gather(*talking, return_exceptions=True)

    def _keep(self, envelope: Envelope) -> None:
        now = datetime.now(UTC).strftime(_STAMP)
        name = f"{now}-{next(self._numbers):06d}-{os.getpid()}.eml"
        # The envelope is written down as a real mail server does.
        head = f"Return-Path: <{envelope.mail_from or ''}>\r\nDelivered-To: {', '.join(envelope.rcpt_tos)}\r\n"
        content = envelope.content or b""
        body = content if isinstance(content, bytes) else content.encode()
        unfinished = self.folder / f".{name}"
        with open(unfinished, "wb", opener=_private) as file:
            file.write(head.encode() + body)
        unfinished.replace(self.folder / name)


def letters(folder: Path) -> list[Letter]:
    """What lies in the folder, the newest first."""
    return [_letter(path) for path in sorted(folder.glob("[0-9]*.eml"), reverse=True)]


@contextmanager
def mailbox(folder: Path, port: int = 0, *, returned: Path | None = None) -> Iterator[Mailbox]:
    """A mailbox that is open as long as the block runs. `returned` is the Maildir for what it sends back."""
    box = Mailbox(folder, port, returned=returned)
    box.start()
    try:
        yield box
    finally:
        box.stop()


def _private(path: str, flags: int) -> int:
    # Letters hold codes and links: nobody else on the machine may read them.
    return os.open(path, flags, 0o600)


def _letter(path: Path) -> Letter:
    message = message_from_bytes(path.read_bytes(), _class=EmailMessage, policy=policy.default)
    return Letter(
        to=str(message["Delivered-To"] or ""),
        subject=str(message["Subject"] or ""),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        sender=str(message["From"] or ""),
        at=datetime.strptime(path.name.split("-")[0], _STAMP).replace(tzinfo=UTC),
        path=path,
        message=message,
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n") if isinstance(part, EmailMessage) else ""


def main(folder: str, port: str, returned: str = "") -> None:
    """Keep letters until SIGTERM: `python -m abonent.demo.mailbox FOLDER PORT [MAILDIR]`."""
    ends = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)
    with mailbox(Path(folder), int(port), returned=Path(returned) if returned else None):
        signal.sigwait(ends)


if __name__ == "__main__":
    main(*sys.argv[1:])
