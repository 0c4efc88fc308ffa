"""A run: the batches of a period, shared among any number of workers, so that its numbers are those of one worker alone.

Whoever takes part claims the earliest batch that nobody has, drafts it, and numbers it once the batch before is done. A worker
that dies gives its batch back by the end of its transaction; whoever waited for it takes that batch up. See decision 0055.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max, Sum
from procrastinate.contrib.django import app as jobs

from abonent import profile
from abonent.billing.actions.issuing import OutOfTurn, issue_batch, lock_accounts
from abonent.billing.actions.leaving import carry_out_due
from abonent.billing.actions.making import contributors, open_period
from abonent.billing.actions.periods import BeingIssued, NotIssuing, NotYet, refuse_run
from abonent.billing.bulk.sheets import UnknownRate
from abonent.billing.models import Batch, Period
from abonent.billing.queries.periods import moved_to, next_turn
from abonent.journal.actions import record
from abonent.people.models import User

BATCH_SUBSCRIPTIONS = 5_000
"""How many subscriptions a batch holds at most; one account is never divided."""
MOST_WORKERS = 4
"""Jobs that share a run that was started at the desk: more would wait for one another's numbers."""
SILENT = timedelta(minutes=5)


def issue_bills(period: Period, *, at: datetime, by: User | None = None, size: int = BATCH_SUBSCRIPTIONS) -> int:
    """Issue the bills of a period here and now, together with whoever else does; return how many were issued here.

    Nothing is issued twice: what is issued already is left alone, what was stopped goes on. Raises NotYet.
    """
    if profile.today(at) < period.bill_on:
        raise NotYet(period.bill_on)
    _start(period, at=at, by=by)
    return take_part(period, clock=lambda: at, size=size)


@transaction.atomic
def start_run(period: Period, *, at: datetime, by: User | None = None) -> Period:
    """Begin to issue the bills of a period, or go on with a run that was stopped: by as many jobs as there are cores.

    A run of which nothing has come for long has jobs again. Raises EarlierFirst, AlreadyIssued, BeingIssued, NotYet.
    """
    begun = _locked(period)
    if begun.state != Period.State.ISSUING or not is_silent(begun, at=at):
        begun = begin_run(period, at=at, by=by)
    for _ in range(min(os.cpu_count() or 1, MOST_WORKERS)):
        jobs.configure_task("billing.take_part", queue="runs").defer(period=begun.pk)
    return begun


@transaction.atomic
def begin_run(period: Period, *, at: datetime, by: User | None = None) -> Period:
    """Let a run begin, or go on, whoever will take part in it. Raises EarlierFirst, AlreadyIssued, BeingIssued, NotYet."""
    refuse_run(_locked(period), at=at)
    return _start(period, at=at, by=by)


@transaction.atomic
def stop_run(period: Period, *, at: datetime, by: User | None = None, why: str = "") -> Period:
    """Stop a run between two batches: what was issued stays, and it can go on. Raises NotIssuing."""
    locked = _locked(period)
    if locked.state != Period.State.ISSUING:
        raise NotIssuing(locked)
    locked.state = Period.State.STOPPED
    locked.save(update_fields=["state"])
    data = {"why": why} if why else {}
    record("run.stopped", at=at, by=by.pk if by else None, subject=f"period:{locked.pk}", via="run", data=data)
    return locked


def take_part(
    period: Period,
    *,
    clock: Callable[[], datetime],
    size: int = BATCH_SUBSCRIPTIONS,
    enough: Callable[[], bool] = lambda: False,
) -> int:
    """Issue batches of a run that has begun until none is left, somebody stops it, or it is enough; return how many bills.

    Each batch is a transaction of its own. Whoever has left by now has their final bill first. Raises UnknownRate, and has
    stopped the run then: nothing will come of it before the profile is mended.
    """
    carry_out_due(at=clock())
    _plan(period, size=size)
    bills = 0
    try:
        while not enough() and (issued := _next(period, at=clock())) is not None:
            bills += issued
    except UnknownRate as told:
        with suppress(NotIssuing):
            stop_run(period, at=clock(), why=f"VAT {told}")
        raise
    _end(period, at=clock())
    return bills


def start_due(*, at: datetime) -> int:
    """Begin every run whose day has come, where the profile lets the clock do it; return how many."""
    if profile.current().billing.start != "BY_CLOCK":
        return 0
    begun = 0
    for period in list(_due(at)):
        with suppress(BeingIssued):
            start_run(period, at=at)
            begun += 1
    return begun


def ranges(cycle: int, *, size: int = BATCH_SUBSCRIPTIONS) -> list[tuple[int, int]]:
    """Cut the accounts of a cycle into stretches of so many subscriptions; return the first and the last of each."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(account_id), max(account_id) FROM ("
            "  SELECT account_id, div(sum(n) OVER (ORDER BY account_id) - n, %s) AS place FROM ("
            "    SELECT payer.account_id, greatest(count(subscription.id), 1) AS n FROM billing_payer payer"
            "    LEFT JOIN contracts_subscription subscription ON subscription.account_id = payer.account_id"
            "    WHERE payer.cycle = %s GROUP BY payer.account_id) weights) places "
            "GROUP BY place ORDER BY 1",
            [size, cycle],
        )
        return [(low, high) for low, high in cursor.fetchall()]


def _start(period: Period, *, at: datetime, by: User | None) -> Period:
    """Set a run going; one that goes already is joined, and bears the day of whoever joins it on a later one."""
    with transaction.atomic():
        locked = _locked(period)
        state, on = locked.state, profile.today(locked.started_at or at)
        if state == Period.State.ISSUED or (state == Period.State.ISSUING and on >= profile.today(at)):
            return locked
        locked.state, locked.started_at = Period.State.ISSUING, at
        locked.started_by = by if state != Period.State.ISSUING else locked.started_by
        locked.save(update_fields=["state", "started_at", "started_by"])
        if state != Period.State.ISSUING:
            kind = "run.started" if state == Period.State.OPEN else "run.continued"
            record(kind, at=at, by=by.pk if by else None, subject=f"period:{locked.pk}", via="run")
        return locked


def _locked(period: Period) -> Period:
    return Period.objects.select_for_update(no_key=True, of=("self",)).select_related("started_by").get(pk=period.pk)


@transaction.atomic
def _plan(period: Period, *, size: int) -> None:
    """Cut the period into batches, once, however many begin with it, and let contributors prepare it."""
    if _locked(period).state != Period.State.ISSUING or period.batches.exists():
        return
    for contributor in contributors():
        contributor.prepare(period)
    Batch.objects.bulk_create(Batch(period=period, low=low, high=high) for low, high in ranges(period.cycle, size=size))


def _next(period: Period, *, at: datetime) -> int | None:
    """Issue one more batch; return how many bills, or None when there is nothing left to do."""
    try:
        with _one_claims(period) as let_others, transaction.atomic():
            batch = _claimed(period)
            if batch is None:
                return None
            lock_accounts(batch)
            let_others()
            return issue_batch(batch, at=at)
    except OutOfTurn:
        return 0


@contextmanager
def _one_claims(period: Period) -> Iterator[Callable[[], None]]:
    """Let one worker at a time claim a batch and lock its accounts; yield what lets the others.

    Else one could wait for the batch before with its accounts locked, while that batch waits for accounts which somebody has
    who locks many in order of id and has come to those: a deadlock of three. A lock of the session outlives no process.
    """
    key, held = [f"billing.claim:{period.pk}"], True

    def let_others() -> None:
        nonlocal held
        if held:
            held = False
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", key)

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", key)
    try:
        yield let_others
    finally:
        let_others()


def _claimed(period: Period) -> Batch | None:
    """Lock the earliest batch that nobody has; where others have all that is left, wait for the earliest: they may die.

    One row after the other, and none is kept that is done by now: whoever has the batch after it needs it, and would be
    waited for. Raises OutOfTurn.
    """
    waiting = Batch.objects.filter(period=period, state=Batch.State.WAITING, period__state=Period.State.ISSUING)
    left = list(waiting.order_by("low").values_list("pk", flat=True))
    batches = Batch.objects.select_related("period__started_by").order_by()
    free = batches.select_for_update(of=("self",), skip_locked=True)
    found = next((batch for pk in left if (batch := free.filter(pk=pk).first())), None)
    if found is None and left:
        found = batches.select_for_update(of=("self",)).get(pk=left[0])
    if found and found.state != Batch.State.WAITING:
        raise OutOfTurn
    return found


@transaction.atomic
def _end(period: Period, *, at: datetime) -> None:
    """Close the period once all its batches are done, however many come to the end of it; also if it was stopped in the last."""
    locked = _locked(period)
    is_planned = locked.state == Period.State.ISSUING or locked.batches.exists()
    is_over = locked.state not in {Period.State.ISSUING, Period.State.STOPPED}
    if is_over or not is_planned or locked.batches.filter(state=Batch.State.WAITING).exists():
        return
    locked.state, locked.ended_at = Period.State.ISSUED, at
    locked.save(update_fields=["state", "ended_at"])
    sums = locked.batches.aggregate(bills=Sum("bills"), total=Sum("total"))
    data = {"bills": sums["bills"] or 0, "total": str(sums["total"] or 0)}
    by = locked.started_by_id
    record("run.ended", at=at, by=by, subject=f"period:{locked.pk}", via="run", data=data)


def _due(at: datetime) -> Iterator[Period]:
    """Yield the periods whose turn it is and whose day has come; not those that somebody stopped, who will go on.

    A cycle that the profile has moved keeps no other waiting: `abonent doctor` names it.
    """
    for cycle in profile.current().billing.cycles:
        turn = next_turn(cycle, on=profile.today(at))
        if turn and turn.bill_on <= profile.today(at) and not moved_to(cycle):
            period = open_period(cycle, month=turn.days.lower)
            if period.state != Period.State.STOPPED:
                yield period


def is_silent(period: Period, *, at: datetime) -> bool:
    """Say whether nothing has come of a run for so long that nobody seems to be at work."""
    last = period.batches.aggregate(last=Max("done_at"))["last"]
    signs = [sign for sign in (last, period.started_at) if sign]
    return not signs or max(signs) < at - SILENT
