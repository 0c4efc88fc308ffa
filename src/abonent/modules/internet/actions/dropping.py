"""Somebody wants a connection to end, or a line to be brought to its state at once. The router is told by a job."""

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app as jobs

from abonent.journal.actions import record
from abonent.modules.internet.models import Line, Session


class SessionOver(Exception):
    """The connection has ended before."""


@transaction.atomic
def drop_session(session: Session, *, at: datetime, by: int | None, via: str = "web", because: str = "") -> Session:
    """Have the router end a connection; whoever wants that twice has it once, unless it was refused. `because` is the subject of the event behind it.

    Raises SessionOver.
    """
    found = Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    if found.ended_at:
        raise SessionOver
    if not found.drop or found.refused:
        found.drop, found.refused, found.asked_at, found.because = True, "", at, because
        found.save(update_fields=["drop", "refused", "asked_at", "because"])
        subject = because or f"line:{found.line_id}"
        record(
            "line.drop_asked",
            at=at,
            by=by,
            account=found.account_id,
            subject=subject,
            via=via,
            data={"line": found.line_id},
        )
        _put_to_work(found.line_id)
    return found


@transaction.atomic
def drop_line(line: Line, *, at: datetime, by: int | None, via: str = "web", because: str = "") -> int:
    """Have routers end every connection of a line; return how many there are."""
    found = Session.objects.select_for_update(no_key=True).filter(line=line, ended_at=None).order_by("pk")
    return len([drop_session(session, at=at, by=by, via=via, because=because) for session in found])


def bring_line(line: Line, *, because: str = "") -> None:
    """Have the connections of a line brought to what is wanted now. Restrictions and tariffs do this of themselves."""
    _put_to_work(line.pk, because)


def _put_to_work(line: int, because: str = "") -> None:
    jobs.configure_task("internet.bring", queue="now").defer(line=line, because=because)
