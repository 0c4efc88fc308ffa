"""Mail that comes back: the letter is marked, and whoever looks after addresses is told by the journal."""

import logging
from datetime import datetime

from django.db import transaction

from abonent.journal.actions import record
from abonent.post.bouncing import Report, is_ours, reports
from abonent.post.mailboxes import opened
from abonent.post.models import Message

log = logging.getLogger(__name__)


def read_returned(where: str, *, at: datetime) -> int:
    """Read the mailbox to which mail comes back; return how many letters did. Raises Unreadable.

    A mail is marked as seen once what it says is written down: who is killed in between reads it again, and finds it written.
    """
    found = 0
    with opened(where) as box:
        for name, raw in box.unread():
            found += sum(take_back(report, claimed=claimed, at=at) for report, claimed in _said(raw))
            box.mark(name)
    return found


@transaction.atomic
def take_back(report: Report, *, claimed: str, at: datetime) -> bool:
    """Write down that a letter came back; say whether that is new. What names no letter of ours is left alone."""
    message = Message.objects.select_for_update(no_key=True).filter(pk=report.message).first()
    if message is None or not is_ours(message.pk, message.key, claimed) or message.state != Message.State.SENT:
        return False
    message.state, message.bounced_at, message.trouble = Message.State.BOUNCED, at, report.status
    message.save(update_fields=["state", "bounced_at", "trouble"])
    record(
        "letter.bounced", at=at, account=message.account_id, subject=f"message:{message.pk}", via="mail",
        data={"status": report.status},
    )  # fmt: skip
    return True


def _said(raw: bytes) -> list[tuple[Report, str]]:
    """What a mail reports; one that cannot be read at all reports nothing, and is left to people."""
    try:
        return list(reports(raw))
    except Exception as wrong:  # noqa: BLE001 - anybody can write there, and what stops us here stops every mail behind it
        log.warning("A mail in the mailbox for returned mail could not be read: %s", type(wrong).__name__)
        return []
