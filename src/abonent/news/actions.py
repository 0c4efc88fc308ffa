"""What may be done with news: tell something to everybody, change it, take it down."""

import re
import unicodedata
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.text import slugify

from abonent import profile
from abonent.journal.actions import record
from abonent.news.bulk import tell
from abonent.news.drafts import Draft
from abonent.news.models import Notice
from abonent.news.places import kept
from abonent.news.queries import TROUBLE
from abonent.people.models import User

LONGEST_SLUG = 80
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
PLAIN = str.maketrans({"ł": "l", "Ł": "L"})
"""Letters that no decomposition of Unicode resolves."""


class NotInEveryLanguage(Exception):
    """A notice has to be there in each of the operator's languages, with a title and a lead."""


class UnknownKind(Exception):
    """There is no such kind of notice."""


class OverBeforeItBegins(Exception):
    """A notice has to be shown for some time."""


class NeverHappens(Exception):
    """Works cannot end before they begin."""


class NobodyAgreed(Exception):
    """Letters are sent about works and outages only: to nothing else have people agreed here."""


class SlugTaken(Exception):
    """Another notice has this address."""


class ChangedMeanwhile(Exception):
    """The notice is not what somebody has looked at any more (`notice`): they shall look again."""

    def __init__(self, notice: Notice) -> None:
        super().__init__(notice.slug)
        self.notice = notice


class NotASlug(Exception):
    """An address is made of small letters, digits and hyphens, 80 at most."""


@transaction.atomic
def publish(draft: Draft, *, at: datetime, by: User | None = None, via: str = "office") -> Notice:
    """Tell something to everybody, from `draft.since` on. The same person telling the same twice tells it once.

    Raises NotInEveryLanguage, UnknownKind, OverBeforeItBegins, NeverHappens, NobodyAgreed, NotASlug, SlugTaken.
    """
    facts = _facts(draft) | {"slug": draft.slug or slug_of(draft.title[profile.current().languages[0]])}
    if len(facts["slug"]) > LONGEST_SLUG or not SLUG.fullmatch(facts["slug"]):
        raise NotASlug
    try:
        with transaction.atomic():
            edition = 1 if draft.letters else 0
            notice = Notice.objects.create(**facts, edition=edition, made_at=at, changed_at=at, made_by=by)
    except IntegrityError:
        if there := _told_before(facts, by):
            return there
        raise SlugTaken from None
    _note("notice.published", notice, at, by, via)
    return notice


@transaction.atomic
def change(
    notice: Notice,
    draft: Draft,
    *,
    at: datetime,
    by: User | None = None,
    seen: datetime | None = None,
    via: str = "office",
) -> Notice:
    """Tell it otherwise, at the same address. `seen` is when what somebody looked at had been changed.

    Raises NotInEveryLanguage, UnknownKind, OverBeforeItBegins, NeverHappens, NobodyAgreed, ChangedMeanwhile.
    """
    facts = _facts(draft)
    locked = Notice.objects.select_for_update().get(pk=notice.pk)
    if seen and seen != locked.changed_at:
        raise ChangedMeanwhile(locked)
    for name, value in facts.items():
        setattr(locked, name, value)
    locked.changed_at = at
    _ask_for_letters(locked, draft)
    locked.save(update_fields=[*facts, "changed_at", "edition", "told_at"])
    _note("notice.changed", locked, at, by, via)
    return locked


@transaction.atomic
def take_down(notice: Notice, *, at: datetime, by: User | None = None, via: str = "office") -> None:
    """Show it to nobody any more, not even among the earlier ones. Twice is as once."""
    gone = DateTimeTZRange(empty=True)
    if Notice.objects.filter(pk=notice.pk, shown__isempty=False).update(shown=gone, changed_at=at):
        _note("notice.taken_down", notice, at, by, via)


def tell_due(at: datetime) -> int:
    """Queue the letters of notices that are shown by now and whose letters were asked for; return of how many notices."""
    waiting = Notice.objects.filter(edition__gt=0, told_at=None, shown__contains=at)
    return sum(_tell(pk, at) for pk in waiting.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _tell(pk: int, at: datetime) -> bool:
    waiting = Notice.objects.select_for_update(skip_locked=True).filter(told_at=None, shown__contains=at)
    notice = waiting.filter(pk=pk, edition__gt=0).first()
    if notice is None:
        return False
    mail, sms = tell(notice, at=at)
    notice.told_at = at
    notice.save(update_fields=["told_at"])
    record("notice.sent", at=at, subject=f"notice:{pk}", via="clock", data={"mail": mail, "sms": sms})
    return True


def _ask_for_letters(notice: Notice, draft: Draft) -> None:
    """Let those be written to who have not been yet, or everybody again. What has left cannot be taken back."""
    if not draft.letters:
        notice.edition = notice.edition if notice.told_at else 0
        return
    again = draft.letters == "ALL" and notice.told_at is not None
    notice.edition = max(1, notice.edition + again)
    notice.told_at = None


def slug_of(title: str) -> str:
    """Return the address that a title makes, cut at a word."""
    plain = unicodedata.normalize("NFKD", title.translate(PLAIN)).encode("ascii", "ignore").decode()
    words = slugify(plain)
    return words if len(words) <= LONGEST_SLUG else words[:LONGEST_SLUG].rpartition("-")[0]


def _facts(draft: Draft) -> dict[str, Any]:
    if draft.kind not in Notice.Kind.values:
        raise UnknownKind
    if draft.until is not None and draft.until <= draft.since:
        raise OverBeforeItBegins
    begins, ends = draft.happens
    if begins and ends and ends <= begins:
        raise NeverHappens
    if draft.letters and draft.kind not in TROUBLE:
        raise NobodyAgreed
    languages = profile.current().languages
    if any(not words.get(each, "").strip() for each in languages for words in (draft.title, draft.lead)):
        raise NotInEveryLanguage
    return {
        "kind": draft.kind,
        "title": {each: draft.title[each].strip() for each in languages},
        "lead": {each: draft.lead[each].strip() for each in languages},
        "text": {each: draft.text.get(each, "").strip() for each in languages},
        "shown": DateTimeTZRange(draft.since, draft.until),
        "places": kept(draft.places),
        "happens": DateTimeTZRange(begins, ends) if begins or ends else None,
    }


def _told_before(facts: dict[str, Any], by: User | None) -> Notice | None:
    """Return the notice that somebody has told already, word for word: they pressed twice."""
    words = {name: facts[name] for name in ("slug", "kind", "title", "lead", "text", "places", "happens")}
    return Notice.objects.filter(made_by=by, shown__isempty=False, **words).first() if by else None


def _note(kind: str, notice: Notice, at: datetime, by: User | None, via: str) -> None:
    record(kind, at=at, subject=f"notice:{notice.pk}", by=by.pk if by else None, via=via)
