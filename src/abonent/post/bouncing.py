"""Mail that comes back: what a mail server says about one of our letters, read from its report (RFC 3464).

Such a report is believed when it names our letter's Message-ID, which nobody can make up: it holds a digest that only
this portal can compute. What it says in words is not kept, for servers repeat there what they like; its code is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default

from django.utils.crypto import constant_time_compare, salted_hmac

ID = re.compile(r"<(\d{1,18})\.([0-9a-f]{32})@[^<>\s]{1,255}>")
STATUS = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})")
"""An enhanced status code (RFC 3463): 2 is success, 4 may pass, 5 will not."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a server says: about which of our letters, and the status of it ("5.1.1")."""

    message: int
    status: str


def message_id(pk: int, key: str, *, domain: str) -> str:
    """Return the Message-ID of a letter: the same at every try, so that a server that got it twice can tell."""
    return f"<{pk}.{digest(pk, key)}@{domain}>"


def digest(pk: int, key: str) -> str:
    """Return what makes a letter's Message-ID ours."""
    return salted_hmac("abonent.letter", f"{pk}:{key}", algorithm="sha256").hexdigest()[:32]


def is_ours(pk: int, key: str, claimed: str) -> bool:
    """Say whether a digest was made by us for this letter."""
    return constant_time_compare(digest(pk, key), claimed)


def reports(raw: bytes) -> Iterator[tuple[Report, str]]:
    """Return what a mail reports as not delivered for good, with the digest it claims; nothing where it is no such report.

    A delay is none, nor is a success; a holiday greeting or an answer by a person names no status.
    """
    mail = message_from_bytes(raw, _class=EmailMessage, policy=default)
    if mail.get_content_type() != "multipart/report":
        return
    status = next(_failures(mail), "")
    named = next(_named(mail), None)
    if status and named:
        yield Report(int(named[1]), status), named[2]


def _failures(mail: Message) -> Iterator[str]:
    """The status of each recipient whom a letter did not reach."""
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.get_payload() if part.is_multipart() else []:
            assert isinstance(block, Message)  # noqa: S101 - the parser makes one of each block of fields
            found = STATUS.search(str(block.get("Status", "")))
            if str(block.get("Action", "")).strip().lower() == "failed" and found and found[1] in "45":
                yield found[0]


def _named(mail: Message) -> Iterator[re.Match[str]]:
    """The Message-ID of the letter that a report carries along, whole or by its head."""
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "text/rfc822-headers":
            head = part.get_payload(decode=True)
            text = head.decode("ascii", "replace") if isinstance(head, bytes) else ""
            yield from _ids(text)
        elif kind == "message/rfc822" and part.is_multipart():
            inner = part.get_payload(0)
            yield from _ids(str(inner.get("Message-ID", ""))) if isinstance(inner, Message) else ()


def _ids(text: str) -> Iterator[re.Match[str]]:
    yield from ID.finditer(text)
