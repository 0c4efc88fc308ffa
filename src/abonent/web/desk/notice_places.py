"""Whom a notice concerns, at the desk: streets are found and taken into the form, and before it is told it is counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import OperationalError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from psycopg.errors import QueryCanceled

from abonent import profile
from abonent.news.bulk import Concerned, Street, concerned, customers_at, streets
from abonent.news.drafts import Draft
from abonent.news.models import Notice
from abonent.news.places import Spot

LONGEST_LOOK = 100


@dataclass(frozen=True, slots=True)
class Looked:
    """What was looked for and what was found. `asked`: the form was sent for that; `slow`: the question was given up."""

    asked: bool = False
    typed: str = ""
    found: tuple[Street, ...] = ()
    slow: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a draft concerns. `places` are (place, customers there); `letters` says who is written to, "" for nobody."""

    concerned: Concerned
    places: tuple[tuple[Spot, int], ...]
    letters: str
    later: bool


def is_looking(sent: QueryDict) -> bool:
    """Tell whether a street is looked for, or was chosen: not the whole form was sent."""
    return "take" in sent or ("find" in sent and bool(sent.get("street", "").strip()))


def with_places(sent: QueryDict) -> dict[str, str]:
    """Return what was typed, with the streets that were chosen among the places."""
    typed = {name: str(sent.get(name, "")) for name in sent}
    chosen = sent.getlist("add") if "take" in sent else []
    lines = [line.strip() for line in typed.get("places", "").splitlines() if line.strip()]
    return typed | {"places": "\n".join(dict.fromkeys([*lines, *chosen]))}


def look(sent: QueryDict, *, at: datetime) -> Looked:
    """Find streets by what was typed."""
    typed = sent.get("street", "").replace("\0", " ").strip()[:LONGEST_LOOK]
    if not typed or "find" not in sent:
        return Looked(is_looking(sent))
    try:
        return Looked(True, typed, tuple(streets(typed, at=at)))
    except OperationalError as given_up:
        if isinstance(given_up.__cause__, QueryCanceled):
            return Looked(True, typed, slow=True)
        raise


def reach(draft: Draft, *, at: datetime) -> Reach:
    """Count whom a draft concerns and who will be written to."""
    found = concerned(draft.places, at=at)
    there = tuple(zip(draft.places, customers_at(draft.places, at=at), strict=True)) if draft.places else ()
    return Reach(found, there, _letters(found) if draft.letters else "", later=draft.since > at)


def letter_choices(notice: Notice | None) -> Sequence[tuple[str, str]]:
    """Return who may be written to; none where the profile asks for no consent to that."""
    if not any(each.tells == "WORKS" for each in profile.current().panel.consents):
        return ()
    return tuple(_choices(notice))


def _choices(notice: Notice | None) -> Iterator[tuple[str, str]]:
    yield "", pgettext("written to", "nobody")
    if notice is None or notice.told_at is None:
        yield "NEW", _("those whom it concerns and who agreed to it")
    else:
        yield "NEW", _("those who have not been written to yet")
        yield "ALL", _("everybody once more, as something important has changed")


def _letters(found: Concerned) -> str:
    mails = ngettext("%(num)s e-mail address", "%(num)s e-mail addresses", found.mails) % {"num": found.mails}
    phones = ngettext("%(num)s telephone by SMS", "%(num)s telephones by SMS", found.phones) % {"num": found.phones}
    return f"{mails}, {phones}"
