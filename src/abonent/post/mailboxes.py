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
FLAGS = ":2,"
"""What stands between the name of a mail in a Maildir and what was done with it."""
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
    """A Maildir, as a mail server on this machine delivers to: a file for each mail, whose name says whether it was seen.

    Python's own reads mails to learn that, and fails on one that somebody nested deeply enough.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_dir():
            raise mailbox.NoSuchMailboxError(path)
        self.path = path

    def unread(self) -> Iterator[tuple[str, bytes]]:
        files = (file for part in ("new", "cur") for file in (self.path / part).glob("[!.]*"))
        unseen = [file for file in files if "S" not in file.name.partition(FLAGS)[2]]
        for found in sorted(unseen, key=lambda file: file.name)[:AT_ONCE]:
            with found.open("rb") as file:
                yield str(found.relative_to(self.path)), file.read(LARGEST)

    def mark(self, name: str) -> None:
        found = self.path / name
        mail, _, flags = found.name.partition(FLAGS)
        found.rename(self.path / "cur" / f"{mail}{FLAGS}{''.join(sorted({*flags, 'S'}))}")


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
