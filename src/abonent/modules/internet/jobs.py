"""The module by the clock and in reaction."""

from django.utils import timezone
from procrastinate.contrib.django import app

from abonent.journal.actions import on
from abonent.journal.models import Event
from abonent.modules.internet import actions
from abonent.web.module import is_open


@on("agreement.signed")
@on("agreement.taken_over")
def make_lines_of(event: Event) -> None:
    if event.account_id:
        actions.make_lines([event.account_id], at=timezone.now())


@app.periodic(cron="17 * * * *")
@app.task(name="internet.make_lines")
def make_lines(timestamp: int) -> None:  # noqa: ARG001 - the clock's own argument
    if is_open(__name__):
        actions.make_lines(at=timezone.now())
