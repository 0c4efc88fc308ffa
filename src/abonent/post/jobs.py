"""The post by the clock and in reaction."""

from django.conf import settings
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from abonent.post import actions


@app.task(name="post.send", queue="post")
def send(message: int) -> None:
    actions.send(message, at=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="post.read_returned", queue="post", queueing_lock="post.read_returned", lock="post.read_returned")
def read_returned(timestamp: int) -> None:  # noqa: ARG001 - the clock's own argument
    if settings.ABONENT_BOUNCES:
        actions.read_returned(settings.ABONENT_BOUNCES, at=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="post.send_overdue", queue="post", queueing_lock="post.send_overdue")
def send_overdue(timestamp: int) -> None:  # noqa: ARG001 - the clock's own argument
    actions.send_overdue(timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="post.send_in_bulk", queue="post", queueing_lock="post.send_in_bulk", lock="post.send_in_bulk")
def send_in_bulk(timestamp: int) -> None:  # noqa: ARG001 - the clock's own argument
    actions.send_in_bulk(timezone.now())


@app.task(name="post.make_print_file", queue="runs", retry=RetryStrategy(max_attempts=4, exponential_wait=4))
def make_print_file(printing: int) -> None:
    actions.make_print_file(printing)


@app.periodic(cron="50 3 * * *")
@app.task(name="post.forget_print_files")
def forget_print_files(timestamp: int) -> None:  # noqa: ARG001 - the clock's own argument
    actions.forget_print_files(timezone.now())
