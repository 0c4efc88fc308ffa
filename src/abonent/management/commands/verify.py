"""`abonent verify`: everything that must agree, worked out again from the rows. Reads one instant and changes nothing."""

import sys
import time
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.utils import timezone

from abonent import profile
from abonent.billing.bulk.clearing import Rest, rests
from abonent.billing.bulk.sealing import ledger_hash
from abonent.billing.bulk.verifying import BILLS, DEBTORS, LEDGER, SHOWN, Found, look
from abonent.management.verification import damaged_documents, missing_months

READ_ONE_INSTANT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


class Command(BaseCommand):
    help = (
        "Work out everything again from the rows: balances, books, numbers, bills, runs, reminders, documents, hashes. "
        "One line a check, OK or BAD with the first accounts concerned. Changes nothing; ends with status 1 when "
        "something is BAD."
    )
    requires_system_checks = ()
    bad = 0

    def handle(self, *_: Any, **__: Any) -> None:
        began = time.monotonic()
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(READ_ONE_INSTANT)
            self._verify(timezone.now())
            self.stdout.write(f"ledger {ledger_hash()}")
        self.stdout.write(f"{self.bad or 'Nothing'} BAD, {time.monotonic() - began:.1f} s")
        if self.bad:
            sys.exit(1)

    def _verify(self, at: datetime) -> None:
        today = profile.today(at)
        for check in (*LEDGER, *BILLS, *DEBTORS):
            self._one(check.says, lambda check=check: look(check, on=today))  # type: ignore[misc]
        for rest in rests():
            self._rest(rest)
        self._one("the journal has its months", lambda: missing_months(at))
        self._one("every kept document is the file that was kept", damaged_documents)

    def _one(self, says: str, ask: Callable[[], Found]) -> None:
        began = time.monotonic()
        found = ask()
        seconds = time.monotonic() - began
        self._line(not found.wrong, f"{says}: {found.rows} rows, {found.wrong} wrong, {seconds:.2f} s")
        for account, what in found.first:
            self.stdout.write(f"        {account:<12} {what}".rstrip())
        if found.wrong > SHOWN:
            self.stdout.write(f"        … and {found.wrong - SHOWN} more")

    def _rest(self, rest: Rest) -> None:
        named = f"book {rest.book}: {rest.amount} by {rest.entries} entries ({rest.why})"
        without = f"; {rest.unexplained} of it without a reason" if rest.unexplained else ""
        self._line(rest.unexplained == Decimal(0), named + without)

    def _line(self, fine: bool, text: str) -> None:
        self.bad += not fine
        self.stdout.write(f"{'OK ' if fine else 'BAD'}   {text}")
        self.stdout.flush()
