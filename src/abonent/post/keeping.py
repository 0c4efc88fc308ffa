"""Documents as bytes on a disk: found by what they are, written whole, and proved to be the same when they are read.

A file lies in ABONENT_DATA/documents under the SHA-256 of its content, so nothing that anybody typed is ever a path, the
same bytes lie there once, and what was altered is found out. Files are never changed or taken away.
"""

import hashlib
import logging
import os
import re
import secrets
from pathlib import Path

from django.conf import settings

from abonent.post.models import Document

log = logging.getLogger(__name__)

FOLDER = "documents"
LARGEST = 10_000_000
"""Bytes of one document; it is held in memory as a whole."""
BEGINNINGS = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}
"""What may be kept, by its first bytes: a name says nothing of what is inside."""
ENDINGS = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}
KINDS = ("AGREEMENT", "ANNEX", "SUMMARY", "TERMS", "NOTICE", "OTHER")
"""What a document can be to its reader; TERMS is made by us, the others come from the office."""
FINGERPRINT = re.compile(r"[0-9a-f]{64}")


class NotADocument(Exception):
    """These bytes cannot be kept; the message says why."""


class DamagedDocument(Exception):
    """What lies there is not what was kept, or nothing lies there. Nothing of it may be shown."""


def kind_of(content: bytes) -> str:
    """Return the media type that the bytes themselves show. Raises NotADocument."""
    if not content:
        raise NotADocument("The file is empty.")
    if len(content) > LARGEST:
        raise NotADocument(f"The file has {len(content)} bytes; at most {LARGEST} are kept.")
    for beginning, media_type in BEGINNINGS.items():
        if content.startswith(beginning):
            return media_type
    raise NotADocument("The file is neither a PDF nor a PNG or JPEG picture.")


def put_away(content: bytes) -> str:
    """Write bytes to the disk and return their SHA-256. The same bytes are written once; a damaged copy is mended.

    They are safely there when this returns: not before does a row of the database name them.
    """
    fingerprint = hashlib.sha256(content).hexdigest()
    path = _path(fingerprint)
    if not _holds(path, content):
        _write(path, content)
    return fingerprint


def content(document: Document) -> bytes:
    """Return the bytes of a document, exactly those that were kept. Raises DamagedDocument."""
    try:
        found = _read(_path(document.sha256))
    except OSError as wrong:
        raise _damaged(document, f"cannot be read ({wrong.strerror})") from None
    if hashlib.sha256(found).hexdigest() != document.sha256:
        raise _damaged(document, "has been altered")
    return found


def is_there(fingerprint: str) -> bool:
    """Tell whether a file of this SHA-256 lies there; what is in it is proved when it is read."""
    return _path(fingerprint).is_file()


def _damaged(document: Document, how: str) -> DamagedDocument:
    log.error("The file of document %s %s: put back %s from the backup.", document.pk, how, document.sha256)
    return DamagedDocument(f"The file of document {document.ref} {how}.")


def _path(fingerprint: str) -> Path:
    """Raises ValueError for what is no SHA-256."""
    if not FINGERPRINT.fullmatch(fingerprint):
        raise ValueError("This is no SHA-256.")
    return Path(settings.ABONENT_DATA) / FOLDER / fingerprint[:2] / fingerprint[2:]


def _holds(path: Path, content: bytes) -> bool:
    try:
        return _read(path) == content
    except OSError:
        return False


def _read(path: Path) -> bytes:
    """Read no more than may be there; a link to somewhere else is not followed."""
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NOFOLLOW)) as file:
        return file.read(LARGEST + 1)


def _write(path: Path, content: bytes) -> None:
    """Write beside, then rename: whoever is killed, or loses power, leaves the whole file or none."""
    for folder in (path.parent.parent, path.parent):
        if not folder.exists():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _settle(folder.parent)
    beside = path.with_name(f".{secrets.token_hex(8)}")
    try:
        with open(beside, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    _settle(path.parent)


def _settle(folder: Path) -> None:
    """Let the disk know the names in a folder, too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
