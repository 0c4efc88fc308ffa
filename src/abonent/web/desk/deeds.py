"""What happened, as the desk reads it: when, what, who did it and as what, how, and where it can be seen."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as say
from django.utils.translation import pgettext_lazy

from abonent import profile
from abonent.journal.kinds import sentence
from abonent.journal.models import Event
from abonent.people.models import Access, Account, User
from abonent.web import viewing
from abonent.web.desk.contract_words import ENDED_BY
from abonent.web.desk.customer import BECAUSE
from abonent.web.desk.links import page_of
from abonent.web.frame import speaking

WAYS: dict[str, Promise] = {
    "web": say("in the customer panel"),
    "desk": say("at the desk"),
    "office": say("at the office"),
    "public": say("without signing in"),
    "bank": say("by the bank"),
    "job": say("by itself"),
    "mail": say("by mail"),
    "run": say("by the bill run"),
}
NOBODY: dict[str, Promise] = {
    "bank": pgettext_lazy("who", "the bank"),
    "desk": pgettext_lazy("who", "the office"),
    "office": pgettext_lazy("who", "the office"),
    "job": pgettext_lazy("who", "the system"),
    "mail": pgettext_lazy("who", "a mail server"),
    "run": pgettext_lazy("who", "the system"),
}
"""Who did what no person is written down for; else it was somebody who is not known."""
SAID = ("reason", "why")
"""What of an event's data is words for people to read."""
CODES: dict[str, Mapping[str, Promise]] = {"restriction": BECAUSE, "agreement": ENDED_BY}
"""What it is in words where it is a code, by what the event is about."""
WITH_NUMBER = ("invoice", "order", "proposal", "agreement")
"""Subjects whose number people know."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One event as a line: `who` and, in words, `role`; `about` is a number that people know, `url` where to look."""

    at: datetime
    text: Promise
    who: str
    role: str
    way: str
    about: str
    url: str
    said: str

    @property
    def details(self) -> str:
        """What it was about, by number, and why."""
        return " – ".join(filter(None, [self.about, self.said]))

    @property
    def person(self) -> str:
        """Who did it, with what they are."""
        return f"{self.who} ({self.role})" if self.role else self.who


def deeds(account: Account, events: Iterable[Event], *, may: Callable[[str], bool]) -> list[Deed]:
    """Return events of an account as lines, with the names of people in two statements however many there are.

    `may` says which acts whoever reads them may do: nobody is led to a page that they may not see.
    """
    found = list(events)
    who = _people(account, {event.by_id for event in found if event.by_id})
    return [_deed(account, event, who, may) for event in found]


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    staff_role: str
    rights: list[Access]

    def role(self, at: datetime) -> str:
        """Return what somebody was at an instant: of the staff as they are today, a customer as their right says."""
        if self.staff_role:
            return profile.current().desk.roles[self.staff_role][speaking()]
        right = next((right for right in self.rights if at in right.valid), None) or next(iter(self.rights), None)
        return profile.current().roles[right.role][speaking()] if right else ""


def _people(account: Account, ids: set[int]) -> Mapping[int, _Person]:
    users = User.objects.filter(pk__in=ids) if ids else []
    rights = list(Access.objects.filter(account=account, user__in=ids).order_by("-valid", "-pk")) if ids else []
    return {
        user.pk: _Person(user.name, user.staff_role, [right for right in rights if right.user_id == user.pk])
        for user in users
    }


def _deed(account: Account, event: Event, who: Mapping[int, _Person], may: Callable[[str], bool]) -> Deed:
    person = who.get(event.by_id or 0)
    kind, _colon, ref = event.subject.partition(":")
    return Deed(
        at=event.at,
        text=sentence(event.kind),
        who=person.name if person else str(NOBODY.get(event.via, _("somebody who is not known"))),
        role=person.role(event.at) if person else "",
        way=str(WAYS.get(event.via, "")),
        about=ref if kind in WITH_NUMBER else "",
        url=page_of(event.subject, account=account.number, may=may),
        said=_said(event),
    )


def _said(event: Event) -> str:
    said = next((str(event.data[name]) for name in SAID if event.data.get(name)), "")
    words = str(CODES.get(event.kind.partition(".")[0], {}).get(said, said))
    return ", ".join(filter(None, [words, viewing.at_latest(event)]))
