"""Jobs in tests that a worker took and could not do."""

from django.db import connection
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django.models import ProcrastinateJob

TELL = "news.tell_due"


def failed(task: str = "billing.ask", *, lock: str | None = None, **said: int | str) -> int:
    """A job that a worker took and could not do."""
    job = int(jobs.configure_task(task, queueing_lock=lock).defer(**said))
    with connection.cursor() as cursor:
        for status in ("doing", "failed"):
            cursor.execute("UPDATE procrastinate_jobs SET status = %s, attempts = 10 WHERE id = %s", [status, job])
    return job


def status(job: int) -> str:
    return str(ProcrastinateJob.objects.get(pk=job).status)
