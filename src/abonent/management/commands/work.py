"""`abonent work`: do the jobs."""

import asyncio
import logging
import os
import signal
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg
from asgiref.sync import sync_to_async
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException

from abonent.audit.acting import Actor, acting
from abonent.journal.failing import note_failure
from abonent.management import housekeeping

log = logging.getLogger(__name__)

SIGN_OF_LIFE = 5.0
LOOK_FOR_LEFT = 15.0
"""Seconds between two signs of life of a worker, and between two looks for what dead ones left."""


class Command(BaseCommand):
    help = (
        "Do the jobs: send letters, issue bills, ask banks. Keep one running always, more of them do more at once. "
        "Jobs of a worker that was killed are taken up again within a minute. Ends in order on SIGTERM."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        cores = os.cpu_count() or 1
        parser.add_argument("--jobs", type=int, default=2 * cores, metavar="N", help=f"so many at once ({2 * cores})")
        parser.add_argument(
            "--now",
            type=int,
            default=2,
            metavar="N",
            help='besides so many of the queue "now", which never waits for others (2)',
        )
        parser.add_argument(
            "--patience", type=float, default=20.0, metavar="S", help="seconds that jobs have to end on SIGTERM (20)"
        )
        parser.add_argument("--once", action="store_true", help="end when there is nothing to do")

    def handle(self, *_: Any, **said: Any) -> None:
        try:
            asyncio.run(_work(jobs=said["jobs"], now=said["now"], wait=not said["once"], patience=said["patience"]))
        except asyncio.CancelledError:
            return
        except (ConnectorException, DatabaseError, psycopg.Error) as wrong:
            raise CommandError(f"The worker ended, its database does not answer: {wrong!r}") from None
        if not said["once"]:
            raise CommandError("The worker ended by itself, the log above says why; it has to be started again.")


async def _work(*, jobs: int, now: int, wait: bool, patience: float) -> None:
    _end_in_order(patience)
    options = {"wait": wait, "shutdown_graceful_timeout": patience}
    # The tasks stay with Django's own app: what a job defers belongs to the job's transaction.
    connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=6)
    working = app.with_connector(connector)
    async with working.open_async():
        await housekeeping.take_up_again(working)
        await sync_to_async(housekeeping.leave_out_closed)()
        await _until_one_ends(
            _worker(working, name="now", queues=["now"], concurrency=now, **options),
            _worker(working, name="all", concurrency=jobs, **options),
            *([_looking(working)] if wait else []),
            all_of_them=not wait,
        )


def _end_in_order(patience: float) -> None:
    loop, work = asyncio.get_running_loop(), asyncio.current_task()

    def end() -> None:
        assert work  # noqa: S101
        work.cancel()
        # A job that does not end, or a database that has gone: what is left is taken up again by another worker.
        loop.call_later(patience + 1, os._exit, 1)

    for asked in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(asked, end)


async def _worker(working: App, **options: Any) -> None:
    await working.run_worker_async(
        **options,
        install_signal_handlers=False,
        task_middleware=[_told],
        update_heartbeat_interval=SIGN_OF_LIFE,
        stalled_worker_timeout=housekeeping.SILENT,
    )


def _told(job: Callable[[], Any], context: JobContext, _worker: Any) -> Any:
    """Let the audit know which job changes what, and write down why one fails for good."""
    try:
        with acting(lambda: Actor(None, context.job.task_name)):
            return job()
    except Exception as wrong:
        _note(context, wrong)
        raise


def _note(context: JobContext, wrong: Exception) -> None:
    """Without a database nothing can be written; why the job failed stands in the log anyway."""
    if context.job.id and not context.task.get_retry_exception(exception=wrong, job=context.job):
        with suppress(DatabaseError):
            note_failure(context.job.id, wrong, at=timezone.now())


async def _looking(working: App) -> None:
    """Look for left jobs outside the list of jobs, which may be what is stuck."""
    while True:
        await asyncio.sleep(LOOK_FOR_LEFT)
        await housekeeping.take_up_again(working)
        # The database may have been away: let the next use of this thread's connection look first.
        await sync_to_async(close_old_connections)()


async def _until_one_ends(*parts: Any, all_of_them: bool) -> None:
    """Run all parts; when one ends, end the others in order."""
    tasks = [asyncio.ensure_future(part) for part in parts]
    try:
        await asyncio.wait(tasks, return_when=asyncio.ALL_COMPLETED if all_of_them else asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
