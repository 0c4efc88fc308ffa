"""Letters: put into the outbox, sent, tried again."""

import json
import logging
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued

from abonent import vault
from abonent.post import queries
from abonent.post.bulk import insert_once
from abonent.post.carrying import carry
from abonent.post.enclosing import enclose
from abonent.post.models import Message
from abonent.post.ports import NotSent
from abonent.post.writing import Letter, bound_to, write

log = logging.getLogger(__name__)

PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
"""After each try that failed; the last one repeats."""
PATIENCE = timedelta(hours=24)
AT_ONCE = 500
"""How many overdue letters one look may put to work."""


@transaction.atomic
def queue(  # noqa: PLR0913 - a letter has that many parts
    template: str,
    *,
    to: str,
    channel: str,
    language: str,
    key: str,
    at: datetime,
    account: int | None = None,
    user: int | None = None,
    about: str = "",
    context: dict[str, Any] | None = None,
    secret: dict[str, Any] | None = None,
) -> Message | None:
    """Put a letter into the outbox; it is sent once the caller's transaction is committed.

    Return None, and do nothing, when a letter with this key was queued before. `context` holds plain values (amounts as
    "54.90", days as ISO dates); `secret` those that nobody may read later: sealed until sent, then blanked.
    """
    # The letter's own job sends it at once; what is not sent by `next_try_at` is found by the minutely look.
    message = Message(
        template=template, to=to, channel=channel, language=language, key=key, account_id=account, user_id=user,
        about=about, context=context or {}, queued_at=at, next_try_at=at + PAUSES[0],
    )  # fmt: skip
    if secret:
        message.secret = vault.seal(json.dumps(secret).encode(), bound_to=bound_to(message))
    if not insert_once(message):
        return None
    if channel != Message.Channel.PAPER:
        _put_to_work(message.pk)
    return message


def send(message_id: int, *, at: datetime) -> None:
    """Send a letter if it waits and is due. Whoever sends it already is not waited for.

    The row is locked for as long as the conversation takes: a sender that is killed leaves the letter waiting.
    """
    with transaction.atomic():
        message = queries.due(at).select_for_update(skip_locked=True).filter(pk=message_id).first()
        if message is not None:
            attempt(message, at=at)


def send_overdue(at: datetime) -> int:
    """Put to work what waits although its time has come; return how many letters that were."""
    found = queries.overdue(at).values_list("pk", flat=True)[:AT_ONCE]
    for pk in found:
        with suppress(AlreadyEnqueued), transaction.atomic():
            _put_to_work(pk)
    return len(found)


def _put_to_work(pk: int) -> None:
    """Defer the job, with the number only. At most one of them waits for each letter."""
    jobs.configure_task("post.send", queue="post", queueing_lock=f"post.send:{pk}").defer(message=pk)


def attempt(message: Message, *, at: datetime, server: BaseEmailBackend | None = None) -> NotSent | None:
    """Try to send a letter whose row the caller holds; write down how that went, and return what went wrong."""
    message.tries += 1
    trouble = None
    try:
        file = enclose(message)
        letter = replace(write(message), file=file)
        _keep_words(message, letter)
        message.provider_ref = carry(message, letter, server=server)[:200]
    except NotSent as wrong:
        trouble = wrong
    except Exception as wrong:  # noqa: BLE001 - one bad letter stops no other, and its traceback would tell its secrets
        trouble = NotSent(type(wrong).__name__, final=False)
    if trouble:
        _keep_trouble(message, trouble, at=at)
    else:
        message.state, message.sent_at, message.secret, message.trouble = Message.State.SENT, at, "", ""
        log.info("Letter %s (%s) was sent.", message.pk, message.template)
    message.save()
    return trouble


def _keep_words(message: Message, letter: Letter) -> None:
    """Keep what was written, to be read again; of a letter with a code or a link nothing: its subject is as secret."""
    if not message.secret:
        message.subject, message.text = letter.subject, letter.text


def _keep_trouble(message: Message, trouble: NotSent, *, at: datetime) -> None:
    message.trouble = str(trouble)[:200]
    message.next_try_at = at + PAUSES[min(message.tries, len(PAUSES)) - 1]
    if trouble.final or _lasts_too_long(message):
        message.state, message.secret = Message.State.FAILED, ""
    log.warning("Letter %s (%s) was not sent, try %s: %s", message.pk, message.template, message.tries, message.trouble)


def _lasts_too_long(message: Message) -> bool:
    """Tell whether a letter was tried for a day. One in bulk may have waited for days until it was tried at all."""
    if message.in_bulk:
        return message.tries > len(PAUSES) + (PATIENCE - sum(PAUSES, timedelta())) // PAUSES[-1]
    return message.next_try_at > message.queued_at + PATIENCE
