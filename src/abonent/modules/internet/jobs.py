"""The module by the clock and in reaction."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from abonent.journal.actions import Reaction, name_of, on
from abonent.journal.models import Event
from abonent.modules.internet import actions
from abonent.modules.internet.actions import bringing, thinning, trying
from abonent.profile.tree import Profile


def settle(profile: Profile) -> None:
    """Bring up to date what the module keeps of the profile, and what has to be there before it is needed. Run by `migrate`."""
    actions.enter_replies(profile)
    thinning.make_parts(timezone.now())


@on("agreement.signed")
@on("agreement.taken_over")
def make_lines_of(event: Event) -> None:
    if event.account_id:
        actions.make_lines([event.account_id], at=timezone.now())


@app.periodic(cron="17 * * * *")
@app.task(name="internet.make_lines")
def make_lines(timestamp: int) -> None:  # noqa: ARG001 - the clock's own argument
    actions.make_lines(at=timezone.now())


@on("restriction.lifted", queue="now")
def free(event: Event) -> None:
    """Whoever is released is not kept waiting: nothing else stands before them in this queue, and who waits is taken along."""
    _bring(event, free)


@on("restriction.placed")
@on("restriction.raised")
@on("tariff.changed")
@on("change.taken_back")
@on("agreement.ended")
@on("agreement.taken_over")
def bring_account_of(event: Event) -> None:
    _bring(event, bring_account_of)


def _bring(event: Event, reaction: Reaction) -> None:
    if event.account_id:
        name = name_of(reaction)
        bringing.bring_along(event.account_id, because=event.subject, reaction=name, clock=timezone.now)


@app.task(name="internet.bring", queue="now", retry=RetryStrategy(max_attempts=6, exponential_wait=4))
def bring(line: int, because: str) -> None:
    bringing.bring({line: because}, clock=timezone.now)


@app.task(name="internet.try_device")
def try_device(device: int) -> None:
    trying.try_device(device, clock=timezone.now)


@app.periodic(cron="* * * * *")
@app.task(name="internet.try_again", queueing_lock="internet.try_again")
def try_again(timestamp: int) -> None:  # noqa: ARG001 - the clock's own argument
    trying.try_again(timezone.now())


@app.periodic(cron="1 * * * *")
@app.task(name="internet.reconcile", queueing_lock="internet.reconcile")
def reconcile(timestamp: int) -> None:  # noqa: ARG001 - the clock's own argument
    """Hourly, and soon after midnight wherever the operator is: plans that change then are brought by this."""
    trying.reconcile(timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="internet.end_silent", queueing_lock="internet.end_silent")
def end_silent(timestamp: int) -> None:  # noqa: ARG001 - the clock's own argument
    trying.end_silent(timezone.now())


@app.periodic(cron="40 3 * * *")
@app.task(name="internet.forget", queueing_lock="internet.forget")
def forget(timestamp: int) -> None:  # noqa: ARG001 - the clock's own argument
    trying.forget(timezone.now())


@app.periodic(cron="10 2-23 * * *")
@app.task(name="internet.thin", queueing_lock="internet.thin", retry=RetryStrategy(max_attempts=20, wait=600))
def thin(timestamp: int) -> None:  # noqa: ARG001 - the clock's own argument
    """By night, and by the hour what could not be done then; while somebody copies the database, again after ten minutes."""
    thinning.make_parts(timezone.now())
    thinning.thin_traffic(timezone.now())
