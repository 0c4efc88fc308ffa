"""Notices for tests, in a word each."""

import itertools
from datetime import datetime, timedelta
from typing import Any

from abonent.news import actions
from abonent.news.drafts import Draft
from abonent.news.models import Notice
from tests.people import NOON

DAY = timedelta(days=1)
_numbers = itertools.count(1)


def draft(title: str = "New cabinets", *, since: datetime = NOON - DAY, **more: Any) -> Draft:
    """Something to tell: in every language the same title with the language behind it."""
    facts = {
        "kind": "NEWS",
        "title": {each: f"{title} ({each})" for each in ("pl", "uk", "en")},
        "lead": {each: f"It is about {title.lower()} ({each})." for each in ("pl", "uk", "en")},
        "text": {each: f"A **bold** word ({each})." for each in ("pl", "uk", "en")},
        "slug": f"notice-{next(_numbers)}",
    }
    return Draft(since=since, **{**facts, **more})


def notice(title: str = "New cabinets", *, since: datetime = NOON - DAY, **more: Any) -> Notice:
    """Something that was told."""
    return actions.publish(draft(title, since=since, **more), at=since)
