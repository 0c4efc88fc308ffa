"""Tasks of the program that failed for good: which, why, and starting them again at somebody's word."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from abonent.journal import failing
from abonent.journal.failing import Cause
from abonent.people.models import User
from abonent.web.addresses import address
from abonent.web.desk.filters import Choice, Options
from abonent.web.desk.page import StaffRequest, staff_page
from abonent.web.desk.system import job_words as words
from abonent.web.desk.tables import Column, Table


@dataclass(frozen=True, slots=True)
class Failed:
    """A failed job as a page shows it; `at` is None where nobody wrote it down."""

    job: ProcrastinateJob
    at: datetime | None
    cause: Cause

    @property
    def what(self) -> str:
        return words.called(self.job.task_name, self.job.args)

    @property
    def why(self) -> Promise:
        return words.why(self.cause.error)


@staff_page(act="system.see")
@require_safe
def desk_jobs(request: StaffRequest) -> HttpResponse:
    """Show what failed, the newest first."""
    started = request.GET.get("started", "")
    count = int(started) if started.isascii() and started.isdecimal() and len(started) < len("10000") else None
    return JOBS.page(request, "desk/jobs.html", failing.failed_jobs(), shown=failed, started=count)


@staff_page(act="jobs.start")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_job(request: StaffRequest, job: int) -> HttpResponse:
    """Show a job, and why it failed; with POST start it again, or all that failed for the same reason."""
    found = ProcrastinateJob.objects.filter(pk=job).first()
    if found is None:
        raise Http404
    if request.method == "POST" and "all" in request.POST:
        return _start_all(request, found)
    if request.method == "POST":
        return _start(request, found)
    return _page(request, found)


def _start(request: StaffRequest, found: ProcrastinateJob) -> HttpResponse:
    """Whatever somebody else has done meanwhile, the page that follows tells it."""
    here = address("desk_job", job=found.pk)
    try:
        failing.start_again(found.pk, at=request.at, by=request.user.pk)
    except failing.WaitsAlready:
        return redirect(f"{here}?waits=1")
    except (failing.NotFailed, failing.NotToBeDoneAgain):
        pass
    return redirect(here)


def _start_all(request: StaffRequest, found: ProcrastinateJob) -> HttpResponse:
    same = [] if failing.is_by_clock(found.task_name) else failing.of_same_cause(found)
    count = failing.start_all_again(same, at=request.at, by=request.user.pk)
    return redirect(f"{address('desk_jobs')}?started={count}")


def _page(request: StaffRequest, found: ProcrastinateJob) -> HttpResponse:
    by_clock = failing.is_by_clock(found.task_name)
    again = failing.started_again(found.pk)
    is_failed = found.status == "failed"
    context = {
        "job": found,
        "failed": failed([found])[0],
        "state": words.STATES.get(found.status, found.status),
        "is_failed": is_failed,
        "may": is_failed and failing.may_be_done_again(found.task_name),
        "known": words.called(found.task_name, found.args) != str(words.UNKNOWN),
        "by_clock": by_clock,
        "same": len(failing.of_same_cause(found)) if is_failed and not by_clock else 0,
        "again": again,
        "who": User.objects.filter(pk=again.by_id).first() if again and again.by_id else None,
        "waits": "waits" in request.GET,
    }
    return render(request, "desk/job.html", context)


def failed(found: Iterable[ProcrastinateJob]) -> list[Failed]:
    """Return jobs with when and why they failed, in two statements."""
    jobs = list(found)
    ids = [job.pk for job in jobs]
    told = ProcrastinateEvent.objects.filter(job_id__in=ids, type="failed").order_by().values("job_id")
    when = dict(told.annotate(last=Max("at")).values_list("job_id", "last"))
    causes = failing.causes(ids)
    return [Failed(job, when.get(job.pk), causes.get(job.pk, Cause())) for job in jobs]


def _kinds() -> Options:
    return {name: (text, Q(task_name=name)) for name, text in words.kinds().items()}


JOBS = Table(
    caption=_("Failed tasks"),
    columns=(
        Column("what", _("What"), lambda row: row.what),
        Column("at", pgettext_lazy("job", "Failed"), lambda row: row.at, "moment"),
        Column("why", _("Why"), lambda row: row.why),
        Column("tries", _("Tries"), lambda row: row.job.attempts, "number"),
        Column("number", _("Number"), lambda row: row.job.pk, "number", sort=("id",)),
    ),
    leads_to=lambda row: address("desk_job", job=row.job.pk),
    filters=(Choice("kind", _("What"), _kinds),),
    sort="-number",
    empty=(
        _("No task has failed"),
        _("What is done by the clock or in reaction, and fails for good, stands here for a month."),
    ),
)
"""Found by an index over what failed, of which there is little."""
