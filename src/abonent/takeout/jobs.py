"""Archives: made by a job, deleted by the clock."""

from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from abonent.journal.failing import never_again
from abonent.takeout import actions

TRIES = 4


@app.task(
    name="takeout.make",
    queue="takeout",
    pass_context=True,
    retry=RetryStrategy(max_attempts=TRIES, exponential_wait=5),  # for a quarter of an hour
)
def make(context: JobContext, takeout: int) -> None:
    try:
        actions.make_takeout(takeout, at=timezone.now())
    except Exception:
        if context.job.attempts >= TRIES:
            actions.give_up_takeout(takeout, at=timezone.now())
        raise


# Whose archive it was has read that it could not be made, and asks for another one.
never_again("takeout.make")


@app.periodic(cron="40 * * * *")
@app.task(name="takeout.let_go", queueing_lock="takeout.let_go")
def let_go(timestamp: int) -> None:  # noqa: ARG001 - the clock's own argument
    actions.let_go_of_takeouts(timezone.now())
