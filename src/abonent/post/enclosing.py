"""What is enclosed in a letter: the document that it is about, drawn when the letter leaves."""

import logging
from importlib import import_module

from abonent import profile
from abonent.post.models import Message
from abonent.post.ports import Enclosure, Enclosures

log = logging.getLogger(__name__)

LARGEST = 5_000_000
"""Bytes of a file by mail; many mail servers take ten million, of a letter a third longer than its files (RFC 2045, 6.8)."""


def drawing() -> Enclosures:
    """Return who draws documents for letters, as the profile says."""
    found: Enclosures = import_module(f"{profile.current().backends.documents}.leaving")
    return found


def enclose(message: Message) -> Enclosure | None:
    """Return the file that a letter promises to enclose. One that is too large stays in the panel, and the letter says nothing of it."""
    if not message.context.get("enclosed"):
        return None
    file = drawing().enclosed(message.about)
    if file is None or len(file.content) > LARGEST:
        log.warning("Nothing was enclosed in letter %s about %s.", message.pk, message.about)
        message.context = message.context | {"enclosed": False}
        return None
    return file
