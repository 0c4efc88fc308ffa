"""What came of it when routers were told something: of the sessions, and of the devices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from abonent.journal.actions import Happening, record, record_all
from abonent.modules.internet.bulk import untold as bulk
from abonent.modules.internet.bulk.now import Now
from abonent.modules.internet.models import Device, Session
from abonent.modules.internet.queries.devices import AWAY
from abonent.modules.internet.routers.questions import Heard

DROPPED, GONE = "dropped", "gone"
"""Causes of an end: we had the router end it; the router did not know it any more."""

SELDOM = timedelta(minutes=1)
"""No oftener is it written down that a device still answers."""

HELD = ("LIMITED", "SUSPENDED")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a router answered. `session` is as it was when the router was told, `now` what the line may do.

    `changed`: it was told of a change; else it was told that the session is over.
    """

    session: Session
    now: Now
    heard: Heard
    changed: bool

    @property
    def kind(self) -> str:
        """What has happened, for the journal; "" when the router had nothing to do."""
        if not self.heard.is_done:
            return ""
        if self.session.drop:
            return "line.dropped"
        if not self.heard.taken:
            return ""
        if not self.changed:
            return "line.switched_off" if self.now.level == "OFF" else "line.restarted"
        was_held = self.session.given.startswith(HELD)
        if self.now.level in HELD and not was_held:
            return "line.held"
        return "line.freed" if self.now.level == "FREE" and was_held else "line.adjusted"


@transaction.atomic
def keep(outcomes: Sequence[Outcome], *, at: datetime) -> None:
    """Write down what routers answered."""
    told = {outcome.session.pk: outcome for outcome in outcomes}
    sessions = list(Session.objects.select_for_update(no_key=True).filter(pk__in=told).order_by("pk"))
    for session in sessions:
        _keep(session, told[session.pk], at)
    bulk.write(sessions)
    record_all([_event(outcome, at) for _, outcome in sorted(told.items()) if outcome.kind])


def _keep(session: Session, outcome: Outcome, at: datetime) -> None:
    if not outcome.heard.is_done:
        session.refused = str(outcome.heard.cause)
        return
    if outcome.changed and outcome.heard.taken:
        session.given = outcome.now.given
    elif session.ended_at is None:
        session.ended_at, session.cause = at, DROPPED if outcome.heard.taken else GONE
    if session.ended_at and session.drop:
        session.refused = ""  # the mark stays: should its router go on telling of it, it is told again within a minute
    elif session.ended_at or _asked(session) == _asked(outcome.session):  # else more is wanted by now
        session.asked_at, session.because, session.refused = None, "", ""


def _asked(session: Session) -> tuple[datetime | None, bool]:
    return session.asked_at, session.drop


def _event(outcome: Outcome, at: datetime) -> Happening:
    session = outcome.session
    subject = session.because or f"line:{session.line_id}"
    return Happening(outcome.kind, at, session.account_id, subject, via="job", data={"line": session.line_id})


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
    known.update(failed_at=at, failure=word)
    data = {"name": device.name, "why": word}
    record("device.failed", at=at, subject=f"device:{device.pk}", via="job", data=data)
