"""What may be done with archives: ask for one, make it, fetch it, let it go."""

import logging
import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app as jobs

from abonent import profile
from abonent.journal.actions import record
from abonent.people.actions import warn
from abonent.people.models import User
from abonent.takeout import keeping, queries
from abonent.takeout.models import Takeout
from abonent.takeout.writing import write_archive

log = logging.getLogger(__name__)

PATIENCE = timedelta(days=1)
"""What has not been made by then is not made any more: its job was lost, or took its workers with it too often."""


class AlreadyAsked(Exception):
    """An archive of the person is in the making."""


class NotReady(Exception):
    """The archive cannot be fetched: not yet, or not any more."""


@transaction.atomic
def ask_takeout(person: User, *, language: str, at: datetime) -> Takeout:
    """Ask for an archive; a job makes it once this is committed. Raises AlreadyAsked."""
    asked = Takeout(ref=secrets.token_urlsafe(18), user=person, language=language, asked_at=at)
    try:
        with transaction.atomic():
            asked.save()
    except IntegrityError:
        raise AlreadyAsked from None
    record("takeout.asked", at=at, by=person.pk, subject=f"user:{person.pk}")
    jobs.configure_task("takeout.make", queue="takeout").defer(takeout=asked.pk)
    return asked


def make_takeout(pk: int, *, at: datetime) -> None:
    """Make an archive that waits. It counts from the transaction at the end; before, there is nothing to be fetched.

    May be done again after it was interrupted anywhere, and does nothing for one that does not wait any more.
    """
    asked = queries.waiting().filter(pk=pk).first()
    if asked is None:
        return
    if not asked.user.is_active:
        give_up_takeout(pk, at=at)
        return
    written = keeping.draft(asked.ref, lambda sink: write_archive(asked.user, sink, language=asked.language, at=at))
    try:
        _finish(asked, written, at=at)
    finally:
        written.path.unlink(missing_ok=True)


@transaction.atomic
def give_up_takeout(pk: int, *, at: datetime) -> None:
    """Say of an archive that it could not be made; another one may be asked for."""
    asked = queries.waiting().select_for_update(of=("self",)).filter(pk=pk).first()
    if asked is not None:
        asked.state = Takeout.State.FAILED
        asked.save(update_fields=["state"])
        record("takeout.failed", at=at, by=asked.user_id, subject=f"user:{asked.user_id}", via="job")
        log.error("Archive %s could not be made and was given up.", pk)


@transaction.atomic
def fetch_takeout(takeout: Takeout, *, at: datetime) -> None:
    """Write down that an archive was fetched. Raises NotReady."""
    found = queries.ready(takeout.user, at=at).select_for_update().filter(pk=takeout.pk).first()
    if found is None or not keeping.is_there(found.ref):
        raise NotReady
    found.fetched_at = at
    found.save(update_fields=["fetched_at"])
    record("takeout.fetched", at=at, by=found.user_id, subject=f"user:{found.user_id}")


def let_go_of_takeouts(at: datetime) -> int:
    """Delete archives whose days are over or whose person has left, and give up what was never made; return how many."""
    over = list(queries.over(at))
    for takeout in over:
        _let_go(takeout, at=at)
    for pk in queries.waiting().filter(asked_at__lte=at - PATIENCE).values_list("pk", flat=True):
        give_up_takeout(pk, at=at)
    known = set(queries.kept().values_list("ref", flat=True))
    keeping.sweep(known, before=at - PATIENCE)
    return len(over)


@transaction.atomic
def _let_go(takeout: Takeout, *, at: datetime) -> None:
    Takeout.objects.filter(pk=takeout.pk).update(state=Takeout.State.GONE)
    record("takeout.removed", at=at, by=None, subject=f"user:{takeout.user_id}", via="job")
    transaction.on_commit(lambda: keeping.take_away(takeout.ref))


@transaction.atomic
def _finish(asked: Takeout, written: keeping.Draft, *, at: datetime) -> None:
    """Let an archive be fetched from now on; an earlier one is let go, and the person is told."""
    done = queries.waiting().select_for_update(of=("self",)).filter(pk=asked.pk).first()
    if done is None:  # another worker has made it
        return
    for earlier in queries.kept().filter(user=done.user_id):
        _let_go(earlier, at=at)
    keeping.keep(done.ref, written)
    done.state, done.made_at, done.size, done.sha256 = Takeout.State.READY, at, written.size, written.sha256
    done.until = at + timedelta(days=profile.current().panel.takeout_days)
    done.save()
    record("takeout.made", at=at, by=done.user_id, subject=f"user:{done.user_id}", via="job")
    last = profile.today(done.until - timedelta(microseconds=1)).isoformat()
    warn(done.user, "takeout_ready", key=f"takeout_ready:{done.pk}", at=at, context={"until": last})
