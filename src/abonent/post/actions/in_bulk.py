"""Letters to everybody: sent in rounds, as many in a minute as the mail server bears, in one conversation with it."""

import logging
from contextlib import suppress
from datetime import datetime

from django.core.mail import mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from abonent import profile
from abonent.post import queries
from abonent.post.actions.sending import attempt
from abonent.post.ports import NotSent

log = logging.getLogger(__name__)

IN_A_ROW = 3
"""After so many letters in a row that were not taken the rest waits for the next round."""


def send_in_bulk(at: datetime) -> int:
    """Send the letters in bulk whose turn it is, at most a minute's share of them; return how many left.

    Each is a transaction of its own with its row locked: a sender that is killed leaves every letter waiting that was not
    sent, and sends at most the one again that was just being handed over, under the same Message-ID. The round ends when
    the server is not there or says that it wants no more for now; what was not tried keeps its place.
    """
    share = queries.in_bulk(at).values_list("pk", flat=True)[: profile.current().mail.bulk_per_minute]
    return _round(list(share), at=at) if share else 0


def _round(letters: list[int], *, at: datetime) -> int:
    server, sent, in_a_row = mailers.default, 0, 0
    try:
        for pk in letters:
            server.open()
            trouble = _send(pk, server, at=at)
            sent += trouble is None
            mood = trouble.mood if trouble else ""
            in_a_row = in_a_row + 1 if mood else 0
            if mood in {"LOST", "ENOUGH"}:
                _hang_up(server)
            if mood == "ENOUGH" or in_a_row == IN_A_ROW:
                log.warning("The mail server takes no more for now (%s): %s letters left.", trouble, sent)
                break
    except OSError as wrong:  # there is no conversation at all: no letter's own trouble
        log.warning("The mail server is not there (%s): %s letters left.", type(wrong).__name__, sent)
    finally:
        _hang_up(server)
    return sent


@transaction.atomic
def _send(pk: int, server: BaseEmailBackend, *, at: datetime) -> NotSent | None:
    message = queries.in_bulk(at).select_for_update(skip_locked=True).filter(pk=pk).first()
    return attempt(message, at=at, server=server) if message else None


def _hang_up(server: BaseEmailBackend) -> None:
    with suppress(OSError):
        server.close()
