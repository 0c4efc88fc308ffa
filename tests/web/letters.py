"""Letters that were sent, as tests of pages find them."""

from itertools import count
from typing import Any

from abonent.people.models import Account, User
from abonent.post.models import Message
from tests.people import NOON

_keys = count(1)
TEXT = "We have received PLN 54.90.\nAll payments:\nhttp://localhost:8000/payments/\n\n-- \nIskra Net\nhttps://evil.example/x\n"


def letter(user: User | None, account: Account | None, **more: Any) -> Message:
    """A letter that was sent at noon, when nothing else is said."""
    facts = {
        "template": "payment_received",
        "channel": "MAIL",
        "to": "olena@example.com",
        "language": "en",
        "subject": "Payment of PLN 54.90 received",
        "text": TEXT,
        "state": "SENT",
        "queued_at": NOON,
        "sent_at": NOON,
        "next_try_at": NOON,
        "key": f"letter:{next(_keys)}",
    }
    ids = {"user_id": user and user.pk, "account_id": account and account.pk}
    return Message.objects.create(**{**facts, **ids, **more})
