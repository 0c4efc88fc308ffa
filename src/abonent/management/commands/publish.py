"""`abonent publish FILE.md`: tell something to everybody from a file, as the desk does from a form."""

from argparse import ArgumentParser
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from abonent import profile
from abonent.news import actions
from abonent.news.drafts import Draft, NotReadable, Written, read
from abonent.news.models import Notice

FACTS = ("kind", "slug", "since", "until", "places", "begins", "ends", "letters")
REFUSED: dict[type[Exception], tuple[str, str]] = {
    actions.SlugTaken: ("slug", "is the address of another notice; choose another, or change that one with --change"),
    actions.NotASlug: ("slug", "has to be small letters, digits and hyphens, 80 at most"),
    actions.OverBeforeItBegins: ("until", "has to be after `since`"),
    actions.NeverHappens: ("ends", "has to be after `begins`"),
    actions.NobodyAgreed: ("letters", "are sent about WORKS and OUTAGE only: to nothing else have customers agreed"),
}


class Command(BaseCommand):
    help = (
        "Publish a notice from a file: between two lines +++ `kind` (NEWS, WORKS, OUTAGE, OFFER) and maybe `slug`, "
        "`since` and `until` when it is shown (2026-11-27T01:00:00, the operator's time), `begins` and `ends` of the works "
        'themselves, `places` (["38-500 Sanok, Polna: 1-25, 30a"]; none: it concerns everybody) and `letters = true` '
        "(whoever it concerns and agreed is written to; with --change, who has not been yet); then for each language a "
        "line `# pl: Title`, a lead, an empty line and the text in Markdown."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.md")
        parser.add_argument("--change", action="store_true", help="change the notice that has this slug already")

    def handle(self, *_: Any, file: Path, change: bool, **__: Any) -> None:
        at = timezone.now()
        try:
            notice = _told(file.read_text(encoding="utf-8"), at, change=change)
        except (OSError, UnicodeDecodeError) as wrong:
            raise CommandError(f"{file}: cannot be read: {wrong}") from None
        except NotReadable as wrong:
            raise CommandError(f"{file}, {wrong}") from None
        for language in profile.current().languages:
            self.stdout.write(f"/{language}/news/{notice.slug}/")


def _told(content: str, at: datetime, *, change: bool) -> Notice:
    """Publish what a file says, or change what was published. Raises NotReadable."""
    written = read(content, languages=profile.current().languages, kinds=tuple(Notice.Kind.values))
    if unknown := next((key for key in written.facts if key not in FACTS), None):
        raise written.wrong(unknown, f"is not known; known are {', '.join(FACTS)}")
    since, until = _moment(written, "since") or at, _moment(written, "until")
    begins, ends = _moment(written, "begins"), _moment(written, "ends")
    draft = written.draft(since=since, until=until or ends, happens=(begins, ends))
    old = Notice.objects.filter(slug=draft.slug).first() if change else None
    if change and old is None:
        raise written.wrong("slug", "is the address of no notice, so there is nothing to change")
    return _done(written, draft, old, at)


def _done(written: Written, draft: Draft, old: Notice | None, at: datetime) -> Notice:
    try:
        return actions.change(old, draft, at=at) if old else actions.publish(draft, at=at)
    except tuple(REFUSED) as wrong:
        key, says = REFUSED[type(wrong)]
        raise written.wrong(key, says) from None


def _moment(written: Written, key: str) -> datetime | None:
    """Return an instant that a file names: without a zone it is the operator's, a day is its midnight."""
    said = written.facts.get(key)
    match said:
        case None:
            return None
        case datetime(tzinfo=None):
            return said.replace(tzinfo=profile.current().zone)
        case datetime():
            return said
        case date():
            return profile.midnight(said)
    raise written.wrong(key, "has to be a day or an instant without quotes, as 2026-11-27T01:00:00")
