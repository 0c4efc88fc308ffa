"""People by the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from abonent.journal.actions import on
from abonent.journal.failing import never_again
from abonent.journal.models import Event
from abonent.people import actions, bulk
from abonent.people.models import Session
from abonent.post.models import Message


@app.periodic(cron="30 3 * * *")
@app.task(name="people.forget_sessions")
def forget_sessions(timestamp: int) -> None:  # noqa: ARG001 - the clock's own argument
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


@app.periodic(cron="35 3 * * *")
@app.task(name="people.forget_codes")
def forget_codes(timestamp: int) -> None:  # noqa: ARG001 - the clock's own argument
    bulk.forget_codes(timezone.now())


@app.periodic(cron="*/20 * * * *")
@app.task(name="people.forget_tries")
def forget_tries(timestamp: int) -> None:  # noqa: ARG001 - the clock's own argument
    bulk.forget_tries(timezone.now())


@on("letter.bounced")
def mark_the_address(event: Event) -> None:
    actions.note_bounce(Message.objects.get(pk=event.subject.removeprefix("message:")))


@app.task(name="people.recover")
def recover(asked: str) -> None:
    actions.answer_recovery(asked, at=timezone.now())


# Whoever asked has long asked anew, and would get a link to the password out of the blue.
never_again("people.recover")
