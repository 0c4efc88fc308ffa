"""The mailbox to which mail comes back: a folder of this machine (Maildir), or one on a server (IMAP, RFC 9051).

Nothing is deleted: what was read is marked as seen, and people can go on reading it with a mail program.
"""

import imaplib
import mailbox
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

LARGEST = 256 * 1024
"""Bytes of a mail that are looked at; a report has a few thousand."""
AT_ONCE = 200
"""How many mails one look reads."""
PATIENCE = 20.0
SERVERS = ("imaps", "imap+starttls", "imap")
"""Plain `imap` is for a server on this machine: the password goes as it is."""


class Unreadable(Exception):
    """The mailbox cannot be read; the message says why, without its password."""


class Box(Protocol):
    """A mailbox that is open."""

    def unread(self) -> Iterator[tuple[str, bytes]]:
        """Return the mails that were not seen yet: a name by which to mark each, and what it is."""
        ...

    def mark(self, name: str) -> None:
        """Mark a mail as seen."""
        ...


@contextmanager
def opened(where: str) -> Iterator[Box]:
    """Open a mailbox: maildir:/folder, imaps://user:secret@host/INBOX or imap+starttls://…  Raises Unreadable."""
    parts = urlsplit(where)
    try:
        if parts.scheme == "maildir":
            yield Folder(Path(unquote(parts.path)))
            return
        server = _server(where)
        try:
            yield Server(server)
        finally:
            with suppress(imaplib.IMAP4.error, OSError):
                server.logout()
    except (imaplib.IMAP4.error, OSError, mailbox.Error) as wrong:
        raise Unreadable(f"{parts.scheme}://{parts.hostname or parts.path}: {type(wrong).__name__}") from wrong


class Folder:
    """A Maildir, as a mail server on this machine delivers to."""

    def __init__(self, path: Path) -> None:
        if not path.is_dir():
            raise mailbox.NoSuchMailboxError(path)
        self.box = mailbox.Maildir(path, create=False)

    def unread(self) -> Iterator[tuple[str, bytes]]:
        unseen = (name for name in sorted(self.box.keys()) if "S" not in self.box.get_message(name).get_flags())
        for name, _ in zip(unseen, range(AT_ONCE), strict=False):
            with self.box.get_file(name) as file:
                yield name, file.read(LARGEST)

    def mark(self, name: str) -> None:
        message = self.box.get_message(name)
        message.set_subdir("cur")
        message.add_flag("S")
        self.box[name] = message


class Server:
    """A folder of an IMAP server."""

    def __init__(self, server: imaplib.IMAP4) -> None:
        self.server = server

    def unread(self) -> Iterator[tuple[str, bytes]]:
        _, found = self.server.uid("SEARCH", "UNSEEN")
        for uid in (found[0] or b"").split()[:AT_ONCE]:
            _, parts = self.server.uid("FETCH", uid.decode(), f"(BODY.PEEK[]<0.{LARGEST}>)")
            body = next((part[1] for part in parts if isinstance(part, tuple)), b"")
            yield uid.decode(), body

    def mark(self, name: str) -> None:
        self.server.uid("STORE", name, "+FLAGS.SILENT", r"(\Seen)")


def _server(where: str) -> imaplib.IMAP4:
    server = _connected(where)
    try:
        _enter(server, where)
    except BaseException:
        server.shutdown()
        raise
    return server


def _connected(where: str) -> imaplib.IMAP4:
    parts = urlsplit(where)
    if parts.scheme not in SERVERS:
        raise imaplib.IMAP4.error(f"is none of maildir, {', '.join(SERVERS)}")
    if parts.scheme == "imaps":
        safely = ssl.create_default_context()
        return imaplib.IMAP4_SSL(parts.hostname or "", parts.port or 993, ssl_context=safely, timeout=PATIENCE)
    return imaplib.IMAP4(parts.hostname or "", parts.port or 143, timeout=PATIENCE)


def _enter(server: imaplib.IMAP4, where: str) -> None:
    parts = urlsplit(where)
    if parts.scheme == "imap+starttls":
        server.starttls(ssl.create_default_context())
    server.login(unquote(parts.username or ""), unquote(parts.password or ""))
    folder = unquote(parts.path.lstrip("/")) or "INBOX"
    if server.select(f'"{folder}"')[0] != "OK":
        raise imaplib.IMAP4.error("no such folder")
