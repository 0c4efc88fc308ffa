"""`abonent migrate`: Django's migrations, and what a migrated database needs before people may come in."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from abonent import profile
from abonent.billing import actions as billing
from abonent.contracts import actions as contracts
from abonent.database import roles
from abonent.journal import bulk as journal
from abonent.people import actions as people
from abonent.web.module import installed, modules

MONTHS_AHEAD = 3
SEEN = ".sources"
"""Beside the collected static files: from which sources they were made."""


class Command(BaseCommand):
    help = (
        "Bring the database up to date, give the application's login its rights, open the profile's books, "
        "enter its price list and the wordings of its consents, collect the static files. Run it after each new version, with DATABASE_OWNER_URL; running it twice does no harm."
    )
    requires_system_checks = ()

    def handle(self, *_: Any, **said: Any) -> None:
        if not roles.owns():
            raise CommandError("This login does not own the database. Set DATABASE_OWNER_URL to the one that does.")
        call_command("migrate", interactive=False, verbosity=min(1, said["verbosity"]), stdout=self.stdout)
        roles.grant()
        for module in installed():
            module.lent("grant")()
        journal.make_months(timezone.now(), ahead=MONTHS_AHEAD)
        billing.open_books()
        self._enter_profile()
        for module in modules():
            module.lent("settle")(profile.current())
        connection.close()
        collect_static()

    def _enter_profile(self) -> None:
        try:
            for cycle in profile.current().billing.cycles:
                billing.refuse_moved(cycle)
            contracts.enter_price_list(profile.current(), at=timezone.now())
            people.enter_wordings(profile.current(), at=timezone.now())
        except (billing.CycleMoved, contracts.StillHeld, people.ChangedWording) as wrong:
            raise CommandError(str(wrong)) from wrong


def collect_static() -> bool:
    """Collect the static files when their sources have changed; tell whether they had."""
    seen, sources = Path(settings.STATIC_ROOT) / SEEN, _sources()
    if seen.exists() and seen.read_text() == sources:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    seen.write_text(sources)
    return True


def _sources() -> str:
    """A fingerprint of all static files by name, size and time."""
    marks = sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            marks.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return marks.hexdigest()
