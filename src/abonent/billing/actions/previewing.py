"""A run is tried out before it is started: the same drafts, batch by batch, each undone; no number, no lock, no trace."""

import heapq
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from procrastinate.contrib.django import app as jobs

from abonent.billing.actions.below_nothing import leave_out, set_aside
from abonent.billing.actions.issuing import common, draft_batch, to_correct
from abonent.billing.actions.making import contributors, on_top
from abonent.billing.actions.periods import AlreadyIssued
from abonent.billing.actions.running import BATCH_SUBSCRIPTIONS, ranges
from abonent.billing.bulk import sheets
from abonent.billing.bulk.comparing import MOST, Compared, compared
from abonent.billing.models import Batch, Payer, Period, Preview
from abonent.people.models import User

GIVEN_UP = timedelta(minutes=30)
"""After so long another preview may be asked for beside one that never ended."""


@transaction.atomic
def ask_preview(period: Period, *, at: datetime, by: User | None = None) -> Preview:
    """Let a job try a run out; whoever asks while one is under way gets that one. Raises AlreadyIssued."""
    locked = Period.objects.select_for_update(no_key=True).get(pk=period.pk)
    if locked.state == Period.State.ISSUED:
        raise AlreadyIssued(locked)
    under_way = Preview.objects.filter(period=locked, state=Preview.State.WAITING, asked_at__gt=at - GIVEN_UP).first()
    if under_way:
        return under_way
    asked = Preview.objects.create(period=locked, asked_at=at, asked_by=by)
    jobs.configure_task("billing.preview", queue="runs").defer(preview=asked.pk)
    return asked


def make_preview(preview: Preview, *, at: datetime) -> None:
    """Try the run out and keep what comes of it, batch by batch, so that a page can say how far it is."""
    if preview.state != Preview.State.WAITING:
        return
    try:
        for done in try_out(preview):
            done.save()
    except sheets.UnknownRate as told:
        preview.state, preview.trouble = Preview.State.FAILED, f"VAT {told}"
    else:
        preview.state = Preview.State.DONE
    preview.ended_at = at
    preview.save()


def try_out(preview: Preview, *, size: int = BATCH_SUBSCRIPTIONS) -> Iterator[Preview]:
    """Work out a preview, which need not be kept, and yield it after each batch. Raises UnknownRate."""
    period = preview.period
    for name in ("looked_at", "bills", "total", "corrections", "bills_before", "total_before", "odd_count"):
        setattr(preview, name, Decimal(0) if name.startswith("total") else 0)
    preview.odd = []
    preview.accounts = Payer.objects.filter(cycle=period.cycle).count()
    yield preview
    before = Period.objects.filter(cycle=period.cycle, days__endswith=period.days.lower).first()
    for low, high in _left(period, size):
        batch = Batch(period=period, low=low, high=high)
        found, corrections = _tried(batch, before.pk if before else None, at=preview.asked_at)
        _add(preview, found, corrections)
        yield preview


def _left(period: Period, size: int) -> list[tuple[int, int]]:
    """Return what is still to be issued: all of a run that has not begun, else the batches that wait."""
    if period.batches.exists():
        return list(period.batches.filter(state=Batch.State.WAITING).order_by("low").values_list("low", "high"))
    return ranges(period.cycle, size=size)


@transaction.atomic
def _tried(batch: Batch, before: int | None, *, at: datetime) -> tuple[Compared, int]:
    """Draft a batch, compare it, and undo it; return what was found and how many bills would be corrected."""
    try:
        for contributor in contributors():
            contributor.prepare(batch.period)
        draft_batch(batch)
        bills = common(batch.period, at=at, by=None)
        corrected = to_correct(bills)
        corrections = set_aside(corrected)
        leave_out(bills.rates, days=bills.days)
        for fee in on_top():
            fee.add(batch, on=bills.issued_on)
        sheets.sum_bills(bills)
        return compared(batch, before=before, corrected=corrected), corrections
    finally:
        transaction.set_rollback(True)


def _add(preview: Preview, found: Compared, corrections: int) -> None:
    preview.looked_at += found.accounts
    preview.bills += found.bills
    preview.total += found.total
    preview.bills_before += found.bills_before
    preview.total_before += found.total_before
    preview.corrections += corrections
    preview.odd_count += found.odd_count
    preview.odd = heapq.nlargest(MOST, [*preview.odd, *found.odd], key=lambda one: Decimal(one["change"]))
