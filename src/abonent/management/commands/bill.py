"""`abonent bill`: issue the bills of a month, try that out, or stop it."""

import os
import sys
import threading
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone, translation

from abonent import profile
from abonent.billing import actions
from abonent.billing.bulk.sheets import UnknownRate
from abonent.billing.models import Payer, Period, Preview
from abonent.billing.queries import runs

STOPPED = 3
"""The command's status when somebody has stopped the run; 1 when it was refused, 0 when all bills are there."""
WHY = {
    "NEW": "a bill now, none before",
    "GONE": "no bill now, one before",
    "MORE": "much more than before",
    "LESS": "much less than before",
    "BACK": "earlier bills would be corrected",
}


class Command(BaseCommand):
    help = (
        "Issue the bills of a month, in batches shared among workers; killed, it goes on when it is started again, and nothing "
        "is issued twice. Status 0: all bills are there; 1: refused, the reason is said; 3: somebody stopped it."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        cores = os.cpu_count() or 1
        parser.add_argument(
            "--period", required=True, metavar="MONTH", help="the month in which it begins, e.g. 2026-11"
        )
        parser.add_argument("--cycle", type=int, metavar="N", help="of this billing cycle only")
        parser.add_argument(
            "--workers", type=int, default=cores, metavar="N", help=f"so many share the batches ({cores})"
        )
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--dry-run", action="store_true", help="only try it out: sums, and the bills out of line")
        what.add_argument("--stop", action="store_true", help="stop a run between two batches; it can go on later")

    def handle(self, *_: Any, **said: Any) -> None:
        with translation.override("en"):
            try:
                month, codes = actions.month_of(said["period"]), _cycles(said["cycle"])
            except actions.PeriodNotOpen as told:
                raise CommandError(str(told)) from None
            do = self._stop if said["stop"] else self._try_out if said["dry_run"] else self._issue
            refused, stopped = {}, False
            for code in codes:
                try:
                    stopped |= bool(do(actions.period_named(code, month), max(1, said["workers"])))
                except actions.PeriodNotOpen as told:
                    refused[code] = str(told)
        if stopped:
            sys.exit(STOPPED)
        self._refuse(refused, len(codes))

    def _refuse(self, refused: dict[int, str], asked: int) -> None:
        """Say why cycles were not billed; that is a failure when it was all of them."""
        said = [f"cycle {code}: {why}" for code, why in refused.items()]
        if not asked:
            raise CommandError("Nobody is billed yet: there is no account with a payer.")
        if len(refused) == asked:
            raise CommandError("\n".join(said))
        for line in said:
            self.stderr.write(line)

    def _issue(self, period: Period, workers: int) -> bool:
        """Issue the bills of a period; return whether somebody stopped it."""
        try:
            actions.begin_run(period, at=timezone.now())
        except actions.BeingIssued as told:
            self.stderr.write(f"{_name(period)}: {told} This command joins in.")
        try:
            here = self._work(period, workers)
        except UnknownRate as told:
            raise CommandError(f"{_name(period)}: VAT code {told} has no rate in the profile.") from None
        period.refresh_from_db()
        done = runs.progress(period)
        self.stdout.write(
            f"{_name(period)}: {done.bills} bills, {_money(done.total)}; {here} of them issued by this command"
        )
        if period.state == Period.State.STOPPED:
            self.stderr.write(
                f"{_name(period)}: stopped after {done.done} of {done.batches} batches; the same command goes on."
            )
        return period.state == Period.State.STOPPED

    def _work(self, period: Period, workers: int) -> int:
        """Let so many workers take part, this process's main thread among them; return how many bills they issued."""
        enough = threading.Event()

        def look() -> bool:
            done = runs.progress(period)
            self.stderr.write(f"{_name(period)}: {done.done} of {done.batches} batches, {done.bills} bills")
            return enough.is_set()

        with _others(period, workers - 1, enough) as others:
            return actions.take_part(period, clock=timezone.now, enough=look) + others()

    def _try_out(self, period: Period, _workers: int) -> None:
        """Print what a run would come to."""
        if period.state == Period.State.ISSUED:
            raise actions.AlreadyIssued(period)
        preview = Preview(period=period, asked_at=timezone.now())
        for found in actions.try_out(preview):
            self.stderr.write(f"{_name(period)}: {found.looked_at} of {found.accounts} accounts")
        for line in _told(preview):
            self.stdout.write(line)

    def _stop(self, period: Period, _workers: int) -> None:
        actions.stop_run(period, at=timezone.now())
        done = runs.progress(period)
        self.stdout.write(
            f"{_name(period)}: stops; {done.done} of {done.batches} batches are issued, and those at work will be."
        )


@contextmanager
def _others(period: Period, count: int, enough: threading.Event) -> Iterator[Callable[[], int]]:
    """Let other threads take part, each with its own connection; yield what waits for them and counts their bills."""

    def work() -> int:
        try:
            return actions.take_part(period, clock=timezone.now, enough=enough.is_set)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=max(1, count)) as pool:
        working = [pool.submit(copy_context().run, work) for _ in range(count)]
        try:
            yield lambda: sum(each.result() for each in working)
        finally:
            enough.set()


def _cycles(said: int | None) -> list[int]:
    """Return the one cycle that was named, or all in which somebody is billed. Raises NoSuchCycle."""
    codes = [cycle.code for cycle in profile.current().billing.cycles]
    if said is None:
        return [code for code in codes if Payer.objects.filter(cycle=code).exists()]
    if said not in codes:
        raise actions.NoSuchCycle(said)
    return [said]


def _told(preview: Preview) -> Iterator[str]:
    yield f"{_name(preview.period)}, tried out, nothing was issued:"
    yield f"  bills          {preview.bills:>12}   the month before {preview.bills_before:>12}{_change(preview.bills, preview.bills_before)}"
    now, before = _money(preview.total), _money(preview.total_before)
    yield f"  sum        {now:>16}   the month before {before:>12}{_change(preview.total, preview.total_before)}"
    yield f"  corrections of earlier bills {preview.corrections}"
    yield f"  out of line    {preview.odd_count:>12}"
    for one in preview.odd:
        yield f"    {one['number']}  now {one['now'] or '–':>10}  before {one['before'] or '–':>10}  {WHY[one['why']]}"
    if preview.odd_count > len(preview.odd):
        yield f"    and {preview.odd_count - len(preview.odd)} with smaller differences"


def _name(period: Period) -> str:
    return f"{period.days.lower:%Y-%m}, cycle {period.cycle}"


def _money(amount: Any) -> str:
    return f"{amount:.2f} {profile.current().currency}"


def _change(now: Any, before: Any) -> str:
    return f"  {100 * (now - before) / before:+.1f} %" if before else ""
