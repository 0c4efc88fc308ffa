"""What came of it when a router was told something: of the session, and of the device."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from abonent.journal.actions import record
from abonent.modules.internet.bulk.now import Now
from abonent.modules.internet.models import Device, Session
from abonent.modules.internet.queries.devices import AWAY
from abonent.modules.internet.routers.asking import Heard

DROPPED, GONE = "dropped", "gone"
"""Causes of an end: we had the router end it; the router did not know it any more."""

SELDOM = timedelta(minutes=1)
"""No oftener is it written down that a device still answers."""

HELD = ("LIMITED", "SUSPENDED")


@transaction.atomic
def keep(session: Session, now: Now, heard: Heard, *, changed: bool, at: datetime) -> None:
    """Write down what a router answered. `session` is as it was when the router was told, `now` what the line may do."""
    found = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    if not heard.taken and not heard.is_gone:
        found.refused = str(heard.cause)
        found.save(update_fields=["refused"])
        return
    before = found.given
    if changed and heard.taken:
        found.given = now.given
    else:
        found.cause = found.cause if found.ended_at else (DROPPED if heard.taken else GONE)
        found.ended_at = found.ended_at or at
    if found.drop == session.drop or found.ended_at:  # else somebody wants it ended by now
        found.asked_at, found.because, found.refused = None, "", ""
    found.save(update_fields=["given", "cause", "ended_at", "asked_at", "because", "refused"])
    if kind := _kind(session, before, now, changed=changed, taken=heard.taken):
        subject = session.because or f"line:{session.line_id}"
        record(kind, at=at, account=session.account_id, subject=subject, via="job", data={"line": session.line_id})


def _kind(session: Session, before: str, now: Now, *, changed: bool, taken: bool) -> str:
    """Return what has happened, for the journal; "" when the router had nothing to do."""
    if session.drop:
        return "line.dropped"
    if not taken:
        return ""
    if not changed:
        return "line.switched_off" if now.level == "OFF" else "line.restarted"
    was_held = before.startswith(HELD)
    if now.level in HELD and not was_held:
        return "line.held"
    return "line.freed" if now.level == "FREE" and was_held else "line.adjusted"


@transaction.atomic
def answered(device: Device, *, at: datetime) -> None:
    """Write down that a device answered us, to the minute."""
    known = Device.objects.filter(pk=device.pk)
    if known.filter(AWAY).update(answered_at=at, failure=""):
        record("device.answered", at=at, subject=f"device:{device.pk}", via="job", data={"name": device.name})
    elif device.answered_at is None or at - device.answered_at >= SELDOM:
        known.filter(Q(answered_at=None) | Q(answered_at__lt=at - SELDOM)).update(answered_at=at)


@transaction.atomic
def not_answered(device: Device, word: str, *, at: datetime) -> None:
    """Write down that a device did not answer us, and why (`routers.causes.NO_ANSWER`)."""
    known = Device.objects.filter(pk=device.pk)
    if known.filter(AWAY).update(failed_at=at, failure=word):
        return
    # `answered_at` may be the same instant: out of reach is who failed later.
    known.filter(Q(answered_at=None) | Q(answered_at__lte=at)).update(failed_at=at, failure=word)
    data = {"name": device.name, "why": word}
    record("device.failed", at=at, subject=f"device:{device.pk}", via="job", data=data)
