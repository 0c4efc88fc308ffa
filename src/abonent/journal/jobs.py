"""The journal by the clock and in reaction."""

from datetime import datetime

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from abonent.journal import actions, bulk


@app.task(name="journal.react", retry=RetryStrategy(max_attempts=10, exponential_wait=3))  # for a day
def react(reaction: str, at: str, event: int) -> None:
    actions.react(reaction, at=datetime.fromisoformat(at), event=event)


@app.periodic(cron="0 3 * * *")
@app.task(name="journal.make_months")
def make_months(timestamp: int) -> None:  # noqa: ARG001 - the clock's own argument
    bulk.make_months(timezone.now(), ahead=3)
