"""News in reaction and by the clock: letters about works leave once the works are shown."""

from django.utils import timezone
from procrastinate.contrib.django import app

from abonent.journal.actions import on
from abonent.journal.models import Event
from abonent.news import actions


@on("notice.published")
@on("notice.changed")
def tell_at_once(event: Event) -> None:  # noqa: ARG001 - the present state counts
    actions.tell_due(timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="news.tell_due", queueing_lock="news.tell_due", lock="news.tell_due")
def tell_due(timestamp: int) -> None:  # noqa: ARG001 - the clock's own argument
    actions.tell_due(timezone.now())
