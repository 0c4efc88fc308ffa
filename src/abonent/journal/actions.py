"""Record what happened, and let whoever wants to know react once it is committed."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from procrastinate.contrib.django import app as jobs

from abonent import profile
from abonent.journal import bulk
from abonent.journal.kinds import sentence
from abonent.journal.models import Event

type Reaction = Callable[[Event], None]

_reactions: dict[str, dict[str, tuple[Reaction, str]]] = defaultdict(dict)


def on(kind: str, *, queue: str = "default") -> Callable[[Reaction], Reaction]:
    """Let a function react to a kind of event, as a job of its own deferred in the same transaction.

    A reaction may run late, twice or out of order: it looks at the present state, the event only says where. Those of a
    module that the profile does not list are not asked.
    """
    sentence(kind)

    def register(reaction: Reaction) -> Reaction:
        _reactions[kind][name_of(reaction)] = (reaction, queue)
        return reaction

    return register


def name_of(reaction: Reaction) -> str:
    """Return what a reaction is called in its jobs."""
    return f"{reaction.__module__}.{reaction.__qualname__}"


def record(
    kind: str, *, at: datetime, account: int | None = None, subject: str = "", by: int | None = None, **more: Any
) -> Event:
    """Add an event; `more` is `for_id`, `via` and `data`. Never a secret, never a proof, never an address.

    Raises UnknownKind.
    """
    sentence(kind)
    event = Event.objects.create(kind=kind, at=at, account_id=account, subject=subject, by_id=by, **more)
    for name, queue in _wanting(kind):
        jobs.configure_task("journal.react", queue=queue).defer(reaction=name, at=at.isoformat(), event=event.id)
    return event


@dataclass(frozen=True, slots=True)
class Happening:
    """One of many things that happened; as the arguments of `record`."""

    kind: str
    at: datetime
    account: int | None
    subject: str = ""
    by: int | None = None
    via: str = "web"
    data: dict[str, Any] = field(default_factory=dict)


def record_all(happened: Sequence[Happening]) -> None:
    """Add many events in one statement; their reactions are deferred in one more for each kind of reaction.

    Raises UnknownKind.
    """
    for kind in {one.kind for one in happened}:
        sentence(kind)
    events = bulk.add_events(happened) if happened else []
    for kind in {kind for kind, _, _ in events}:
        for name, queue in _wanting(kind):
            where: list[dict[str, Any]] = [
                {"reaction": name, "at": at.isoformat(), "event": id_} for of, at, id_ in events if of == kind
            ]
            jobs.configure_task("journal.react", queue=queue).batch_defer(*where)


def react(reaction: str, *, at: datetime, event: int) -> None:
    """Run one reaction on one event; nothing where its module was closed meanwhile."""
    if not profile.is_open(reaction):
        return
    found = Event.objects.get(at=at, id=event)
    function, _ = _reactions[found.kind][reaction]
    function(found)


def _wanting(kind: str) -> list[tuple[str, str]]:
    """Return who wants to know of a kind of event, and on which queue."""
    return [(name, queue) for name, (_, queue) in _reactions[kind].items() if profile.is_open(name)]
