"""What a payment still brings about: the line that was restricted is free again, or what is missing until it is."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from abonent.journal.models import Event
from abonent.language import written
from abonent.modules.internet.bulk.now import account_now
from abonent.modules.internet.models import Session
from abonent.modules.internet.queries.untold import is_away, open_sessions
from abonent.people.models import Account
from abonent.web.frame import speaking
from abonent.web.jinja import local
from abonent.web.portal.payment import Step

TOLD = timedelta(days=1)
"""So long the story of a payment is told as it stands now; later it says only what happened."""
USUAL = timedelta(minutes=1)


def steps(account: Account, events: Sequence[Event], *, at: datetime) -> Iterator[Step]:
    """Say what comes after the lifted restriction, until the journal says that the line was freed."""
    lifted = [event.at for event in events if event.kind == "restriction.lifted"]
    if not lifted or at - lifted[-1] > TOLD or any(event.kind == "line.freed" for event in events):
        return
    wanted = {line: now for line, now in account_now(account, at=at).items() if now.level != "OFF"}
    if not wanted:
        return
    if any(now.level != "FREE" for now in wanted.values()):
        yield Step("waiting", _("The internet stays restricted"), "", _("There is another reason for it."))
        return
    given = {line: now.given for line, now in wanted.items()}
    yield _standing(given, list(open_sessions(account)), since=lifted[-1], at=at)


def _standing(given: dict[int, str], sessions: list[Session], *, since: datetime, at: datetime) -> Step:
    waiting = [session for session in sessions if session.given != given.get(session.line_id, session.given)]
    if waiting:
        return Step("now", _("The internet comes back"), "", _why(waiting, late=at - since > USUAL))
    if sessions:
        began = [session.began_at for session in sessions if session.began_at >= since]
        when = written(speaking()).moment(local(min(began))) if began else ""
        return Step("done", _("The internet works again"), when)
    text = _("No router is connected now. If yours is switched on, switch it off and on again.")
    return Step("now", _("The internet works as soon as the router connects"), "", text)


def _why(waiting: list[Session], *, late: bool) -> str:
    """Say how long it takes, or what helps meanwhile: whoever connects anew is free at once."""
    if any(session.device and is_away(session.device) for session in waiting):
        return _(
            "The device that your line ends at does not answer now. As soon as it does, the line is released: there is nothing to do. "
            "It may be quicker to switch the router off and on again."
        )
    if late or any(session.refused for session in waiting):
        return _("It takes longer than usual. Switch the router off and on again: it connects without the restriction.")
    return _("This usually takes a few seconds.")
