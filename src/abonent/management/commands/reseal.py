"""`abonent reseal`: the key of the vault was changed, and what lies in the database is sealed anew under the first one."""

import sys
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from abonent import profile, vault
from abonent.management.sealed import columns
from abonent.vault.resealing import Column, keys_in_use, reseal_column

SHOWN = 5


class Command(BaseCommand):
    help = (
        "Seal everything in the database anew under the first key of ABONENT_KEYS, while everything runs. Run it after "
        "a new key was put on top and all services were restarted; killed or run twice it does no harm. "
        "Ends with status 1 when something cannot be opened."
    )
    requires_system_checks = ()

    def handle(self, *_: Any, **__: Any) -> None:
        try:
            self.stdout.write(f"The key {vault.sealing_key()} seals.")
        except vault.WrongKeys as wrong:
            raise CommandError(f"Nothing was sealed anew: {wrong}") from None
        opened = [self._reseal(column) for column in columns()]
        if not all(opened):
            self.stdout.write(
                "Leave the other keys where they are: without them, what does not open now is lost for good."
            )
            sys.exit(1)
        # What is sealed elsewhere lives shortly: archives of "My data" longest; links and codes under way, and sessions.
        until = profile.today(timezone.now()) + timedelta(days=profile.current().panel.takeout_days + 1)
        self.stdout.write(
            f"Everything in the database is under {vault.sealing_key()}. From {until} on nothing needs the other keys: "
            "archives and links made before are over by then."
        )

    def _reseal(self, column: Column) -> bool:
        anew, unread = 0, list[int]()
        for batch in reseal_column(column):
            anew += batch.anew
            unread += batch.unread
        left = sum(keys_in_use(column).values())
        rows = f", not to be opened: {len(unread)} (row {', '.join(map(str, unread[:SHOWN]))})" if unread else ""
        self.stdout.write(f"{'BAD  ' if unread else 'OK   '} {column}: {left} sealed, {anew} of them anew{rows}")
        return not unread
