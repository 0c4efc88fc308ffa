"""What the demonstration's operator has told everybody: files beside the profile, dated by the day on which the demo begins.

`days_ago` in a file says when it was told (below 0: it will be), `days` for how long it is shown; `{day+5}` in a text is a
day counted from today, and `hours` are those of the works, on such a day. Whatever is there already stays as it is.
"""

import re
from datetime import datetime, timedelta
from pathlib import Path

from abonent import profile
from abonent.language import written as in_language
from abonent.news import actions
from abonent.news.drafts import Happens, Written, read
from abonent.news.models import Notice

FOLDER = "notices"
DAY = re.compile(r"\{day([+-]\d+)\}")
PART = re.compile(r"^# ([a-z]{2}): ", re.MULTILINE)
MORNING = timedelta(hours=9)


def tell(at: datetime) -> None:
    """Publish those that are not there yet, the oldest first."""
    files = sorted((profile.current().source.parent / FOLDER).glob("*.md"))
    there = set(Notice.objects.values_list("slug", flat=True))
    found = [_read(file, at) for file in files]
    for one in sorted(found, key=lambda one: -int(one.facts["days_ago"])):
        if one.facts["slug"] not in there:
            _publish(one, at)


def _publish(one: Written, at: datetime) -> None:
    day = profile.today(at) - timedelta(days=int(one.facts["days_ago"]))
    since = min(profile.midnight(day) + MORNING, at) if one.facts["days_ago"] >= 0 else profile.midnight(day) + MORNING
    until = since + timedelta(days=int(one.facts["days"])) if "days" in one.facts else None
    actions.publish(one.draft(since=since, until=until, happens=_happens(one, at)), at=min(since, at))


def _happens(one: Written, at: datetime) -> Happens:
    """Return when works begin and end: `hours` in a file are a day counted from today, and two hours of it."""
    if "hours" not in one.facts:
        return None, None
    day, begins, ends = one.facts["hours"]
    midnight = profile.midnight(profile.today(at) + timedelta(days=day))
    return midnight.replace(hour=begins), midnight.replace(hour=ends)


def _read(file: Path, at: datetime) -> Written:
    """Read a file, with the days it speaks of. Raises NotReadable."""
    operator = profile.current()
    head, *parts = PART.split(file.read_text(encoding="utf-8"))
    dated = [
        f"# {language}: {_dated(part, language, at)}" for language, part in zip(parts[::2], parts[1::2], strict=True)
    ]
    return read("".join([head, *dated]), languages=operator.languages, kinds=tuple(Notice.Kind.values))


def _dated(text: str, language: str, at: datetime) -> str:
    def day(found: re.Match[str]) -> str:
        return in_language(language).day_month(profile.today(at) + timedelta(days=int(found[1])))

    return DAY.sub(day, text)
