"""Reports of mail servers, as RFC 3464 has them, and a fake IMAP server that speaks as much of RFC 9051 as a reader needs."""

import re
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

from abonent.post.bouncing import message_id
from abonent.post.models import Message

USER, SECRET = "zwroty", "kasztan w kieszeni"
WRITTEN = "kasztan%20w%20kieszeni"


def report(
    message: Message | None = None,
    *,
    status: str = "5.1.1",
    action: str = "failed",
    named: str = "",
    whole: bool = False,
) -> bytes:
    """What a mail server sends back; about a letter of ours, or about one with the Message-ID that is `named`."""
    name = named or message_id(message.pk if message else 0, message.key if message else "", domain="iskra-net.example")
    carried = "message/rfc822" if whole else "text/rfc822-headers"
    body = "\r\nTreść listu\r\n" if whole else ""
    return (
        "From: MAILER-DAEMON@mx.example.com\r\nTo: zwroty@iskra-net.example\r\nSubject: Undelivered Mail\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nNie udało się dostarczyć.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example.com\r\n\r\n"
        f"Final-Recipient: rfc822; olena@example.com\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 <olena@example.com>: secret words of a server\r\n"
        f"\r\n--b\r\nContent-Type: {carried}\r\n\r\nMessage-ID: {name}\r\nSubject: list\r\n{body}\r\n--b--\r\n"
    ).encode()


@dataclass
class FakeImap:
    """A mailbox on a server: `mails` by number, `seen` those that were marked."""

    mails: list[bytes] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    port: int = 0

    def url(self, secret: str = WRITTEN, folder: str = "INBOX") -> str:
        return f"imap://{USER}:{secret}@127.0.0.1:{self.port}/{folder}"


@contextmanager
def fake_imap(mails: list[bytes]) -> Iterator[FakeImap]:
    """Be an IMAP server until the block ends."""
    box = FakeImap(mails)

    class Conversation(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK a fake server\r\n")
            for line in self.rfile:
                tag, _, said = line.decode().strip().partition(" ")
                for answer in _answers(box, said):
                    self.wfile.write(answer)
                self.wfile.write(f"{tag} {_ending(said)}\r\n".encode())
                if said.upper().startswith("LOGOUT"):
                    return

    class Listening(socketserver.ThreadingTCPServer):
        daemon_threads = True

    with Listening(("127.0.0.1", 0), Conversation) as server:
        box.port = server.server_address[1]
        Thread(target=server.serve_forever, daemon=True).start()
        yield box
        server.shutdown()


def _answers(box: FakeImap, said: str) -> Iterator[bytes]:
    word = said.upper()
    if word.startswith("CAPABILITY"):
        yield b"* CAPABILITY IMAP4rev1\r\n"
    elif word.startswith("SELECT"):
        yield f"* {len(box.mails)} EXISTS\r\n".encode()
    elif word.startswith("UID SEARCH UNSEEN"):
        unseen = [str(uid) for uid in range(1, len(box.mails) + 1) if uid not in box.seen]
        yield f"* SEARCH {' '.join(unseen)}\r\n".encode()
    elif found := re.match(r"UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", word):
        uid, size = int(found[1]), int(found[2])
        body = box.mails[uid - 1][:size]
        yield f"* {uid} FETCH (UID {uid} BODY[]<0> {{{len(body)}}}\r\n".encode() + body + b")\r\n"
    elif found := re.match(r"UID STORE (\d+) \+FLAGS", word):
        box.seen.add(int(found[1]))


def _ending(said: str) -> str:
    if said.upper().startswith("LOGIN"):
        return "OK welcome" if f'"{SECRET}"' in said and USER in said else "NO [AUTHENTICATIONFAILED] no"
    if said.upper().startswith("SELECT"):
        return "OK [READ-WRITE]" if '"INBOX"' in said else "NO there is no such folder"
    return "OK done"
