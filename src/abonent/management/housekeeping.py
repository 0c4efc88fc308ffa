"""What keeps the list of jobs in order: jobs of killed workers go back to the list, finished ones leave it.

Procrastinate itself leaves the job of a killed worker in `doing` for ever, starts slowly over millions of
finished jobs, and takes a job that it does not know for one that failed.
"""

import logging
from contextlib import suppress

from asgiref.sync import sync_to_async
from django.db import connection
from django.utils import timezone
from procrastinate import App, JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status

from abonent.journal.failing import note_failure
from abonent.web.module import installed, modules

log = logging.getLogger(__name__)

SILENT = 30.0
"""After so many seconds without a sign of life (one comes every 5) a worker is taken for dead."""
ATTEMPTS = 10
"""A job that so many workers died of is not tried again."""

_LEAVE_OUT = "DELETE FROM procrastinate_jobs WHERE status = 'todo' AND split_part(task_name, '.', 1) = ANY(%s)"


async def take_up_again(app: App, *, silent_for: float = SILENT) -> int:
    """Put back what dead workers were doing; return how many jobs that were."""
    found = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silent_for))
    for job in found:
        with suppress(ConnectorException):  # another worker put it back in the same moment
            await _put_back(app, job)
    return len(found)


async def _put_back(app: App, job: Job) -> None:
    if job.attempts < ATTEMPTS:
        await app.job_manager.retry_job(job)
        log.warning("Job %s (%s) was left by a dead worker and is done again.", job.id, job.task_name)
    else:
        await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=False)
        await sync_to_async(note_failure)(job.id or 0, "WorkerDied", at=timezone.now())
        log.error("Job %s (%s) was left by %s dead workers and is given up.", job.id, job.task_name, ATTEMPTS)


def leave_out_closed() -> int:
    """Remove the jobs that wait for a module which the profile does not list any more: nobody knows how to do them.

    Nothing is lost where it is opened again: what its jobs do comes of the state of things, by the hour. Return how many.
    """
    closed = sorted({module.label for module in installed()} - {module.label for module in modules()})
    with connection.cursor() as cursor:
        cursor.execute(_LEAVE_OUT, [closed])
        left = int(cursor.rowcount)
    if left:
        log.warning("Jobs of modules that the profile does not list (%s) are left out: %s.", ", ".join(closed), left)
    return left


@app.periodic(cron="15 3 * * *")
@app.task(name="house.remove_finished_jobs", pass_context=True)
async def remove_finished_jobs(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - the clock's own argument
    """Remove what was done three days ago, and what failed a month ago."""
    await context.app.job_manager.delete_old_jobs(nb_hours=72)
    await context.app.job_manager.delete_old_jobs(nb_hours=24 * 30, include_failed=True)
