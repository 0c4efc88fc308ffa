"""What lines may do is brought to where they are connected: open sessions get what is wanted now, or are ended.

Nothing here runs inside a transaction: what the router has to be told is written down first, then it is told, then what came
of it is written down. Whoever is killed between leaves a session with `asked_at`, which `actions.trying` takes up again.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from abonent import profile, vault
from abonent.modules.internet.actions.outcome import answered, keep, not_answered
from abonent.modules.internet.bulk.now import Now, lines_now
from abonent.modules.internet.models import Device, Session
from abonent.modules.internet.queries.untold import is_away
from abonent.modules.internet.routers import asking
from abonent.modules.internet.routers.asking import Heard, OutOfReach, Router, Unsayable
from abonent.modules.internet.routers.attributes import Said, changes, filled, session_of
from abonent.modules.internet.routers.causes import SECRET

log = logging.getLogger(__name__)

RESTS = timedelta(seconds=20)
"""So long nobody tries a device that did not answer: a thousand lines there hold up nobody elsewhere."""

type Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Errand:
    """One session whose router has to be told something: that it is over, or what the line may do now."""

    session: Session
    device: Device
    now: Now

    @property
    def ends(self) -> bool:
        """Whether the session shall be over, rather than changed."""
        return self.session.drop or self.now.level == "OFF"


def bring_account(account: int, *, clock: Clock, because: str = "") -> None:
    """Bring every connected line of an account to what is wanted now; `because` is the subject of the event behind it."""
    connected = Session.objects.filter(line__account=account, ended_at=None)
    for line in connected.order_by("line").values_list("line", flat=True).distinct():
        bring(line, clock=clock, because=because)


def bring(line: int, *, clock: Clock, because: str = "") -> bool:
    """Bring the open sessions of a line to what is wanted now, one at a time for each line.

    False when a device did not answer: what it has to be told stays written down, and is told once it does.
    """
    with _one_at_a_time(line):
        done = [_carry_out(errand, clock) for errand in _errands(line, because=because, at=clock())]
    return all(done)


@transaction.atomic
def _errands(line: int, *, because: str, at: datetime) -> list[Errand]:
    """Write down what routers have to be told of a line, and return it."""
    found = Session.objects.select_for_update(of=("self",), no_key=True).select_related("line", "device")
    sessions = list(found.filter(line=line, ended_at=None).order_by("pk"))
    if not sessions:
        return []
    now = lines_now([line], at=at)[line]
    errands = [
        Errand(session, session.device, now)
        for session in sessions
        if session.device and not session.device.ended_at and _has_to_be_told(session, now)
    ]
    for errand in errands:
        session = errand.session
        session.asked_at, session.because = session.asked_at or at, because or session.because
        session.save(update_fields=["asked_at", "because"])
    return errands


def _has_to_be_told(session: Session, now: Now) -> bool:
    if session.drop or now.level == "OFF" or session.given != now.given:
        return True
    if session.asked_at:  # what it had to be told is not wanted any more
        session.asked_at, session.because, session.refused = None, "", ""
        session.save(update_fields=["asked_at", "because", "refused"])
    return False


def _carry_out(errand: Errand, clock: Clock) -> bool:
    """Tell one router, and write down what came of it; False when it did not answer."""
    if is_away(errand.device) and errand.device.failed_at and clock() - errand.device.failed_at < RESTS:
        return False
    try:
        heard, changed = _told(errand, clock())
    except OutOfReach as silence:
        not_answered(errand.device, silence.word, at=clock())
        return False
    answered(errand.device, at=clock())
    keep(errand.session, errand.now, heard, changed=changed, at=clock())
    return True


def _told(errand: Errand, at: datetime) -> tuple[Heard, bool]:
    """Tell a router of a change or, where it cannot be changed, to end the session; also return which it was."""
    router, session = router_of(errand.device), session_of(errand.session)
    if wanted := _wanted(errand):
        try:
            heard = asking.change(router, session, wanted, at=at)
        except Unsayable as why:
            log.warning("Devices of vendor %s cannot be told of a change: %s", errand.device.vendor, why)
        else:
            if heard.taken or heard.is_gone:
                return heard, True
    return asking.end(router, session, at=at), False


def _wanted(errand: Errand) -> Said:
    internet, now = profile.current().internet, errand.now
    vendor = internet.vendors.get(errand.device.vendor) if internet else None
    if internet is None or vendor is None or errand.ends:
        return []
    names = filled(errand.session.line, down_kbits=now.down_kbits or 0, up_kbits=now.up_kbits or 0, internet=internet)
    return changes(vendor, now.level, names)


def router_of(device: Device) -> Router:
    """Return where a device listens, with its secret opened. Raises OutOfReach when that cannot be opened."""
    try:
        secret = vault.open_sealed(device.secret, bound_to=f"device:{device.pk}:secret")
    except vault.AlteredSecret:
        raise OutOfReach(SECRET) from None
    return Router(device.address, device.port, secret)


@contextmanager
def _one_at_a_time(line: int) -> Iterator[None]:
    """Let one process at a time speak of a line. A lock of the session outlives no process."""
    key = [f"internet.line:{line}"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", key)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", key)
