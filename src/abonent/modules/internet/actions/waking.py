"""Devices are put to work one by one, so that one that is silent holds no other up."""

from collections.abc import Iterable
from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued


def put_to_work(devices: Iterable[int]) -> int:
    """Defer a job for each device, which tells it what it has to be told; return how many. At most one of them waits for each."""
    found = sorted(devices)
    for pk in found:
        key = f"internet.device:{pk}"
        with suppress(AlreadyEnqueued), transaction.atomic():
            jobs.configure_task("internet.try_device", queueing_lock=key, lock=key).defer(device=pk)
    return len(found)
