"""Where a person is signed in: each place in words, and ending one of them or all the others.

The number of a session opens it, so no page shows it: addresses carry a seal of it, which opens nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.http import require_POST

from abonent.people import queries
from abonent.people.actions import end_session, sign_out_elsewhere
from abonent.people.models import Session, User
from abonent.web.door import agents
from abonent.web.page import PersonRequest, person_page
from abonent.web.session_store import absolute, idle

SEAL_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Seat:
    """One browser in which a person is signed in; `name` is what addresses call it."""

    name: str
    device: str
    began_at: datetime
    seen_at: datetime
    here: bool


def seats(user: User, *, here: str, at: datetime) -> list[Seat]:
    """Return where a person is signed in: this browser first, then the latest seen."""
    found = [
        Seat(seal(each.session_key), agents.named(each.agent), each.began_at, each.seen_at, each.session_key == here)
        for each in _alive(user, at=at)
    ]
    return sorted(found, key=lambda seat: not seat.here)


def limits(user: User) -> tuple[timedelta, timedelta]:
    """Return after how long without use, and after how long in any case, a session of somebody ends by itself."""
    return idle(user), absolute(user)


@person_page(act="me.sessions")
@require_POST
def end_one(request: PersonRequest, session: str) -> HttpResponse:
    """Sign one browser out, which may be lost or somebody else's."""
    found = next((each for each in _alive(request.user, at=request.at) if _is(each, session)), None)
    if found is None:
        raise Http404
    end_session(request.user, found.session_key, at=request.at)
    return redirect("mfa_index")


@person_page(act="me.sessions")
@require_POST
def end_others(request: PersonRequest) -> HttpResponse:
    """End the person's sessions everywhere else."""
    sign_out_elsewhere(request.user, but=request.session.session_key or "", at=request.at)
    return redirect("mfa_index")


def seal(key: str) -> str:
    """Return what stands for a session where people can see it."""
    return salted_hmac("abonent.session", key, algorithm="sha256").hexdigest()[:SEAL_LENGTH]


def _is(session: Session, name: str) -> bool:
    return constant_time_compare(seal(session.session_key), name)


def _alive(user: User, *, at: datetime) -> Iterator[Session]:
    """Walk the sessions that still open something; those that sleep or are old lie in the table for a while."""
    idle_since, old_since = at - idle(user), at - absolute(user)
    found = queries.sessions(user).filter(seen_at__gt=idle_since, began_at__gt=old_since)
    return found.defer("session_data").iterator()
