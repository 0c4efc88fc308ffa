"""Jobs that failed for good: why is known, somebody may have them done again, and of two presses one counts."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from procrastinate.contrib.django import app as jobs
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from abonent.journal import failing
from abonent.journal.failing import Cause
from abonent.journal.models import Event
from abonent.people.models import User
from tests import people
from tests.database import House
from tests.journal.failed_jobs import TELL, failed, status
from tests.people import NOON


@pytest.fixture
def roman(db: None) -> User:
    return people.staff("ADMIN")


def test_why_is_kept_without_a_word_of_what_was_said(roman: User) -> None:
    job = failed(payment=1)
    failing.note_failure(job, ValueError("olena@example.com owes 60.00"), at=NOON)

    event = Event.objects.get()
    assert (event.kind, event.subject, event.via, event.data) == (
        "job.failed", f"job:{job}", "job", {"error": "ValueError", "place": ""},
    )  # fmt: skip
    assert failing.causes([job, job + 1]) == {job: Cause("ValueError", "")}


def test_the_place_is_the_last_line_of_ours(roman: User) -> None:
    job = failed(payment=1)
    try:
        failing.start_again(0, at=NOON, by=roman.pk)
    except failing.NotFailed as told:
        failing.note_failure(job, told, at=NOON)

    cause = failing.causes([job])[job]
    assert cause.error == "NotFailed"
    assert cause.place.startswith("journal/failing.py:")


def test_it_is_put_back_and_it_is_known_by_whom(roman: User) -> None:
    job = failed(payment=1)

    failing.start_again(job, at=NOON, by=roman.pk)

    assert status(job) == "todo"
    assert ProcrastinateEvent.objects.filter(job_id=job, type="retried").exists()
    event = failing.started_again(job)
    assert event
    assert (event.at, event.by_id, event.via, event.data) == (NOON, roman.pk, "desk", {"task": "billing.ask"})
    with pytest.raises(failing.NotFailed):
        failing.start_again(job, at=NOON, by=roman.pk)
    assert Event.objects.filter(kind="job.started_again").count() == 1


@pytest.mark.parametrize("now", ["todo", "doing", "succeeded"])
def test_what_does_not_lie_there_as_failed_is_left_alone(roman: User, now: str) -> None:
    job = failed(payment=1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [now, job])

    with pytest.raises(failing.NotFailed):
        failing.start_again(job, at=NOON, by=roman.pk)

    assert status(job) == now


@pytest.mark.parametrize("task", ["people.recover", "takeout.make", "not.known"])
def test_what_is_over_or_not_known_is_not_done_again(roman: User, task: str) -> None:
    job = failed(payment=1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET task_name = %s WHERE id = %s", [task, job])

    with pytest.raises(failing.NotToBeDoneAgain):
        failing.start_again(job, at=NOON, by=roman.pk)

    assert status(job) == "failed"


def test_where_another_one_waits_nothing_is_started(roman: User) -> None:
    job = failed(TELL, lock=TELL, timestamp=1)
    jobs.configure_task(TELL, queueing_lock=TELL).defer(timestamp=2)

    with pytest.raises(failing.WaitsAlready):
        failing.start_again(job, at=NOON, by=roman.pk)

    assert status(job) == "failed"
    assert not Event.objects.exists()


def test_all_of_one_cause_are_started_and_no_others(roman: User) -> None:
    same = [failed(payment=number) for number in range(3)]
    other, kind = failed(payment=8), failed("post.send", message=9)
    for job in (*same, kind):
        failing.note_failure(job, TimeoutError(), at=NOON)
    failing.note_failure(other, ValueError(), at=NOON)

    found = failing.of_same_cause(ProcrastinateJob.objects.get(pk=same[1]))
    assert found == same
    failing.start_again(same[0], at=NOON, by=roman.pk)  # meanwhile

    assert failing.start_all_again(found, at=NOON, by=roman.pk) == 2
    assert [status(job) for job in (*same, other, kind)] == ["todo", "todo", "todo", "failed", "failed"]


def test_of_two_at_once_one_starts_it(committed: House) -> None:
    job, roman = failed(payment=1), people.staff("ADMIN")

    def press(_: int) -> bool:
        try:
            return failing.start_all_again([job], at=NOON, by=roman.pk) == 1
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(press, range(4))) == [False, False, False, True]
    assert Event.objects.filter(kind="job.started_again").count() == 1


def test_it_is_known_what_the_clock_begins(db: None) -> None:
    assert failing.is_by_clock(TELL)
    assert not failing.is_by_clock("billing.ask")
