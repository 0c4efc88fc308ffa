"""Jobs that failed for good: why is noted when it happens, and somebody may have them done again.

All our jobs may be done twice: they look at the present state. Those for which that is not enough say so (`never_again`).
"""

import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import ConnectorException

from abonent.journal.actions import record
from abonent.journal.models import Event

FAILED, AGAIN = "job.failed", "job.started_again"
HOUSE = Path(__file__).parents[1]
MOST = 500
"""So many jobs of one cause are started at one word; whoever has more says it again."""

_once: set[str] = set()


class NotFailed(Exception):
    """The job is not there any more, or does not lie there as failed: it was started again, or is done."""


class NotToBeDoneAgain(Exception):
    """Doing this kind of job later would be wrong, or nobody knows how any more."""


class WaitsAlready(Exception):
    """Another job for the same thing waits to be done."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What stopped a job: the class of the error and where in our code it arose, never what it said; both "" where unknown."""

    error: str = ""
    place: str = ""


def never_again(task: str) -> None:
    """Say of a kind of job that what it was for is over when it failed."""
    _once.add(task)


def may_be_done_again(task: str) -> bool:
    """Say whether a kind of job is known and right whenever it is done."""
    return task in jobs.tasks and task not in _once


def is_by_clock(task: str) -> bool:
    """Say whether the clock starts jobs of this kind by itself."""
    return any(task == name for name, _ in jobs.periodic_registry.periodic_tasks)


def note_failure(job: int, wrong: BaseException | str, *, at: datetime) -> None:
    """Write down why a job failed. What an error says may hold names and secrets, so only what kind it is and where."""
    cause = Cause(wrong) if isinstance(wrong, str) else Cause(type(wrong).__qualname__, _place(wrong))
    data = {"error": cause.error, "place": cause.place}
    record(FAILED, at=at, subject=f"job:{job}", via="job", data=data)


def _place(wrong: BaseException) -> str:
    """Return the last line of ours that an error went through: "billing/actions/correct.py:83"."""
    lines = [(Path(line.filename), line.lineno) for line in traceback.extract_tb(wrong.__traceback__)]
    ours = [f"{file.relative_to(HOUSE)}:{number}" for file, number in lines if file.is_relative_to(HOUSE)]
    return ours[-1] if ours else ""


def failed_jobs() -> QuerySet[ProcrastinateJob]:
    """Return the jobs that failed for good: an index knows them."""
    return ProcrastinateJob.objects.filter(status="failed")


def causes(found: Iterable[int]) -> dict[int, Cause]:
    """Return why some jobs failed the last time, where it is known; in one statement."""
    about = {f"job:{job}": job for job in found}
    told = Event.objects.filter(subject__in=about, kind=FAILED).order_by("at", "id")
    return {about[event.subject]: Cause(event.data["error"], event.data["place"]) for event in told}


def started_again(job: int) -> Event | None:
    """Return when and by whom a job was started again last."""
    return Event.objects.filter(subject=f"job:{job}", kind=AGAIN).order_by("-at", "-id").first()


def of_same_cause(job: ProcrastinateJob) -> list[int]:
    """Return the failed jobs of the same kind and cause, this one among them, the oldest first."""
    same = list(failed_jobs().filter(task_name=job.task_name).order_by("pk").values_list("pk", flat=True)[:MOST])
    why = causes({*same, job.pk})
    return [pk for pk in same if why.get(pk) == why.get(job.pk)]


@transaction.atomic
def start_again(job: int, *, at: datetime, by: int) -> None:
    """Put a failed job back among those that wait. Raises NotFailed, NotToBeDoneAgain, WaitsAlready."""
    found = failed_jobs().select_for_update().filter(pk=job).first()
    if found is None:
        raise NotFailed
    if not may_be_done_again(found.task_name):
        raise NotToBeDoneAgain
    try:
        with transaction.atomic():
            jobs.job_manager.retry_job_by_id(job, retry_at=at)
    except ConnectorException:
        raise WaitsAlready from None
    record(AGAIN, at=at, by=by, subject=f"job:{job}", via="desk", data={"task": found.task_name})


def start_all_again(found: Iterable[int], *, at: datetime, by: int) -> int:
    """Put failed jobs back, each by itself; return how many. What has been started or needs no start is passed over."""
    return sum(_started(job, at=at, by=by) for job in found)


def _started(job: int, *, at: datetime, by: int) -> bool:
    try:
        start_again(job, at=at, by=by)
    except (NotFailed, NotToBeDoneAgain, WaitsAlready):
        return False
    return True
