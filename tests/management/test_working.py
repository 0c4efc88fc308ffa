"""Jobs are done by a process that may be killed at any moment."""

import asyncio
import socket
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.contrib.django.utils import connector_params

from abonent.demo.mailbox import letters, mailbox
from abonent.journal import failing
from abonent.management import housekeeping
from abonent.post import actions
from abonent.post.models import Message
from tests.listening import eventually
from tests.management.conftest import Start

pytestmark = pytest.mark.usefixtures("committed")


def queued() -> Message:
    message = actions.queue(
        "password_changed", to="olena@example.com", channel="MAIL", language="pl", key="a letter", at=timezone.now()
    )
    assert message
    return message


def said(statement: str, *values: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_what_a_killed_worker_left_is_taken_up_again(start: Start, tmp_path: Path) -> None:
    message = queued()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        worker = start("work", ABONENT_SMTP=f"smtp://127.0.0.1:{silent.getsockname()[1]}")
        silent.settimeout(30)
        talk, _ = silent.accept()
        worker.kill()
        worker.wait()
        talk.close()
    assert ProcrastinateJob.objects.get(task_name="post.send").status == "doing"

    said("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 hour'")
    with mailbox(tmp_path / "mail") as box:
        assert start("work", "--once", ABONENT_SMTP=box.url).wait() == 0

    assert [letter.to for letter in letters(tmp_path / "mail")] == ["olena@example.com"]
    assert ProcrastinateJob.objects.get(task_name="post.send").status == "succeeded"
    message.refresh_from_db()
    assert (message.state, message.tries) == ("SENT", 1)


def test_a_worker_ends_in_order_when_asked(start: Start) -> None:
    worker = start("work")
    eventually(lambda: workers() == 2)

    worker.terminate()

    assert worker.wait() == 0
    assert workers() == 0


def test_a_job_that_kills_every_worker_is_given_up() -> None:
    queued()
    said("UPDATE procrastinate_jobs SET status = 'doing', attempts = %s", housekeeping.ATTEMPTS)

    assert asyncio.run(taken_up()) == 1

    job = ProcrastinateJob.objects.get()
    assert job.status == "failed"
    assert failing.causes([job.pk])[job.pk].error == "WorkerDied"


def test_why_a_job_failed_for_good_is_written_down(start: Start) -> None:
    tried = app.configure_task("billing.ask").defer(payment=0)
    once = app.configure_task("people.recover").defer(asked="no sealed note")

    assert start("work", "--once").wait() == 0

    found = ProcrastinateJob.objects.filter(pk__in=(tried, once))
    assert dict(found.values_list("pk", "status")) == {tried: "todo", once: "failed"}
    why = failing.causes([tried, once])
    assert list(why) == [once]  # the other one is tried again
    assert why[once].error == "AlteredSecret"
    assert why[once].place.startswith("vault/sealing.py:")


def test_jobs_of_workers_that_live_are_left_alone() -> None:
    queued()
    said("INSERT INTO procrastinate_workers DEFAULT VALUES")
    said("UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM procrastinate_workers)")

    assert asyncio.run(taken_up()) == 0


async def taken_up() -> int:
    """Look for left jobs as a worker does: over a connection of its own."""
    async with app.with_connector(PsycopgConnector(kwargs=connector_params())).open_async() as working:
        return await housekeeping.take_up_again(working)


def workers() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers")
        return int(cursor.fetchone()[0])
