"""What lines may do is brought to where they are connected: open sessions get what is wanted now, or are ended.

Nothing here runs inside a transaction: what routers have to be told is written down first, then they are told, then what came
of it is written down. Whoever is killed between leaves sessions with `asked_at`, which `actions.trying` takes up again.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from abonent import profile, vault
from abonent.modules.internet.actions.outcome import Outcome, answered, keep, not_answered
from abonent.modules.internet.actions.waking import put_to_work
from abonent.modules.internet.bulk import untold as bulk
from abonent.modules.internet.bulk.now import Now, lines_now
from abonent.modules.internet.models import Device, Session
from abonent.modules.internet.queries.untold import connected_lines, is_away
from abonent.modules.internet.routers import asking, questions
from abonent.modules.internet.routers.asking import Answer, OutOfReach
from abonent.modules.internet.routers.attributes import Said, changes, filled, session_of
from abonent.modules.internet.routers.causes import SECRET
from abonent.modules.internet.routers.questions import Heard, Question, Router, Unsayable

log = logging.getLogger(__name__)

RESTS = timedelta(seconds=20)
"""So long nobody tries a device that did not answer, however many lines there want something of it."""
AT_ONCE = 100
"""So many lines are spoken of at a time: each takes a lock of the database, and a socket."""

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
    bring(dict.fromkeys(connected_lines([account]), because), clock=clock)


def bring_along(account: int, *, clock: Clock, because: str, reaction: str) -> None:
    """Bring an account's lines, and with them those of all who wait for the same reaction: of a thousand nobody is last."""
    at = clock()
    with transaction.atomic():
        others = bulk.mark_waiting(reaction, most=AT_ONCE, at=at)
    bring(others | dict.fromkeys(connected_lines([account]), because), clock=clock)


def bring(lines: Mapping[int, str], *, clock: Clock) -> None:
    """Bring the open sessions of lines to what is wanted now; `lines` says because of which event, "" for none.

    Of one line only one process speaks at a time. What a device did not answer stays written down, and is told later: one
    that is out of reach is asked by a job of its own whether it is back, so that nobody else waits for it.
    """
    if not lines:
        return
    with _alone_with(lines):
        errands = _errands(lines, at=clock())
        _end(_change([errand for errand in errands if not is_away(errand.device)], clock), clock)
    put_to_work({errand.device.pk for errand in errands if _is_worth_trying(errand.device, clock())})


@transaction.atomic
def _errands(lines: Mapping[int, str], *, at: datetime) -> list[Errand]:
    """Write down what routers have to be told of these lines, and return it."""
    found = Session.objects.select_for_update(of=("self",), no_key=True).select_related("line", "device")
    sessions = list(found.filter(line__in=list(lines), ended_at=None, device__ended_at=None).order_by("pk"))
    now = lines_now({session.line_id for session in sessions}, at=at) if sessions else {}
    errands = [
        Errand(session, session.device, now[session.line_id])
        for session in sessions
        if session.device and _has_to_be_told(session, now[session.line_id])
    ]
    told = {errand.session.pk for errand in errands}
    bulk.forget_untold([session.pk for session in sessions if session.asked_at and session.pk not in told])
    for errand in errands:
        session = errand.session
        session.asked_at, session.because = session.asked_at or at, lines[session.line_id] or session.because
    bulk.mark([(errand.session.pk, errand.session.because) for errand in errands], at=at)
    return errands


def _has_to_be_told(session: Session, now: Now) -> bool:
    return session.drop or now.level == "OFF" or session.given != now.given


def _is_worth_trying(device: Device, at: datetime) -> bool:
    return is_away(device) and device.failed_at is not None and at - device.failed_at >= RESTS


def _change(errands: Iterable[Errand], clock: Clock) -> list[Errand]:
    """Tell what can be told as a change; return what is left to be ended."""
    asked, left = [], []
    for errand in errands:
        question = _change_of(errand, clock())
        if question:
            asked.append((errand, question))
        else:
            left.append(errand)
    return left + _ask(asked, clock, changed=True)


def _end(errands: Iterable[Errand], clock: Clock) -> None:
    asked = []
    for errand in errands:
        router = router_of(errand.device)
        if router:
            asked.append((errand, questions.end(router, session_of(errand.session), at=clock())))
        else:
            not_answered(errand.device, SECRET, at=clock())
    _ask(asked, clock, changed=False)


def _ask(asked: list[tuple[Errand, Question]], clock: Clock, *, changed: bool) -> list[Errand]:
    """Ask, and write down what came of it as it comes; return what was refused as a change."""
    refused = []
    for lump in asking.ask_all([question for _, question in asked]):
        answers = [(asked[place][0], answer) for place, answer in lump]
        refused += [
            errand for errand, answer in answers if changed and isinstance(answer, Heard) and not answer.is_done
        ]
        _write_down(answers, refused, changed=changed, at=clock())
    return refused


def _write_down(answers: list[tuple[Errand, Answer]], refused: list[Errand], *, changed: bool, at: datetime) -> None:
    devices = {errand.device.pk: errand.device for errand, answer in answers if isinstance(answer, Heard)}
    for device in devices.values():
        answered(device, at=at)
    silent = {errand.device.pk: (errand.device, answer) for errand, answer in answers if isinstance(answer, OutOfReach)}
    for device, silence in silent.values():
        not_answered(device, silence.word, at=at)
    keep(
        [
            Outcome(errand.session, errand.now, answer, changed=changed)
            for errand, answer in answers
            if isinstance(answer, Heard) and errand not in refused
        ],
        at=at,
    )


def _change_of(errand: Errand, at: datetime) -> Question | None:
    """Return what tells a router of a change; None where the session has to be ended."""
    router = router_of(errand.device)
    wanted = _wanted(errand)
    if not router or not wanted:
        return None
    try:
        return questions.change(router, session_of(errand.session), wanted, at=at)
    except Unsayable as why:
        log.warning("Devices of vendor %s cannot be told of a change: %s", errand.device.vendor, why)
        return None


def _wanted(errand: Errand) -> Said:
    internet, now = profile.current().internet, errand.now
    vendor = internet.vendors.get(errand.device.vendor) if internet else None
    if internet is None or vendor is None or errand.ends:
        return []
    names = filled(errand.session.line, down_kbits=now.down_kbits or 0, up_kbits=now.up_kbits or 0, internet=internet)
    return changes(vendor, now.level, names)


def router_of(device: Device) -> Router | None:
    """Return where a device listens, with its secret opened; None when that cannot be opened."""
    try:
        secret = vault.open_sealed(device.secret, bound_to=f"device:{device.pk}:secret")
    except vault.AlteredSecret:
        return None
    return Router(device.address, device.port, secret)


@contextmanager
def _alone_with(lines: Iterable[int]) -> Iterator[None]:
    """Let one process at a time speak of a line; always taken in order. A lock of the session outlives no process."""
    held = sorted(lines)
    try:
        bulk.lock_lines(held)
        yield
    finally:
        bulk.unlock_lines(held)
